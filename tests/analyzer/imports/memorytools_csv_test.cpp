#include "analyzer/imports/memorytools_csv.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "analyzer/imports/utc_offset.hpp"
#include "common/rfc3339.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;

const std::string kHeader = "Process ID,Process Name,Time,Memory Usage\r\n";

ImportedData import(const std::string& lines, OnBadLine on_bad = OnBadLine::kThrow,
                    std::chrono::minutes offset = 0min) {
  std::istringstream input(kHeader + lines);
  return read_memorytools_csv(input, "in.csv", offset, on_bad);
}

std::string error_of(const std::string& whole_text) {
  return user_error([&] {
    std::istringstream input(whole_text);
    static_cast<void>(read_memorytools_csv(input, "in.csv", 0min, OnBadLine::kThrow));
  });
}

std::string time_of(const ImportedSample& sample) {
  return format_rfc3339(WallTime(std::chrono::nanoseconds(sample.wall_ns)));
}

TEST(ReadMemorytoolsCsv, ReadsProcessesAndSamples) {
  const ImportedData data = import(
      "7,server,2024-05-16 13:18:25.240000,4096\r\n"
      "7,server,2024-05-16 13:18:26,8191.6\n"
      "7,other,2024-05-16 13:18:25,0\r\n"
      "8,server,2024-05-16 13:18:25,5.12e2\r\n");
  ASSERT_EQ(data.processes.size(), 3U);
  EXPECT_EQ(data.processes[1].name, "other");
  EXPECT_EQ(data.processes[2].pid, 8);
  ASSERT_EQ(data.samples.size(), 4U);
  EXPECT_EQ(time_of(data.samples[0]), "2024-05-16T13:18:25.240Z");
  EXPECT_EQ(data.samples[0].vm_size_kib, 4);
  EXPECT_EQ(data.samples[1].vm_size_kib, 8);
  EXPECT_EQ(data.samples[3].vm_size_kib, 1);
}

TEST(ReadMemorytoolsCsv, TimesAreTakenAsUtcUnlessAnOffsetIsGiven) {
  const ImportedData data = import("7,a,2024-05-16 13:18:25,1\n", OnBadLine::kThrow, 120min);
  EXPECT_EQ(time_of(data.samples[0]), "2024-05-16T11:18:25.000Z");
}

TEST(ReadMemorytoolsCsv, ATimeThatStatesItsOffsetIsTakenAtItsWord) {
  for (const std::string time : {"2024-05-16T13:18:25Z", "2024-05-16 14:18:25+01:00"}) {
    const ImportedData data = import("7,a," + time + ",1\n", OnBadLine::kThrow, 120min);
    EXPECT_EQ(time_of(data.samples[0]), "2024-05-16T13:18:25.000Z") << time;
  }
}

TEST(ReadMemorytoolsCsv, NamesAreEscaped) {
  const ImportedData data = import("7,\"a,\"\"b\"\"\n\x1b[31m\",2024-05-16 13:18:25,1\n");
  EXPECT_EQ(data.processes[0].name, "a,\"b\"\\x0A\\x1B[31m");
}

TEST(ReadMemorytoolsCsv, OfTheSameStampTheLastCounts) {
  const ImportedData data = import(
      "7,a,2024-05-16 13:18:25,1024\n7,a,2024-05-16 13:18:25,2048\n7,a,2024-05-16 13:18:25,3072\n"
      "8,a,2024-05-16 13:18:25,1024\n");
  ASSERT_EQ(data.samples.size(), 2U);
  EXPECT_EQ(data.samples[0].vm_size_kib, 3);
  EXPECT_EQ(data.repeated_stamps, 2U);
}

TEST(ReadMemorytoolsCsv, OnlyWithinAProcessMustTimeRise) {
  EXPECT_EQ(import("7,a,2024-05-16 13:18:25,1\n8,a,2024-05-16 13:18:24,1\n").samples.size(), 2U);
  const std::string error = error_of(kHeader + "7,a,2024-05-16 13:18:25,1\n7,a,2024-05-16 13:18:24,1\n");
  EXPECT_TRUE(has(error, "in.csv:3: its time lies before")) << error;
}

TEST(ReadMemorytoolsCsv, MalformedLinesAreErrorsThatNameTheLine) {
  const std::string good = "7,a,2024-05-16 13:18:25,1\n";
  for (const std::string line :
       {"7,a,2024-05-16 13:18:26",         "7,a,2024-05-16 13:18:26,1,2",
        "x,a,2024-05-16 13:18:26,1",       "0,a,2024-05-16 13:18:26,1",
        "-7,a,2024-05-16 13:18:26,1",      "7,a,2024-05-16,1",
        "7,a,2024-05-16 13:18,1",          "7,a,2024-02-30 13:18:26,1",
        "7,a,2024-05-16 13:18:26+1,1",     "7,a,2024-05-16 13:18:26,",
        "7,a,2024-05-16 13:18:26,-1",      "7,a,2024-05-16 13:18:26,-0.0",
        "7,a,2024-05-16 13:18:26,nan",     "7,a,2024-05-16 13:18:26,inf",
        "7,a,2024-05-16 13:18:26,1e300",   "7,a,2024-05-16 13:18:26,1e999",
        "7,a,2024-05-16 13:18:26,9e18",    "7,a,2117-05-16 13:18:26,1",
        "7,a,1970-01-01 00:00:00+01:00,1", "9223372036854775807,a,2024-05-16 13:18:26,1",
        "7,a,2024-05-16 13:18:26,12 kB",   "7,\"a,2024-05-16 13:18:26,1"}) {
    const std::string error = error_of(kHeader + good + line + "\n");
    EXPECT_TRUE(has(error, "in.csv:3: ")) << line << ": " << error;
    const ImportedData data = import(good + line + "\n" + "7,a,2024-05-16 13:18:27,1\n", OnBadLine::kSkip);
    EXPECT_EQ(data.skipped_lines, 1U) << line;
    EXPECT_TRUE(has(data.first_skip, "in.csv:3: ")) << data.first_skip;
    EXPECT_EQ(data.samples.size(), 2U) << line;
  }
}

TEST(ReadMemorytoolsCsv, WhatIsNoSuchFileIsRefused) {
  EXPECT_TRUE(has(error_of(""), "it is empty"));
  EXPECT_TRUE(has(error_of("7,a,2024-05-16 13:18:25,1\n"), "it does not begin with the line"));
  EXPECT_TRUE(has(error_of("\x1f\x8b\x08 something"), "it is compressed"));
  EXPECT_TRUE(has(error_of(kHeader), "it holds no sample"));
}

TEST(ReadMemorytoolsCsv, AByteOrderMarkIsPassedOver) {
  std::istringstream input("\xEF\xBB\xBF" + kHeader + "7,a,2024-05-16 13:18:25,1\n");
  EXPECT_EQ(read_memorytools_csv(input, "in.csv", 0min, OnBadLine::kThrow).samples.size(), 1U);
}

TEST(ParseUtcOffset, ReadsOffsetsAndNothingElse) {
  EXPECT_EQ(parse_utc_offset("+02:00"), 120min);
  EXPECT_EQ(parse_utc_offset("-05:30"), -330min);
  EXPECT_EQ(parse_utc_offset("Z"), 0min);
  for (const std::string text : {"", "2", "+2", "02:00", "+25:00", ".5", "+02:00x", "Europe/Berlin"}) {
    EXPECT_THROW(static_cast<void>(parse_utc_offset(text)), UserError) << text;
  }
}

}  // namespace
}  // namespace tidemark

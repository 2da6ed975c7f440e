#include "analyzer/imports/memorytools_csv.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/imports/made_import.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;

const std::string kHeader = "Process ID,Process Name,Time,Memory Usage\r\n";

MadeImport import(const std::string& lines, OnBadLine on_bad = OnBadLine::kThrow,
                  std::chrono::minutes offset = 0min) {
  ImportSettings settings;
  settings.utc_offset = offset;
  return import_text(kHeader + lines, "memorytools", settings, on_bad);
}

std::string error_of(const std::string& whole_text) { return import_error(whole_text, "memorytools"); }

TEST(ReadMemorytoolsCsv, ReadsProcessesAndSamples) {
  const MadeImport data = import(
      "7,server,2024-05-16 13:18:25.240000,4096\r\n"
      "7,server,2024-05-16 13:18:26,8191.6\n"
      "7,other,2024-05-16 13:18:25,0\r\n"
      "8,server,2024-05-16 13:18:25,5.12e2\r\n");
  ASSERT_EQ(data.store.processes().size(), 3U);
  EXPECT_EQ(data.store.processes()[1].name, "other");
  EXPECT_EQ(data.store.processes()[2].pid, 8);
  ASSERT_EQ(data.samples.size(), 4U);
  EXPECT_EQ(time_of(data.samples[0]), "2024-05-16T13:18:25.000Z");
  EXPECT_EQ(data.samples[1].memory.vm_size.count(), 1);
  EXPECT_EQ(time_of(data.samples[2]), "2024-05-16T13:18:25.240Z");
  EXPECT_EQ(data.samples[2].memory.vm_size.count(), 4);
  EXPECT_EQ(data.samples[3].memory.vm_size.count(), 8);
}

TEST(ReadMemorytoolsCsv, TimesAreTakenAsUtcUnlessAnOffsetIsGiven) {
  const MadeImport data = import("7,a,2024-05-16 13:18:25,1\n", OnBadLine::kThrow, 120min);
  EXPECT_EQ(time_of(data.samples[0]), "2024-05-16T11:18:25.000Z");
}

TEST(ReadMemorytoolsCsv, ATimeThatStatesItsOffsetIsTakenAtItsWord) {
  for (const std::string time : {"2024-05-16T13:18:25Z", "2024-05-16 14:18:25+01:00"}) {
    const MadeImport data = import("7,a," + time + ",1\n", OnBadLine::kThrow, 120min);
    EXPECT_EQ(time_of(data.samples[0]), "2024-05-16T13:18:25.000Z") << time;
  }
}

TEST(ReadMemorytoolsCsv, NamesAreEscaped) {
  const MadeImport data = import("7,\"a,\"\"b\"\"\n\x1b[31m\",2024-05-16 13:18:25,1\n");
  EXPECT_EQ(data.store.processes()[0].name, "a,\"b\"\\x0A\\x1B[31m");
}

TEST(ReadMemorytoolsCsv, OnlyWithinAProcessMustTimeRise) {
  EXPECT_EQ(import("7,a,2024-05-16 13:18:25,1\n8,a,2024-05-16 13:18:24,1\n").samples.size(), 2U);
  const std::string error = error_of(kHeader + "7,a,2024-05-16 13:18:25,1\n7,a,2024-05-16 13:18:24,1\n");
  EXPECT_TRUE(has(error, "in.txt:3: its time lies before")) << error;
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
    EXPECT_TRUE(has(error, "in.txt:3: ")) << line << ": " << error;
    const MadeImport data = import(good + line + "\n" + "7,a,2024-05-16 13:18:27,1\n", OnBadLine::kSkip);
    EXPECT_EQ(data.skipped, 1U) << line;
    EXPECT_TRUE(has(data.first_skip, "in.txt:3: ")) << data.first_skip;
    EXPECT_EQ(data.samples.size(), 2U) << line;
  }
}

TEST(ReadMemorytoolsCsv, WhatIsNoSuchFileIsRefused) {
  EXPECT_TRUE(has(error_of(""), "it is empty"));
  EXPECT_TRUE(has(error_of("7,a,2024-05-16 13:18:25,1\n"), "it does not begin with the line"));
  EXPECT_TRUE(has(error_of("\x1f\x8b\x08 something"), "its compression is damaged"));
  EXPECT_TRUE(has(error_of(kHeader), "holds no sample"));
}

TEST(ReadMemorytoolsCsv, AByteOrderMarkIsPassedOver) {
  EXPECT_EQ(import_text("\xEF\xBB\xBF" + kHeader + "7,a,2024-05-16 13:18:25,1\n").layout, "memorytools");
}

}  // namespace
}  // namespace tidemark

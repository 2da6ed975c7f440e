// Recordings of other tools, as the program is started.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/analyzer/commands/cli_fixture.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr const char* kHeader = "Process ID,Process Name,Time,Memory Usage\r\n";

TEST_F(Cli, ImportsFromStandardInputAndReportsRepeatedStamps) {
  std::string csv = kHeader;
  for (int i = 0; i < 40; ++i) {
    csv += "7,srv,2024-05-16 13:18:" + std::to_string(10 + i) + "," +
           std::to_string(1'000'000'000LL + 20'000'000LL * i) + "\r\n";
  }
  csv += "7,srv,2024-05-16 13:18:49,1800000000\r\n";
  const std::string output = directory_.file("a.tidemark");
  const Outcome imported =
      run({"import", "--from", "memorytools", "-", "--memory-total", "4GiB", "--output", output}, {}, csv);
  EXPECT_EQ(imported.status, 0) << imported.errors;
  EXPECT_EQ(imported.output, "");
  EXPECT_TRUE(has(imported.errors, "40 samples of 1 process\n"));
  EXPECT_TRUE(has(imported.errors, "dropped 1 sample with"));
  EXPECT_EQ(run({"analyze", output}).status, 1);
  EXPECT_EQ(run({"import", "--from", "memorytools", "-", "--output", output}, {}, csv).status, 2);
  EXPECT_EQ(run({"import", "--from", "memorytools", "-", "--force", "--output", output}, {}, csv).status, 0);
}

TEST_F(Cli, ImportMakesNoRecordingOfADevice) {
  const std::string csv = directory_.file("in.csv");
  write_bytes(csv, std::string(kHeader) + "7,srv,2024-05-16 13:18:10,1\r\n");
  for (const char* output : {"/dev/stdout", "/dev/null"}) {
    const Outcome refused = run({"import", "--from", "memorytools", csv, "--force", "--output", output});
    EXPECT_EQ(refused.status, 2);
    EXPECT_TRUE(has(refused.errors, "it is no regular file")) << refused.errors;
  }
}

TEST_F(Cli, AFailedImportLeavesNothing) {
  const std::string csv = directory_.file("in.csv");
  write_bytes(csv, std::string(kHeader) + "7,srv,2024-05-16 13:18:10,1\r\nnonsense\r\n");
  const std::string output = directory_.file("a.tidemark");
  const Outcome failed = run({"import", "--from", "memorytools", csv, "--output", output});
  EXPECT_EQ(failed.status, 2);
  EXPECT_TRUE(has(failed.errors, "in.csv:3: ")) << failed.errors;
  EXPECT_EQ(list_names(directory_.path()), (std::vector<std::string>{"in.csv"}));
  const Outcome lenient = run({"import", "--from", "memorytools", "--lenient", csv, "--output", output});
  EXPECT_EQ(lenient.status, 0);
  EXPECT_TRUE(has(lenient.errors, "skipped 1 line;")) << lenient.errors;
}

TEST_F(Cli, ImportRefusesWhatItCannotDo) {
  const std::string csv = directory_.file("in.csv");
  write_bytes(csv, std::string(kHeader) + "7,srv,2024-05-16 13:18:10,1\r\n");
  const std::string output = directory_.file("a.tidemark");
  EXPECT_EQ(run({"import", "--from", "excel", csv, "--output", output}).status, 2);
  EXPECT_EQ(run({"import", "--from", "memorytools", csv}).status, 2);
  EXPECT_EQ(run({"import", "--from", "memorytools", "--output", output}).status, 2);
  EXPECT_EQ(run({"import", "--from", "memorytools", csv, "--force", "--output", csv}).status, 2);
  EXPECT_EQ(run({"import", "--from", "memorytools", csv, "--memory-total", "0", "--output", output}).status,
            2);
  EXPECT_EQ(run({"import", "--from", "memorytools", directory_.path(), "--output", output}).status, 2);
  EXPECT_EQ(list_names(directory_.path()), (std::vector<std::string>{"in.csv"}));
}

// What ps prints once a second of a process that grows by 2 MiB each time.
std::string ps_listings(const std::string& name) {
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += "2026-11-30T10:00:" + std::to_string(10 + i) + "Z\n  PID   RSS COMMAND\n    7 " +
            std::to_string(10'000 + 2048 * i) + " " + name + "\n";
  }
  return text;
}

TEST_F(Cli, ImportTellsTheLayoutAndKeepsRssApartFromVmSize) {
  const std::string text = directory_.file("ps.txt");
  write_bytes(text, ps_listings("srv"));
  const std::string output = directory_.file("ps.tidemark");
  const Outcome imported = run({"import", text, "--output", output});
  EXPECT_EQ(imported.status, 0) << imported.errors;
  EXPECT_TRUE(has(imported.errors, "ps.txt: ps: 40 samples of 1 process")) << imported.errors;
  EXPECT_EQ(query_rows(output, "SELECT count(vm_size_kib), count(rss_kib) FROM sample"), (Rows{"0|40"}));
  EXPECT_EQ(query_rows(output, "SELECT origin FROM session"), (Rows{"ps"}));
  const Outcome analyzed = run({"analyze", output, "--report", "json"});
  EXPECT_EQ(analyzed.status, 1) << analyzed.errors;
  const auto report = nlohmann::json::parse(analyzed.output);
  EXPECT_EQ(report["processes"][0]["findings"][0]["metric"], "rss");
  const Outcome top = run({"top", output});
  EXPECT_TRUE(has(top.output, "rss from") && has(top.output, "78.0 MiB")) << top.output;
  EXPECT_TRUE(has(run({"plot", output}).output, "RES (rss)"));
}

TEST_F(Cli, WhatIsExportedIsImportedAgain) {
  const std::string text = directory_.file("all.csv");
  const Outcome exported = run({"export", leaking()});
  EXPECT_EQ(exported.status, 0) << exported.errors;
  EXPECT_EQ(std::count(exported.output.begin(), exported.output.end(), '\n'), 61);
  write_bytes(text, exported.output);
  const std::string output = directory_.file("again.tidemark");
  EXPECT_EQ(run({"import", text, "--output", output}).status, 0);
  EXPECT_EQ(run({"export", output}).output, exported.output);
  EXPECT_EQ(run({"export", "--format", "xml", leaking()}).status, 2);
  EXPECT_EQ(run({"export", "--resample", "0s", leaking()}).status, 2);
}

}  // namespace
}  // namespace tidemark

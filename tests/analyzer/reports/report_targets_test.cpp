#include "analyzer/reports/report_targets.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

std::vector<ReportTarget> parse(const std::vector<std::string>& values) {
  return parse_report_targets(values, report_format_names());
}

TEST(ParseReportTargets, FormatAndPath) {
  const auto targets = parse({"json=a=b.json", "text"});
  ASSERT_EQ(targets.size(), 2U);
  EXPECT_EQ(targets[0].format, "json");
  EXPECT_EQ(targets[0].path, "a=b.json");
  EXPECT_EQ(targets[1].path, "");
  EXPECT_EQ(parse({}).at(0).format, "text");
}

TEST(ParseReportTargets, WhatCannotBeIsAnErrorThatSaysWhatCan) {
  EXPECT_TRUE(has(user_error([] { parse({"yaml"}); }), "there are text, json"));
  EXPECT_TRUE(has(user_error([] { parse({"json="}); }), "names no file"));
  EXPECT_TRUE(has(user_error([] { parse({"json", "text"}); }), "two reports go to standard output"));
}

TEST(ParseReportTargets, OneFileUnderTwoNamesIsAnError) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.file("reports"));
  std::filesystem::create_symlink("reports/a.out", directory.file("link"));
  std::filesystem::create_symlink("reports", directory.file("other"));
  const std::string path = directory.file("reports/a.out");
  const auto expect_same = [&](const char* name) {
    const std::string error = user_error([&] { parse({"text=" + path, "json=" + directory.file(name)}); });
    EXPECT_TRUE(has(error, "two reports go to " + directory.file(name))) << error;
  };
  for (const bool is_there : {false, true}) {
    if (is_there) write_bytes(path, "old");
    for (const char* name : {"reports/./a.out", "other/../reports/a.out", "other/a.out"}) expect_same(name);
  }
  expect_same("link");
  EXPECT_TRUE(has(user_error([] { parse({"text=a.out", "json=./a.out"}); }), "two reports go to ./a.out"));
  EXPECT_TRUE(has(user_error([] { parse({"text", "json=/dev/stdout"}); }), "two reports go to /dev/stdout"));
  EXPECT_EQ(parse({"text=" + path, "json=" + directory.file("a.out")}).size(), 2U);
}

TEST(CheckTargets, AFileThatIsReadIsRefusedUnderAnyName) {
  const TemporaryDirectory directory;
  const std::string input = directory.file("a.tidemark");
  const std::vector<std::string> inputs{directory.file("none"), input};
  for (const char* ending : {"", "-wal"}) write_bytes(input + ending, "read");
  std::filesystem::create_symlink(input, directory.file("link"));
  std::filesystem::create_hard_link(input, directory.file("twin"));
  for (const char* name : {"a.tidemark", "./a.tidemark", "link", "twin", "a.tidemark-wal"}) {
    const std::string path = directory.file(name);
    const std::string error = user_error([&] { check_targets(parse({"text", "json=" + path}), inputs); });
    EXPECT_EQ(error, "report: " + path + " is an input, too");
  }
  EXPECT_NO_THROW(check_targets(parse({"text", "json=" + directory.file("b.json")}), inputs));
}

TEST(CheckTargets, WhatCouldNotBeWrittenIsRefusedBeforeTheWork) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("none/report.json");
  EXPECT_EQ(user_error([&] {
              check_targets(parse({"text", "json=" + path}), {});
            }),
            path + ": cannot write the file: No such file or directory");
  EXPECT_TRUE(
      has(user_error([&] { check_targets(parse({"json=" + directory.path()}), {}); }), "Is a directory"));
  EXPECT_NO_THROW(check_targets(parse({"text=/dev/null"}), {}));
}

TEST(WriteReports, EveryFormatIsWrittenToItsFile) {
  const TemporaryDirectory directory;
  std::vector<std::string> values;
  for (const std::string_view name : report_format_names())
    values.push_back(std::string(name) + "=" + directory.file(name));
  write_reports(made_report({made_process("cache", Verdict::kLeak)}), parse(values), {});
  for (const std::string_view name : report_format_names())
    EXPECT_TRUE(has(read_bytes(directory.file(name)), "cache")) << name;
  EXPECT_EQ(list_names(directory.path()).size(), values.size());
}

TEST(WriteReports, OneThatFailsDoesNotStopTheNextAndEachIsNamed) {
  const TemporaryDirectory directory;
  const std::string first = directory.file("no/first"), second = directory.file("no/second");
  const auto targets = parse({"junit=" + first, "json=" + directory.file("json"), "html=" + second,
                              "text=" + directory.file("text")});
  const std::string error = user_error([&] { write_reports(made_report({}), targets, {}); });
  EXPECT_TRUE(has(error, first + ": cannot write the file")) << error;
  EXPECT_TRUE(has(error, "; " + second + ": cannot write the file")) << error;
  EXPECT_EQ(list_names(directory.path()), (std::vector<std::string>{"json", "text"}));
}

TEST(WriteReports, AFailedReportLeavesNoHalfOfIt) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("no/such/leaks.xml");
  EXPECT_TRUE(has(user_error([&] { write_reports(made_report({}), parse({"junit=" + path}), {}); }), path));
  EXPECT_TRUE(list_names(directory.path()).empty());
}

}  // namespace
}  // namespace tidemark

#include "analyzer/report_targets.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/made_report.hpp"
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

TEST(WriteReports, AFailedReportLeavesNoHalfOfIt) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("no/such/leaks.xml");
  EXPECT_TRUE(has(user_error([&] { write_reports(made_report({}), parse({"junit=" + path}), {}); }), path));
  EXPECT_TRUE(list_names(directory.path()).empty());
}

}  // namespace
}  // namespace tidemark

#include <gtest/gtest.h>

#include "analyzer/reports/compare/compare_report.hpp"
#include "tests/analyzer/reports/compare/made_comparison.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using namespace testing;

TEST(FormatComparisonJunit, WhatIsWorseFailsWhatWasNotJudgedIsSkipped) {
  const std::string xml = format_comparison_junit(made_comparison());
  EXPECT_TRUE(
      has(xml, R"(<testsuite name="tidemark compare" tests="5" failures="2" errors="0" skipped="1">)"));
  EXPECT_TRUE(has(xml, R"(<testcase classname="tidemark.compare" name="server">
      <failure type="new leak" message="server: new leak; rss ends at 180 MiB">server: new leak
rss ends at 180 MiB
rss at the end: before 100 MiB (normal 90.0 MiB to 110 MiB), now 180 MiB)"));
  EXPECT_TRUE(has(xml, "<testcase classname=\"tidemark.compare\" name=\"idle\"/>"));
  EXPECT_TRUE(has(xml, "name=\"brief\">\n      <skipped type=\"not judged\""));
  EXPECT_TRUE(has(xml, "name=\"cache\">\n      <system-out>cache: lower"));
  EXPECT_TRUE(has(xml, "classname=\"tidemark.compare.group\" name=\"the tree session\">\n      <failure"));
  EXPECT_TRUE(has(xml, R"(<property name="base" value="two.tidemark"/>)"));
}

TEST(FormatComparisonJunit, FitsTheFormat) {
  if (!is_installed("xmllint")) GTEST_SKIP() << "xmllint is missing (package libxml2-utils)";
  Comparison comparison = made_comparison();
  comparison.programs[0].program.name = comparison.programs[0].reason = "]]><a&\"'\x01\xff";
  const Outcome outcome =
      run_to_end({.command = {"xmllint", "--noout", "--nonet", "--schema", TIDEMARK_JUNIT_SCHEMA, "-"},
                  .input = format_comparison_junit(comparison)});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
}

}  // namespace
}  // namespace tidemark

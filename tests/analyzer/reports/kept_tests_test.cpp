#include "analyzer/reports/text/kept_tests.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analyzer/reports/html/report_html.hpp"
#include "analyzer/reports/json/report_json.hpp"
#include "analyzer/reports/report_junit.hpp"
#include "analyzer/reports/report_markdown.hpp"
#include "analyzer/reports/report_openmetrics.hpp"
#include "analyzer/reports/text/report_text.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

// A test that leaks into a server each time, one that was run once, one of which nothing is to be told.
Report made() {
  Report report = made_report({made_process("server", Verdict::kLeak)});
  report.tests = {{"t.py::test_upload", 12, 6 * kMebibyte, true, Verdict::kLeak, 42, "server"},
                  {"t.py::test_load", 1, 3 * kMebibyte, false, Verdict::kSuspect, 43, "python3 (pytest)"},
                  {"t.py::test_ok", 12, kMebibyte, false, Verdict::kClean, 43, "python3 (pytest)"}};
  return report;
}

TEST(KeptTests, TextHasALineATestWorstFirst) {
  const std::string text = format_text(made(), {});
  EXPECT_TRUE(has(text,
                  "Kept after each run of a test\n"
                  "leak       512 KiB    12 runs  t.py::test_upload, in server (PID 42)\n"
                  "suspect      3 MiB      1 run  t.py::test_load, in python3 (pytest) (PID 43)\n"))
      << text;
  EXPECT_FALSE(has(text, "test_ok"));
  EXPECT_FALSE(has(format_text(made_report({made_process("server", Verdict::kLeak)}), {}), kKeptHeading));
}

TEST(KeptTests, TextLeavesOutManyUnlessAskedFor) {
  Report report = made();
  report.tests.assign(30, report.tests[0]);
  EXPECT_TRUE(has(format_text(report, {}), "20 more are left out here"));
  TextStyle verbose;
  verbose.is_verbose = true;
  EXPECT_FALSE(has(format_text(report, verbose), "left out here"));
}

TEST(KeptTests, JsonHasAllOfThem) {
  const auto tests = nlohmann::json::parse(format_json(made()))["tests"];
  ASSERT_EQ(tests.size(), 3U);
  EXPECT_EQ(tests[0], nlohmann::json({{"test", "t.py::test_upload"},
                                      {"runs", 12},
                                      {"kept_bytes", 6291456},
                                      {"kept_each_bytes", 524288},
                                      {"comes_back", true},
                                      {"verdict", "leak"},
                                      {"pid", 42},
                                      {"processes", 1},
                                      {"name", "server"}}));
}

TEST(KeptTests, JunitHasACaseATestThatFailsByTheRule) {
  Report report = made();
  report.tests.push_back(report.tests[0]);
  const std::string xml = format_junit(report, {Verdict::kLeak});
  EXPECT_TRUE(has(xml, "<testsuite name=\"tidemark tests\" tests=\"2\" failures=\"1\"")) << xml;
  EXPECT_TRUE(has(xml, "<testcase classname=\"tidemark.test\" name=\"t.py::test_upload\">\n      <failure"));
  EXPECT_TRUE(has(xml, "t.py::test_upload kept 512 KiB after each of 12 runs, in server (PID 42)"));
  EXPECT_TRUE(has(xml, "t.py::test_load kept 3 MiB after its run, in python3 (pytest) (PID 43)"));
}

TEST(KeptTests, MarkdownAndThePageHaveATable) {
  EXPECT_TRUE(has(format_markdown(made()), "| <code>t.py::test_upload</code> | 12 | 512 KiB |"))
      << format_markdown(made());
  const std::string page = format_html(made());
  EXPECT_TRUE(has(page, "<td>t.py::test_upload</td><td>12</td><td>512 KiB</td>"));
  EXPECT_FALSE(has(page, "test_ok"));
}

TEST(KeptTests, OpenmetricsHasASeriesATestWhateverThePid) {
  Report report = made();
  report.tests.push_back(report.tests[0]);
  report.tests.back().pid = 77;
  const std::string text = format_openmetrics(report);
  EXPECT_TRUE(has(text, "tidemark_test_kept_bytes{test=\"t.py::test_upload\"} 524288\n")) << text;
  EXPECT_TRUE(has(text, "tidemark_test_verdict{test=\"t.py::test_load\"} 2\n"));
}

}  // namespace
}  // namespace tidemark

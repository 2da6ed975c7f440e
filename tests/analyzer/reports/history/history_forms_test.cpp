#include "analyzer/reports/history/history_forms.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "analyzer/reports/history/history_pictures.hpp"
#include "analyzer/reports/html/html_assets.hpp"
#include "common/text.hpp"
#include "tests/analyzer/history/made_history.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

// Seven runs of which the last three hold 50 MiB more.
HistoryReport made_report(std::vector<double> mebibytes = {100, 101, 99, 100, 150, 151, 150}) {
  for (double& level : mebibytes) level *= kMebibyte;
  return judge_history("main", made_history(mebibytes));
}

std::string in_one_line(const std::string& text) {
  std::istringstream words(text);
  std::string line;
  for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
  return line;
}

TEST(FormatHistoryText, TellsTheRevisionWhatWasBeforeAndHowManyRunsSaySo) {
  const std::string text = in_one_line(format_history_text(made_report()));
  EXPECT_TRUE(has(text,
                  "r5 (1970-01-06): more server holds 150 MiB at the end, before 100 MiB (4 runs before, 3 "
                  "since)"))
      << text;
  EXPECT_TRUE(has(text, "History: with r7, nothing needs more; the last change for the worse is of r5"))
      << text;
  EXPECT_TRUE(has(text, "7 runs of 7 revisions of main, 1970-01-02 to 1970-01-08")) << text;
  EXPECT_TRUE(has(text, "▁▁▁▁███")) << text;
}

TEST(FormatHistoryText, TheNewestRunAloneIsToldAsOdd) {
  const std::string text = in_one_line(format_history_text(made_report({100, 101, 99, 100, 150})));
  EXPECT_TRUE(has(text, "History: the run of r5 is odd: 1 program, test or group needs more in it")) << text;
  EXPECT_TRUE(has(text, "more, odd so far, new server")) << text;
  EXPECT_TRUE(has(text, "another run of it, or the next one, tells whether it stays")) << text;
}

TEST(FormatHistoryText, TheNextRunConfirmsTheRevisionBefore) {
  const std::string text = in_one_line(format_history_text(made_report({100, 101, 99, 100, 150, 151})));
  EXPECT_TRUE(has(text, "History: since r5, 1 program, test or group needs more, as r6 confirms")) << text;
}

TEST(FormatHistoryText, OneOddRunIsToldAsOne) {
  const std::string text = in_one_line(format_history_text(made_report({100, 101, 99, 100, 150, 100, 100})));
  EXPECT_TRUE(has(text, "more in one run")) << text;
  EXPECT_TRUE(has(text, "and the next one was as these again")) << text;
}

TEST(FormatHistoryText, KeepsWithinTheTerminalsWidth) {
  HistoryReport report = made_report();
  report.subjects[0].subject.program.name = std::string(300, 'x');
  std::istringstream lines(format_history_text(report));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 100U) << line;
}

TEST(FormatHistoryText, SaysWhereThereAreTooFewRuns) {
  EXPECT_TRUE(has(format_history_text(made_report({100, 101})), "too few runs to tell a change: 2 of 4"));
}

TEST(FormatHistoryJson, HasRunsChangesAndSeries) {
  const auto json = nlohmann::json::parse(format_history_json(made_report()));
  EXPECT_EQ(json["format"], "tidemark-history");
  EXPECT_EQ(json["runs"].size(), 7U);
  ASSERT_EQ(json["changes"].size(), 1U);
  EXPECT_EQ(json["changes"][0]["revision"], "r5");
  EXPECT_EQ(json["changes"][0]["new"], false);
  EXPECT_EQ(json["worse"], false);
  EXPECT_EQ(json["subjects"][0]["series"][1]["quantity"], "level");
  EXPECT_EQ(json["subjects"][0]["series"][1]["values"].size(), 7U);
}

TEST(FormatHistoryJson, TellsOddFromWorse) {
  const auto json = nlohmann::json::parse(format_history_json(made_report({100, 101, 99, 100, 150})));
  EXPECT_EQ(json["odd"], true);
  EXPECT_EQ(json["worse"], false);
  EXPECT_EQ(json["changes"][0]["odd"], true);
  EXPECT_EQ(json["changes"][0]["worse"], false);
}

TEST(FormatHistoryJson, SaysWhetherThereAreEnoughRuns) {
  EXPECT_EQ(nlohmann::json::parse(format_history_json(made_report({100, 101, 99})))["enough_runs"], false);
  EXPECT_EQ(nlohmann::json::parse(format_history_json(made_report({100, 101, 99, 100})))["enough_runs"],
            true);
}

// What stands before the page's own scripts, which are there where the build had uPlot.
std::string content_of(const std::string& html) { return html.substr(0, html.find("</main>")); }

TEST(FormatHistoryHtml, HasAPictureThatNeedsNoScript) {
  const std::string html = content_of(format_history_html(made_report()));
  EXPECT_TRUE(has(html, "<svg") && has(html, ">r5</text>"));
  EXPECT_FALSE(has(html, "<script>"));
  EXPECT_TRUE(has(html, "Since r5 of 1970-01-06"));
}

TEST(FormatHistoryHtml, HasItsScriptsOnlyWithUplot) {
  const std::string html = format_history_html(made_report());
  const bool has_uplot = !html_assets().uplot_script.empty();
  EXPECT_EQ(has(html, "<script>"), has_uplot);
  EXPECT_EQ(has(html, "id=\"runs-shown\""), has_uplot);
}

TEST(HistoryPictures, TheScriptHasWhatIsDrawn) {
  const HistoryReport report = made_report();
  const SubjectChange& change = report.changes.at(0);
  const auto data = plot_data(report, change.subject, report.subjects[change.subject].series[change.series]);
  EXPECT_EQ(data["values"].size(), 7U);
  EXPECT_EQ(data["values"][4], 150 * 1024 * 1024);
  EXPECT_TRUE(data["runs"].is_null()) << "each run has a value";
  EXPECT_EQ(data["marks"], nlohmann::json::parse("[[4, true]]"));
  EXPECT_EQ(data["told"]["4"], "more since this run");
  EXPECT_EQ(data["levels"].size(), 2U);
  EXPECT_EQ(runs_data(report)["revision"][4], "r5");
}

TEST(HistoryPictures, AnOddRunIsMarkedAndCutsNoLevel) {
  const HistoryReport report = made_report({100, 101, 99, 100, 150});
  const SubjectChange& change = report.changes.at(0);
  const auto data = plot_data(report, change.subject, report.subjects[change.subject].series[change.series]);
  EXPECT_EQ(data["marks"], nlohmann::json::parse("[[4, false]]"));
  EXPECT_EQ(data["told"]["4"], "more, odd so far");
  EXPECT_EQ(data["levels"].size(), 1U);
}

TEST(FormatHistoryHtml, HostileNamesAreInert) {
  HistoryReport report = made_report();
  const std::string hostile = "<script>alert(1)</script>";
  report.branch = report.subjects[0].subject.program.name = hostile;
  for (HistoryRun& run : report.runs) run.revision = run.shown.source = hostile;
  EXPECT_FALSE(has(format_history_html(report), "<script>alert"));
}

TEST(FormatHistoryMarkdown, IsATableOfChanges) {
  const std::string text = format_history_markdown(made_report());
  EXPECT_TRUE(has(text, "## 🟢 Tidemark: with r7, nothing needs more")) << text;
  EXPECT_TRUE(has(text, "| 🔴 more | <code>r5</code> | <code>server</code> |")) << text;
}

TEST(FormatHistoryMarkdown, IsBounded) {
  HistoryReport report = made_report();
  report.changes.assign(1000, report.changes.front());
  const std::string text = format_history_markdown(report, 5000);
  EXPECT_LE(text.size(), 5000U);
  EXPECT_TRUE(has(text, "Cut to fit"));
}

}  // namespace
}  // namespace tidemark

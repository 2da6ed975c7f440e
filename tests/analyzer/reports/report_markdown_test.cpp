#include "analyzer/reports/report_markdown.hpp"

#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <random>

#include "analyzer/text/markdown_text.hpp"
#include "analyzer/text/printable.hpp"
#include "common/text.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using namespace testing;
using nlohmann::json;

// Renders with the program that GitHub's own dialect was specified by.
class FormatMarkdown : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!is_installed("cmark-gfm") || !is_installed(kPython))
      GTEST_SKIP() << "cmark-gfm or python3 is missing (Debian packages of these names)";
  }

  static json render(const std::string& markdown) {
    const Outcome html = run_to_end({.command = {"cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink",
                                                 "-e", "strikethrough", "-e", "tagfilter"},
                                     .input = markdown});
    EXPECT_EQ(html.status, 0) << html.errors;
    const Outcome page = run_to_end({.command = {kPython, TIDEMARK_HTML_READER}, .input = html.output});
    EXPECT_EQ(page.status, 0) << page.errors << html.output;
    return json::parse(page.output);
  }
};

TEST_F(FormatMarkdown, ShowsWhatGrowsAndFoldsTheRest) {
  Report report =
      made_report({made_process("cache", Verdict::kCritical, 7), made_process("server", Verdict::kSuspect),
                   made_process("x", Verdict::kClean), made_process("brief", Verdict::kInsufficient)});
  report.processes[0].findings[0].sparkline = {1.0, std::nullopt, 8.0};
  report.notes = {"a note"};
  const std::string markdown = format_markdown(report);
  EXPECT_TRUE(markdown.starts_with("## 🔴 Tidemark: critical\n")) << markdown;
  EXPECT_TRUE(has(markdown, "1 critical, 1 suspect, 1 clean, 1 insufficient"));
  EXPECT_FALSE(has(markdown, "Cut to fit"));
  const json page = render(markdown);
  ASSERT_EQ(page["rows"].size(), 3U);
  EXPECT_EQ(page["rows"][1], (json{"🔴 critical", "cache", "7", "vm_size", "100 MiB → 160 MiB", "1 MiB/s",
                                   "58 m 20 s", "▁·█"}));
  EXPECT_EQ(page["rows"][2][1], "server");
  ASSERT_EQ(page["summaries"].size(), 3U);
  EXPECT_EQ(page["summaries"][0], "🔴 cache (PID 7): critical");
  EXPECT_TRUE(has(page["items"][0].get<std::string>(), "what: cache (PID 7) grew from 100 to 160 MiB"))
      << page["items"][0];
  EXPECT_EQ(page["items"][1], "memory: heap growth: anon grows along");
  EXPECT_TRUE(has(page["items"].dump(), "; 61 samples from 2026-11-20T10:00:00.000Z"));
  EXPECT_TRUE(has(page["items"].dump(), "command: cache --serve"));
  EXPECT_TRUE(has(page["items"].dump(), "note: a note"));
}

// Shows each text in a cell and in an item of a list; expects to find them again, and no markup of theirs.
void expect_inert(const std::vector<std::string>& texts, const json& page) {
  const json known{"code",  "details", "h2", "li", "p",     "span", "strong", "summary",
                   "table", "tbody",   "td", "th", "thead", "tr",   "ul"};
  for (const json& tag : page["tags"])
    EXPECT_NE(std::find(known.begin(), known.end(), tag), known.end()) << tag;
  ASSERT_GE(page["rows"].size(), texts.size() + 1);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(page["rows"][i + 1].size(), page["rows"][0].size()) << page["rows"][i + 1] << texts[i];
    EXPECT_EQ(page["rows"][i + 1][1], texts[i]);
  }
}

TEST_F(FormatMarkdown, TheSuspectJobsOfAProgramAreOneLine) {
  std::vector<ProcessReport> processes{made_process("server", Verdict::kSuspect)};
  for (int i = 0; i < 20; ++i) {
    processes.push_back(made_process("cc1plus", Verdict::kSuspect, 100 + i));
    processes.back().kind_of_life = KindOfLife::kJob;
  }
  const std::string text = format_markdown(made_report(processes));
  EXPECT_TRUE(has(text,
                  "suspect, jobs, which grew while they ran: cc1plus: 20 jobs grew until they ended; largest "
                  "160 MiB. Next: what ends gives "))
      << text;
  EXPECT_EQ(text.find("cc1plus"), text.rfind("cc1plus")) << text;
}

TEST_F(FormatMarkdown, HostileNamesAreShownAsTheyAre) {
  const Report report = hostile_report();
  std::vector<std::string> names;
  for (const ProcessReport& process : report.processes) {
    if (process.verdict >= Verdict::kSuspect) names.push_back(shorten(describe(process.program), 60));
  }
  const json page = render(format_markdown(report));
  expect_inert(names, page);
  const std::size_t tests = names.size() + 2;  // behind the heads of two tables
  ASSERT_EQ(page["rows"].size(), tests + report.tests.size());
  for (std::size_t i = 0; i < report.tests.size(); ++i)
    EXPECT_EQ(page["rows"][tests + i][1], printable(shorten(report.tests[i].test, 60)));
  EXPECT_TRUE(has(page["items"].dump(), "a program named ::error::@octocat #1 *b* _i_ [l](x)"));
}

TEST_F(FormatMarkdown, NoTextFormsMarkupInACellOrAnItem) {
  constexpr auto kPieces = std::to_array<std::string_view>(
      {"|",    "`",           "\\",  "*",      "_", "a",  " ", "<b>", "&amp;", "[x](y)", "~~",
       "www.", "http://a.bc", "@ab", "a@b.cd", ":", "#1", "$", "!",   "{",     "-"});
  std::mt19937 random(4711);
  std::vector<std::string> texts;
  std::string markdown = "|a|b|c|\n|---|---|---|\n";
  std::string items = "\n";
  for (int i = 0; i < 2000; ++i) {
    std::string text = "x";
    for (int j = 0; j < 6; ++j) text += kPieces[random() % std::size(kPieces)];
    text += "x";
    texts.push_back(text);
    markdown += "|a|" + (i % 2 == 0 ? markdown_code(text) : escape_markdown(text)) + "|c|\n";
    items += "- a: " + escape_markdown(text) + "\n";
  }
  const json page = render(markdown + items);
  expect_inert(texts, page);
  ASSERT_EQ(page["items"].size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(page["items"][i], "a: " + texts[i]);
}

TEST_F(FormatMarkdown, WhatDoesNotFitIsCutWithANoticeAtAWholePart) {
  std::vector<ProcessReport> processes;
  for (int i = 0; i < 5000; ++i) {
    const Verdict verdict = i < 5 ? Verdict::kCritical : Verdict::kSuspect;
    processes.push_back(made_process("p" + std::to_string(i), verdict));
  }
  const Report report = made_report(processes);
  for (const std::size_t most : {std::size_t{4096}, std::size_t{20'000}, kMostMarkdownBytes}) {
    const std::string markdown = format_markdown(report, most);
    EXPECT_LE(markdown.size(), most);
    EXPECT_GT(markdown.size(), most / 2);
    EXPECT_TRUE(has(markdown, "**Cut to fit:**")) << most;
    const json page = render(markdown);
    EXPECT_EQ(page["rows"][1][1], "p0");
    EXPECT_TRUE(has(page["summaries"][0].get<std::string>(), "p0"));
  }
}

TEST_F(FormatMarkdown, NothingFoundAndNothingRecordedAreReportsToo) {
  EXPECT_TRUE(
      has(format_markdown(made_report({made_process("x", Verdict::kClean)})), "## 🟢 Tidemark: clean"));
  EXPECT_TRUE(has(format_markdown(Report()), "## ⚪ Tidemark: insufficient\n\nProcesses: none"));
}

}  // namespace
}  // namespace tidemark

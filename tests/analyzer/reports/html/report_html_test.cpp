#include "analyzer/reports/html/report_html.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>

#include "analyzer/plots/svg_plot.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using namespace testing;

ProcessPlot made_plot(std::size_t samples, const std::string& test = "login") {
  ProcessPlot plot{
      *parse_rfc3339("2026-11-20T10:00:00Z"), {}, {{test, 10.0, 30.0}, {test + "2", 20.0, 40.0}}};
  for (const Metric metric : kAllMetrics) {
    PlotLine line{metric, {}, {}, {0, samples / 2}};
    for (std::size_t i = 0; i < samples; ++i) {
      line.seconds.push_back(static_cast<double>(i) + (i >= samples / 2 ? 50.0 : 0.0));
      line.bytes.push_back(100 * kMebibyte + 1e4 * static_cast<double>(i) +
                           1e6 * std::sin(static_cast<double>(i * i)));
    }
    plot.lines.push_back(std::move(line));
  }
  return plot;
}

Report drawn_report(std::vector<ProcessReport> processes, std::size_t samples) {
  const auto plot = std::make_shared<const ProcessPlot>(made_plot(samples));
  for (ProcessReport& process : processes) {
    process.plot = plot;
    process.memory = {150 * kMebibyte, 80 * kMebibyte, 3 * kMebibyte, 60 * kMebibyte};
  }
  return made_report(std::move(processes));
}

TEST(FormatHtml, FiguresAreThoseOfTheSentence) {
  ProcessReport process = made_process("server", Verdict::kLeak);
  process.findings.push_back(made_finding(Metric::kAnon, Verdict::kLeak));
  process.findings.back().first_bytes = 10 * kMebibyte;
  const std::string page = format_html(made_report({process}));
  EXPECT_TRUE(has(page, "grew from 10 to 160 MiB"));
  EXPECT_TRUE(has(page, "<small>anon </small>10.0 MiB → 160 MiB")) << page.substr(0, 4000);
  EXPECT_TRUE(has(page, "vm_size by growth: leak")) << "the other one is a further finding";
}

TEST(FormatHtml, HasFindingsFirstThenEveryProcess) {
  const std::string html = format_html(drawn_report(
      {made_process("cache", Verdict::kLeak, 7), made_process("idle", Verdict::kClean, 8)}, 200));
  EXPECT_TRUE(has(html, "<title>Tidemark: leak</title>"));
  EXPECT_TRUE(has(html, "Findings (1)"));
  EXPECT_TRUE(has(html, "All processes (2)"));
  EXPECT_LT(html.find("id=\"findings\""), html.find("id=\"processes\""));
  EXPECT_TRUE(has(html, "data-verdict=\"clean\""));
  EXPECT_TRUE(has(html, "data-tests=\"0-1\""));
  EXPECT_TRUE(has(html, "1 leak among 2 judged processes"));
  EXPECT_TRUE(has(html, R"(<script type="application/json" id="tests">{"names":["login","login2"],)"));
  EXPECT_TRUE(has(html, "at this rate 4.00 GiB in 58 m 20 s"));
  EXPECT_TRUE(has(html, "; 61 samples from 2026-11-20T10:00:00.000Z"));
  EXPECT_TRUE(has(html, "not recorded for 51.0 s"));
  EXPECT_TRUE(has(html, "80.0 MiB")) << "RES";
}

TEST(FormatHtml, OneFindingIsUnfoldedSeveralAreNot) {
  const ProcessReport leak = made_process("cache", Verdict::kLeak);
  EXPECT_TRUE(has(format_html(made_report({leak})), "<details class=\"row finding\" id=\"p0\" open>"));
  const std::string two = format_html(made_report({leak, leak}));
  EXPECT_TRUE(has(two, "<details class=\"row finding\" id=\"p1\">"));
  EXPECT_FALSE(has(two, " open>"));
}

TEST(FormatHtml, FindingsBeyondAScreenAreBehindOneFold) {
  const std::string fifteen =
      format_html(made_report(std::vector(15, made_process("cache", Verdict::kLeak))));
  EXPECT_FALSE(has(fifteen, "more finding"));
  const std::string html = format_html(made_report(std::vector(89, made_process("cache", Verdict::kLeak))));
  EXPECT_TRUE(has(html, "89 leak among 89 judged processes"));
  EXPECT_LT(html.find("id=\"p14\""), html.find("<summary>74 more findings</summary>"));
  EXPECT_GT(html.find("id=\"p15\""), html.find("<summary>74 more findings</summary>"));
}

TEST(FormatHtml, GroupsThatAlertAreFindingsTheOthersAreFolded) {
  Report report = made_report({made_process("idle", Verdict::kClean)});
  report.groups = {
      {"program", "worker", Verdict::kLeak, "its processes", {made_finding(Metric::kAnon, Verdict::kLeak)}},
      {"tree", "session", Verdict::kSuspect, "grows", {}}};
  const std::string html = format_html(report);
  EXPECT_TRUE(has(html, "no leak among 1 judged process; 1 leak, 1 suspect among groups of them"));
  EXPECT_TRUE(has(html, "<h2>Findings (1)</h2>"));
  EXPECT_LT(html.find("program worker"),
            html.find("<summary>1 group of processes, suspect at most</summary>"));
  EXPECT_LT(html.find("<summary>1 group of processes, suspect at most</summary>"), html.find("tree session"));
}

TEST(FormatHtml, WhatIsAFindingOpensItsPlotAmongAllProcessesToo) {
  const std::string html = format_html(drawn_report({made_process("cache", Verdict::kLeak)}, 20));
  const std::size_t processes = html.find("id=\"processes\"");
  EXPECT_NE(html.find("<div class=\"drawn\">", processes), std::string::npos);
  EXPECT_NE(html.find("<a href=\"#p0\">Its finding, with the evidence</a>", processes), std::string::npos);
}

TEST(FormatHtml, EveryProcessOpensItsPlotUpToAThousand) {
  std::vector<ProcessReport> processes;
  for (int i = 0; i < 1200; ++i) processes.push_back(made_process("idle", Verdict::kClean, i));
  const std::string html = format_html(drawn_report(std::move(processes), 20));
  std::size_t plots = 0;
  for (std::size_t at = html.find("<div class=\"drawn\">"); at != std::string::npos;
       at = html.find("<div class=\"drawn\">", at + 1))
    ++plots;
  EXPECT_EQ(plots, 1000U);
}

TEST(FormatHtml, ShowsTheMemoryOfTheWholeRun) {
  Report report = made_report({made_process("idle", Verdict::kClean)});
  MemoryMap map;
  map.start = *parse_rfc3339("2026-11-20T10:00:00Z");
  map.host = "build<host>";
  map.seconds = {0.0, 30.0, 60.0};
  map.areas = {{"server", 2, {100 * kMebibyte, 300 * kMebibyte, 200 * kMebibyte}}};
  map.others = {{}, 3, {kMebibyte, kMebibyte, kMebibyte}};
  map.available = {5000 * kMebibyte, 4800 * kMebibyte, 4900 * kMebibyte};
  map.limit = {8192 * kMebibyte, "8.00 GiB, MemTotal"};
  report.maps = {map};
  const std::string html = format_html(report);
  EXPECT_TRUE(has(html, "Memory of the whole run on build&lt;host&gt;"));
  EXPECT_TRUE(
      has(html,
          "<p>RES - SHR (anon) of all processes together: 101 MiB at the start (2026-11-20 10:00:00), 201 "
          "MiB at the end, 301 "
          "MiB at most (10:00:30); MemAvailable 4.88 GiB at the start, 4.79 GiB at the end; limit 8.00 "
          "GiB, MemTotal.</p>"));
  EXPECT_TRUE(has(html, " others</td><td align=\"right\">3</td>"));
  EXPECT_LT(html.find("id=\"findings\""), html.find("class=\"map\""));
  EXPECT_LT(html.find("class=\"map\""), html.find("id=\"processes\""));
}

TEST(FormatHtml, WhatCouldNotBeReadIsSaidAtTheTop) {
  Report report = made_report({made_process("idle", Verdict::kClean)});
  report.unreadable = {{"b.tidemark", "b.tidemark: it is <damaged>"}};
  EXPECT_TRUE(has(format_html(report),
                  "<p class=\"bad\">not judged: b.tidemark: it is &lt;damaged&gt;</p>\n</header>"));
}

TEST(FormatHtml, TheSuspectJobsOfAProgramAreOneLine) {
  std::vector<ProcessReport> processes{made_process("server", Verdict::kSuspect)};
  for (int i = 0; i < 20; ++i) {
    processes.push_back(made_process("cc1plus", Verdict::kSuspect, 100 + i));
    processes.back().kind_of_life = KindOfLife::kJob;
  }
  const std::string page = format_html(made_report(processes));
  EXPECT_TRUE(has(page, "<h2>Findings (1)</h2>"));
  EXPECT_TRUE(has(page, "<li>cc1plus: 20 jobs grew until they ended; largest 160 MiB</li>"));
  EXPECT_TRUE(has(page, "<h2>All processes (21)</h2>"));
}

TEST(FormatHtml, WithoutFindingsItSaysSo) {
  EXPECT_TRUE(has(format_html(drawn_report({made_process("idle", Verdict::kClean)}, 10)),
                  "No process grows where it should not"));
  EXPECT_TRUE(has(format_html(made_report({})), "All processes (0)"));
}

TEST(FormatHtml, HostileNamesAreInert) {
  Report report = hostile_report();
  for (ProcessReport& process : report.processes)
    process.plot = std::make_shared<const ProcessPlot>(made_plot(20, process.name));
  const std::string html = format_html(report);
  EXPECT_FALSE(has(html, "<script>alert"));
  EXPECT_TRUE(has(html, "&lt;script&gt;alert(1)"));
  EXPECT_FALSE(has(html, "\xff"));
}

// The thousand processes that the page is made for.
std::vector<ProcessReport> thousand_processes(Verdict verdict) {
  std::vector<ProcessReport> processes;
  for (int i = 0; i < 1000; ++i) processes.push_back(made_process("server", verdict, i));
  return processes;
}

constexpr std::array kFewAndManyFindings{Verdict::kClean, Verdict::kLeak};

TEST(FormatHtml, StaysWithinItsBound) {
  for (const Verdict verdict : kFewAndManyFindings) {
    const std::string html = format_html(drawn_report(thousand_processes(verdict), 2000));
    EXPECT_LT(html.size(), kMostHtmlBytes) << to_string(verdict);
    const std::size_t room_used = verdict == Verdict::kLeak ? kMostHtmlBytes * 7 / 10 : 0;
    EXPECT_GE(html.size(), room_used);
  }
}

TEST(FormatHtml, OfVeryManyTheWorstAreShownAndTheRestCounted) {
  for (const Verdict verdict : kFewAndManyFindings) {
    std::vector<ProcessReport> processes;
    for (int i = 0; i < 20'000; ++i) processes.push_back(made_process("server", verdict, i));
    const std::string html = format_html(made_report(std::move(processes)));
    EXPECT_LT(html.size(), kMostHtmlBytes) << to_string(verdict);
    EXPECT_TRUE(has(html, "All processes (20000)"));
    EXPECT_TRUE(has(html, "<p>15000 more are left out here; the JSON report has all.</p>"));
    EXPECT_EQ(has(html, "<p>19000 more are left out here"), verdict == Verdict::kLeak);
  }
}

TEST(FormatHtml, ManyTestsStayWithinItsBound) {
  for (const Verdict verdict : kFewAndManyFindings) {
    Report report = drawn_report(thousand_processes(verdict), 200);
    for (ProcessReport& process : report.processes) {
      ProcessPlot plot = *process.plot;
      plot.tests.clear();
      for (int i = 0; i < 500; ++i) {
        plot.tests.push_back(
            {fmt::format("tests/checkout_test.py::test_{:_>40}", i), 0.4 * i, 0.4 * i + 0.3});
      }
      process.plot = std::make_shared<const ProcessPlot>(std::move(plot));
    }
    const std::string html = format_html(report);
    EXPECT_LT(html.size(), kMostHtmlBytes) << to_string(verdict);
    EXPECT_TRUE(has(html, "longest of 500 tests are drawn"));
    EXPECT_TRUE(has(html, "data-tests=\"0-499\""));
  }
}

TEST(FormatHtml, LongCommandsAreCutToStayWithinItsBound) {
  std::string quotes;
  while (quotes.size() < 4096) quotes += "<&\"'>";
  std::string class_path;
  while (class_path.size() < 3400) class_path += "/opt/app/lib/commons-lang3-3.12.0.jar:";
  for (const Verdict verdict : kFewAndManyFindings) {
    for (const std::string& argument : {quotes, quotes.substr(0, 900), class_path}) {
      Report report = drawn_report(thousand_processes(verdict), 200);
      for (ProcessReport& process : report.processes) {
        process.arguments = {"java", "-cp", argument, "com.example.Main"};
        process.command = "java -cp " + argument + " com.example.Main";
      }
      const std::string html = format_html(report);
      EXPECT_LT(html.size(), kMostHtmlBytes) << to_string(verdict) << argument.substr(0, 5);
      EXPECT_TRUE(has(html, "title=\"java -cp ") && has(html, " com.example.Main\">")) << "both ends stay";
    }
  }
}

TEST(DrawPlot, IsWellFormed) {
  if (!is_installed("xmllint")) GTEST_SKIP() << "xmllint is missing (package libxml2-utils)";
  Finding finding = made_finding(Metric::kRss, Verdict::kLeak);
  for (const std::string& name : kHostileNames) {
    const std::string svg = draw_plot(made_plot(100, name), &finding, name);
    const Outcome outcome = run_to_end({.command = {"xmllint", "--noout", "-"}, .input = svg});
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
    EXPECT_LT(svg.find("RES (rss)"), svg.find("VIRT")) << "the finding's metric is first";
  }
  EXPECT_FALSE(has(draw_plot(made_plot(100), nullptr, ""), "reaches"));
}

}  // namespace
}  // namespace tidemark

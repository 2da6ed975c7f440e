#include "analyzer/reports/html/flame_section.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "analyzer/reports/html/report_html.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kMiB = 1048576.0;

Finding touched(std::vector<FlameBox> boxes, const std::string& function = "cache_put") {
  Finding finding;
  finding.first_bytes = 10 * kMiB;
  finding.last_bytes = 146 * kMiB;
  finding.first_touches.samples = 480;
  finding.first_touches.places.push_back({{{function, "/srv/server", {}, 16}}, 0.89, 420});
  finding.first_touches.boxes = std::move(boxes);
  return finding;
}

std::vector<FlameBox> boxes() {
  return {{"all", 0, 0.0, 1.0, 1.0},
          {"main", 1, 0.0, 1.0, 1.0},
          {"cache_put", 2, 0.0, 0.89, 0.1},
          {"log", 2, 0.89, 0.11, 0.9}};
}

TEST(FlameSection, EachBoxHasItsFigures) {
  const std::string html = flame_section(touched(boxes()), "f0");
  EXPECT_TRUE(has(html, "<title>cache_put: 89 %, 121 of 136 MiB; 10 % before</title>")) << html;
  EXPECT_TRUE(has(html, "x=\"890.00\" y=\"36\" width=\"110.00\"")) << html;
  EXPECT_TRUE(has(html, "by 480 samples"));
  EXPECT_FALSE(has(html, "leaked"));
}

TEST(FlameSection, WhatHasChangedIsASecondColouringWithALegend) {
  const std::string html = flame_section(touched(boxes()), "f0");
  EXPECT_TRUE(has(html, " new\" x=\"0.00\" y=\"36\"")) << html;
  EXPECT_TRUE(has(html, " less\" x=\"890.00\""));
  EXPECT_TRUE(has(html, " same\" x=\"0.00\" y=\"0\""));
  EXPECT_TRUE(has(html, "new, more than twice its part before"));
  EXPECT_TRUE(has(html, "id=\"f0c\" class=\"by-change\""));
}

TEST(FlameSection, WithoutATimeBeforeItSaysSo) {
  std::vector<FlameBox> fresh = boxes();
  for (FlameBox& box : fresh) box.share_before.reset();
  const std::string html = flame_section(touched(fresh), "f0");
  EXPECT_TRUE(has(html, "too little was sampled to say what has changed"));
  EXPECT_FALSE(has(html, "radio"));
}

TEST(FlameSection, HostileNamesAreInert) {
  const std::string name = "\"><script>alert(1)</script>\x1b\xff";
  std::vector<FlameBox> hostile = boxes();
  for (FlameBox& box : hostile) box.name = name;
  const std::string html = flame_section(touched(hostile, name), "f0");
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_FALSE(has(html, "\xff"));
}

TEST(FlameSection, IsWellFormed) {
  if (!is_installed("xmllint")) GTEST_SKIP() << "xmllint is missing (package libxml2-utils)";
  const TemporaryDirectory directory;
  const std::string html = flame_section(touched(boxes()), "f0");
  std::ofstream(directory.file("f.svg"))
      << html.substr(html.find("<svg"), html.find("</svg>") + 6 - html.find("<svg"));
  const Outcome outcome = run_to_end({.command = {"xmllint", "--noout", directory.file("f.svg")}});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
}

TEST(FlameSection, WithoutBoxesThereIsNone) { EXPECT_EQ(flame_section(touched({}), "f0"), ""); }

TEST(FlameSection, OfAGroupIsInItsRow) {
  Report report = made_report({});
  GroupReport group;
  group.kind = "program";
  group.name = "worker";
  group.verdict = Verdict::kLeak;
  group.findings.push_back(touched(boxes()));
  report.groups.push_back(group);
  const std::string html = format_html(report);
  const auto row = html.find("program worker");
  ASSERT_NE(row, std::string::npos);
  EXPECT_LT(html.find("class=\"flames\"", row), html.find("</section>", row)) << html.substr(row, 4000);
}

TEST(FlameSection, ThePageHasThoseOfTheWorstFindings) {
  std::vector<ProcessReport> processes;
  for (int i = 0; i < 30; ++i) {
    processes.push_back(made_process("server", Verdict::kLeak, i));
    processes.back().findings.push_back(touched(boxes()));
  }
  const std::string html = format_html(made_report(std::move(processes)));
  std::size_t count = 0;
  for (auto at = html.find("class=\"flames\""); at != std::string::npos;
       at = html.find("class=\"flames\"", at + 1))
    ++count;
  EXPECT_EQ(count, 10U);
}

}  // namespace
}  // namespace tidemark

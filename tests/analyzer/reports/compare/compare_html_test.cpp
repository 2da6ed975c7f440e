#include <gtest/gtest.h>

#include "analyzer/reports/compare/compare_report.hpp"
#include "tests/analyzer/reports/compare/made_comparison.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

TEST(FormatComparisonHtml, TellsHowManyAndWhichChanged) {
  const std::string html = format_comparison_html(made_comparison());
  EXPECT_TRUE(has(html, "<title>Tidemark: worse</title>"));
  EXPECT_TRUE(has(html, "1 new leak, 1 grows faster, 1 lower, 1 as before among 3 compared programs"));
  EXPECT_TRUE(has(html, "<h2>Changes (3)</h2>"));
  EXPECT_TRUE(
      has(html, "<strong class=\"verdict leak\">new leak</strong> <span class=\"name\">server</span>"));
  EXPECT_TRUE(has(html, "100 MiB → 180 MiB")) << "at the end";
  EXPECT_TRUE(has(html, "0 B → 1.00 MiB/h"));
  EXPECT_TRUE(has(html, "<dt>rss at the end</dt><dd>before 100 MiB (normal 90.0 MiB to 110 MiB), now"));
  EXPECT_TRUE(has(html, "<strong class=\"verdict clean\">lower</strong>"));
  EXPECT_FALSE(has(html, "<span class=\"name\">idle</span>"));
  EXPECT_TRUE(has(html, "<li>not judged: brief</li>"));
  EXPECT_TRUE(has(html, "<li>base: three.tidemark</li>"));
}

TEST(FormatComparisonHtml, SaysWhereNothingChanged) {
  Comparison comparison = made_comparison();
  comparison.is_worse = false;
  comparison.groups.clear();
  comparison.programs = {made_program("idle", Change::kSame)};
  const std::string html = format_comparison_html(comparison);
  EXPECT_TRUE(has(html, "Tidemark: not worse"));
  EXPECT_TRUE(has(html, "<p class=\"lead\">1 as before among 3 compared programs</p>"));
  EXPECT_TRUE(has(html, "No program has changed."));
}

TEST(FormatComparisonHtml, HostileNamesAreInert) {
  Comparison comparison = made_comparison();
  comparison.programs[0].program.name = comparison.new_source = comparison.groups[0].group.name =
      comparison.programs[3].program.name = comparison.programs[0].reason = "<script>alert(1)</script>";
  EXPECT_FALSE(has(format_comparison_html(comparison), "<script>alert"));
}

TEST(FormatComparisonHtml, OfVeryManyTheMostImportantAreShown) {
  Comparison comparison = made_comparison();
  comparison.programs.assign(10'000, made_program(std::string(4000, 'a'), Change::kHigher));
  const std::string html = format_comparison_html(comparison);
  EXPECT_LT(html.size(), 10'000'000U);
  EXPECT_TRUE(has(html, "<p>8001 more are left out here; the JSON report has all.</p>"));
}

}  // namespace
}  // namespace tidemark

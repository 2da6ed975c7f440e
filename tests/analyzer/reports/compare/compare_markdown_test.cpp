#include <gtest/gtest.h>

#include "analyzer/reports/compare/compare_report.hpp"
#include "tests/analyzer/reports/compare/made_comparison.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

TEST(FormatComparisonMarkdown, HasATableOfWhatChanged) {
  const std::string markdown = format_comparison_markdown(made_comparison());
  EXPECT_TRUE(markdown.starts_with(
      "## 🔴 Tidemark: worse\n\n3 programs compared: 1 new leak, 1 grows faster, 1 lower, 1 as before\n"));
  EXPECT_TRUE(
      has(markdown,
          "\n| 🔴 new leak | <code>server</code> | 2 → 3 | rss | 100 MiB → 180 MiB | 0 B → 1.00 MiB |\n"));
  EXPECT_TRUE(has(markdown, "\n| 🔴 grows faster | <code>the tree session</code> | | | | |\n"));
  EXPECT_TRUE(has(markdown, "- end: before 100 MiB (normal 90.0 MiB to 110 MiB), now 180 MiB"));
  EXPECT_FALSE(has(markdown, "idle"));
  EXPECT_TRUE(has(markdown, "- not judged: brief\n"));
}

TEST(FormatComparisonMarkdown, NamesFormNoMarkup) {
  Comparison comparison = made_comparison();
  comparison.programs[0].program.name = comparison.programs[0].reason = "a|b*c*[l](x)<b>@all";
  const std::string markdown = format_comparison_markdown(comparison);
  EXPECT_FALSE(has(markdown, "a|b"));
  EXPECT_FALSE(has(markdown, "<b>"));
}

TEST(FormatComparisonMarkdown, KeepsItsBoundAndSaysWhatIsMissing) {
  Comparison comparison = made_comparison();
  comparison.programs.assign(500, made_program("server", Change::kHigher));
  for (const std::size_t most : {4096U, 20'000U}) {
    const std::string markdown = format_comparison_markdown(comparison, most);
    EXPECT_LE(markdown.size(), most);
    EXPECT_TRUE(has(markdown, "**Cut to fit:**"));
  }
  EXPECT_FALSE(has(format_comparison_markdown(made_comparison(), 4096), "Cut to fit"));
}

}  // namespace
}  // namespace tidemark

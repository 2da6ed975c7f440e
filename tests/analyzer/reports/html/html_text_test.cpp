#include "analyzer/reports/html/html_text.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/judge/made_report.hpp"

namespace tidemark {
namespace {

using namespace testing;

std::string without_breaks(std::string html) {
  for (std::size_t at = html.find("<wbr>"); at != std::string::npos; at = html.find("<wbr>"))
    html.erase(at, 5);
  return html;
}

TEST(HtmlWithin, LongWordsMayBreak) {
  const std::string path(66, 'a');
  const std::string html = html_within("see " + path, 1000);
  EXPECT_EQ(without_breaks(html), "see " + path);
  EXPECT_EQ(html,
            "see " + std::string(28, 'a') + "<wbr>" + std::string(28, 'a') + "<wbr>" + std::string(10, 'a'));
  EXPECT_EQ(html_within("short words need no more places to break than they have", 1000),
            "short words need no more places to break than they have");
}

TEST(HtmlWithin, NeitherReferencesNorCharactersAreTorn) {
  std::string signs, letters;
  for (int i = 0; i < 50; ++i) {
    signs += '<';
    letters += "ä";
  }
  EXPECT_EQ(html_within(signs, 1000).find("&lt<"), std::string::npos);
  EXPECT_EQ(without_breaks(html_within(signs, 1000)).size(), 50 * std::string_view("&lt;").size());
  EXPECT_EQ(without_breaks(html_within(letters, 1000)), letters);
}

TEST(HtmlWithin, KeepsItsBound) {
  for (const std::size_t most : {20U, 100U, 333U}) {
    EXPECT_LE(html_within(std::string(4096, 'a'), most).size(), most);
    EXPECT_LE(html_within(std::string(4096, '&'), most).size(), most);
  }
}

TEST(RateText, IsByTheTimeThatAPersonWouldChoose) {
  Finding finding = made_finding(Metric::kRss, Verdict::kLeak);
  EXPECT_EQ(rate_text(finding), "1 MiB/s");
  finding.slope_bytes_per_second /= 100.0;
  EXPECT_EQ(rate_text(finding), "36 MiB an hour");
  finding.metric = Metric::kCount;
  finding.slope_bytes_per_second = 0.01;
  EXPECT_EQ(rate_text(finding), "36 an hour");
}

}  // namespace
}  // namespace tidemark

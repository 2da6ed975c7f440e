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

TEST(RateText, IsByTheLongestUnitThatTheWindowLasts) {
  Finding finding = made_finding(Metric::kRss, Verdict::kLeak);
  const auto rate = [&](double window_seconds) {
    finding.window.seconds = window_seconds;
    return rate_text(finding);
  };
  EXPECT_EQ(rate(20), "+1.00 MiB/s");
  EXPECT_EQ(rate(60), "+60.0 MiB/min");
  EXPECT_EQ(rate(3 * 3600), "+3.52 GiB/h");
  EXPECT_EQ(rate(100 * 3600), "+84.4 GiB/d");
  finding.slope_bytes_per_second = -kMebibyte;
  EXPECT_EQ(rate(20), "-1.00 MiB/s");
}

}  // namespace
}  // namespace tidemark

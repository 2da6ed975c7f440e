#include "analyzer/plots/text_plot.hpp"

#include <gtest/gtest.h>

#include "common/text.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

const WallTime kStart = *parse_rfc3339("2026-11-20T10:00:00Z");

// A minute with a sample every second, of the values that `bytes_at` has for it.
template <typename BytesAt>
ProcessPlot minute_of(const BytesAt& bytes_at) {
  PlotLine line{Metric::kVmSize, {}, {}, {0}};
  for (int second = 0; second <= 60; ++second) {
    line.seconds.push_back(second);
    line.bytes.push_back(kMebibyte * bytes_at(second));
  }
  return {kStart, {line}, {}};
}

std::string drawn(const ProcessPlot& plot, bool ascii, const Finding* finding = nullptr) {
  return draw_text_plot(plot, plot.lines.front(), finding, {.width = 40, .height = 5, .ascii = ascii});
}

TEST(DrawTextPlot, ALineRisesFromTheBottomToTheTop) {
  EXPECT_EQ(drawn(minute_of([](int second) { return second; }), false),
            "50 MiB ┤                         ▄▄▄█▀▀▀\n"
            "       │                   ▄▄▄█▀▀▀\n"
            "       │            ▄▄▄█▀▀▀▀\n"
            "       │      ▄▄▄█▀▀▀\n"
            " 0 MiB ┤▄▄▄█▀▀▀\n"
            "       └┬───────────────┬──────────────┬\n"
            "    10:00:00        10:00:30 UTC\n");
}

TEST(DrawTextPlot, AsciiIsEnough) {
  const std::string text = drawn(minute_of([](int second) { return second % 20; }), true);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\n' || (c >= ' ' && c <= '~');
  })) << text;
  EXPECT_TRUE(has(text, "#")) << text;
}

TEST(DrawTextPlot, AsciiIsEnoughForTheNameOfATestToo) {
  ProcessPlot plot = minute_of([](int second) { return second; });
  plot.tests = {{"größe", 0.0, 60.0}};
  const std::string text = drawn(plot, true);
  EXPECT_TRUE(has(text, "[gr\\xC3\\xB6\\xC3\\x9Fe-")) << text;
}

TEST(DrawTextPlot, ASpikeOfOneSampleSurvives) {
  const std::string text = drawn(minute_of([](int second) { return second == 31 ? 50 : 10; }), true);
  const std::string top = text.substr(0, text.find('\n'));
  EXPECT_TRUE(has(top, "      #")) << text;
}

TEST(DrawTextPlot, AGapIsShaded) {
  ProcessPlot plot = minute_of([](int) { return 10; });
  PlotLine& line = plot.lines.front();
  line.seconds.erase(line.seconds.begin() + 20, line.seconds.begin() + 40);
  line.bytes.erase(line.bytes.begin() + 20, line.bytes.begin() + 40);
  EXPECT_FALSE(has(drawn(plot, true), ":::"));
  line.segment_starts = {0, 20};
  EXPECT_TRUE(has(drawn(plot, true), "##:::::::::##")) << drawn(plot, true);
}

TEST(DrawTextPlot, WindowAndTestsLieUnderTheAxis) {
  ProcessPlot plot = minute_of([](int second) { return second; });
  plot.tests = {{"upload", 0.0, 30.0}, {"a name of a test that is long", 10.0, 50.0}, {"x", 40.0, 60.0}};
  Finding finding = made_finding(Metric::kVmSize, Verdict::kLeak);
  finding.window.begin_seconds = 30.0;
  finding.window.seconds = 30.0;
  EXPECT_TRUE(has(drawn(plot, true, &finding),
                  "                        [window--------]\n"
                  "        [upload---------]    [x--------]\n"
                  "             [--------------------]\n"))
      << drawn(plot, true, &finding);
}

TEST(DrawTextPlot, TestsThatFollowAtOnceShareAColumn) {
  ProcessPlot plot = minute_of([](int second) { return second; });
  plot.tests = {{"first", 0.0, 20.0},
                {"tiny", 20.0, 20.1},
                {"second", 20.1, 40.0},
                {"third", 40.0, 52.0},
                {"last", 59.0, 59.1}};
  EXPECT_TRUE(has(drawn(plot, true), "\n        [first----|second----|third]   |\n")) << drawn(plot, true);
}

// Whatever is drawn, it fits.
TEST(DrawTextPlot, ItKeepsToItsWidth) {
  for (const std::size_t width : {40U, 41U, 100U, 237U}) {
    for (const int samples : {0, 1, 60}) {
      ProcessPlot plot = minute_of([](int second) { return 1 << (second % 20); });
      plot.lines.front().seconds.resize(static_cast<std::size_t>(samples) + 1);
      plot.lines.front().bytes.resize(static_cast<std::size_t>(samples) + 1);
      plot.tests = {{std::string(300, 'n'), 0.0, 60.0}, {"\x1b[2J", 59.9, 60.0}};
      const std::string text = draw_text_plot(plot, plot.lines.front(), nullptr, {.width = width});
      std::istringstream lines(text);
      for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), width) << text;
      EXPECT_EQ(text.find('\x1b'), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace tidemark

#include "analyzer/plots/runs_plot.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/plots/read_svg.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kMebibyte = 1048576.0;

RunsPlot plot_of_step() {
  RunsPlot plot;
  plot.runs = 40;
  plot.heading = "held at the end (anon)";
  plot.colour = "#a05bc0";
  for (std::size_t run = 0; run < plot.runs; ++run)
    plot.points.push_back({run, (run < 26 ? 100.0 : 120.0) * kMebibyte, "r" + std::to_string(run + 1)});
  plot.levels = {{0, 25, 100.0 * kMebibyte}, {26, 39, 120.0 * kMebibyte}};
  plot.marks = {{26, "r27", true}};
  plot.first_label = "r1";
  plot.last_label = "r40";
  return plot;
}

std::vector<Element> points_in(const std::vector<Element>& elements) {
  return those(elements, "circle", [](const Element&) { return true; });
}

TEST(DrawRuns, EachRunIsAPointWithItsTitle) {
  const auto points = points_in(elements_of(draw_runs(plot_of_step(), "label")));
  ASSERT_EQ(points.size(), 40U);
  EXPECT_EQ(points[26].title, "r27");
  EXPECT_LT(points[26].number("cy"), points[25].number("cy")) << "more lies higher";
  EXPECT_GT(points[26].number("cx"), points[25].number("cx"));
}

TEST(DrawRuns, TheChangeAndBothEndsAreNamed) {
  const auto elements = elements_of(draw_runs(plot_of_step(), "label"));
  for (const char* label : {"r1", "r27", "r40"}) EXPECT_EQ(texts(elements, label).size(), 1U) << label;
}

TEST(DrawRuns, ALabelWithoutRoomIsLeftOut) {
  RunsPlot plot = plot_of_step();
  plot.marks = {{38, "r39", true}};
  const auto elements = elements_of(draw_runs(plot, "label"));
  EXPECT_EQ(texts(elements, "r39").size(), 1U);
  EXPECT_TRUE(texts(elements, "r40").empty());
}

TEST(DrawRuns, LooksRestOnAttributesAlone) {
  const std::string svg = draw_runs(plot_of_step(), "label") + draw_runs_outline(plot_of_step());
  EXPECT_FALSE(has(svg, "style=") || has(svg, "class=") || has(svg, "<script"));
}

TEST(DrawRuns, HostileNamesAreInert) {
  RunsPlot plot = plot_of_step();
  plot.heading = plot.points[0].title = plot.first_label = plot.marks[0].label = "<b>&";
  EXPECT_FALSE(has(draw_runs(plot, "<b>"), "<b>"));
}

TEST(DrawRuns, OneRunAloneIsDrawn) {
  RunsPlot plot = plot_of_step();
  plot.runs = 1;
  plot.points.resize(1);
  plot.levels = {{0, 0, 100.0 * kMebibyte}};
  plot.marks.clear();
  EXPECT_EQ(points_in(elements_of(draw_runs(plot, "label"))).size(), 1U);
}

}  // namespace
}  // namespace tidemark

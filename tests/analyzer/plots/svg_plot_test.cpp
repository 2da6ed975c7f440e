#include "analyzer/plots/svg_plot.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/analyzer/judge/made_report.hpp"
#include "tests/analyzer/plots/read_svg.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using namespace testing;

const WallTime kStart = *parse_rfc3339("2026-11-20T10:00:00Z");
const std::string kWindowTitle = "the window of the finding";
// The picture is drawn to a tenth of a unit, data lines to four digits.
constexpr double kTolerance = 0.11;

std::vector<std::string> headings(const std::vector<Element>& elements) {
  std::vector<std::string> names;
  for (const Element& element :
       those(elements, "text", [](const Element& text) { return text.attributes.contains("font-weight"); })) {
    names.push_back(element.text);
  }
  return names;
}

// The frames of the panels, from top to bottom.
std::vector<Element> frames(const std::vector<Element>& elements) {
  return those(elements, "rect", [](const Element& rect) { return rect.attributes.at("fill") == "none"; });
}

Element line_of(const std::vector<Element>& elements, Metric metric) {
  const auto lines = those(elements, "path", [&](const Element& path) {
    const auto stroke = path.attributes.find("stroke");
    return stroke != path.attributes.end() && stroke->second == plot_colour(metric);
  });
  EXPECT_EQ(lines.size(), 1U) << to_string(metric);
  return lines.empty() ? Element{} : lines.front();
}

// Width and height of the picture.
Point size_of(const Element& svg) {
  double left = 0.0, top = 0.0;
  Point size{};
  std::istringstream(svg.attributes.at("viewBox")) >> left >> top >> size.x >> size.y;
  return size;
}

// A minute with a sample every second, rising by a MiB each.
PlotLine minute_of(Metric metric) {
  PlotLine line{metric, {}, {}, {0}};
  for (int second = 0; second <= 60; ++second) {
    line.seconds.push_back(second);
    line.bytes.push_back((100.0 + second) * kMebibyte);
  }
  return line;
}

ProcessPlot made_plot(const std::vector<Metric>& metrics = {Metric::kVmSize, Metric::kRss}) {
  ProcessPlot plot{kStart, {}, {}};
  for (const Metric metric : metrics) plot.lines.push_back(minute_of(metric));
  return plot;
}

// The line through the minute, fitted from second 15 to 45.
Finding made_fit(Metric metric) {
  Finding finding = made_finding(metric, Verdict::kLeak);
  finding.window.begin_seconds = 15.0;
  finding.window.seconds = 30.0;
  finding.window.samples = 31;
  finding.slope_bytes_per_second = kMebibyte;
  finding.line_end_bytes = 145.0 * kMebibyte;
  return finding;
}

std::vector<Element> drawn(const ProcessPlot& plot, const Finding* finding = nullptr) {
  return elements_of(draw_plot(plot, finding, "a label"));
}

TEST(DrawPlot, IsXmlWhateverItIsCalled) {
  const Finding finding = made_fit(Metric::kRss);
  for (const std::string& name : kHostileNames) {
    ProcessPlot plot = made_plot();
    plot.tests = {{name, 0.0, 60.0}};
    const std::string svg = draw_plot(plot, &finding, name);
    for (const Element& element : elements_of(svg)) {
      EXPECT_TRUE(element.name == "svg" || element.name == "g" || element.name == "path" ||
                  element.name == "rect" || element.name == "text" || element.name == "title")
          << element.name;
    }
    if (!is_installed("xmllint")) continue;
    EXPECT_EQ(run_to_end({.command = {"xmllint", "--noout", "-"}, .input = svg}).status, 0) << svg;
  }
}

TEST(DrawPlot, LooksRestOnAttributesAlone) {
  ProcessPlot plot = made_plot();
  plot.tests = {{"upload", 0.0, 60.0}};
  const Finding finding = made_fit(Metric::kVmSize);
  for (const Element& element : drawn(plot, &finding)) {
    EXPECT_NE(element.name, "style");
    EXPECT_NE(element.name, "script");
    for (const auto& [attribute, value] : element.attributes) {
      EXPECT_NE(attribute, "style");
      EXPECT_NE(attribute, "class");
      EXPECT_FALSE(attribute.starts_with("on")) << attribute;
      EXPECT_FALSE(has(value, "nan") || has(value, "inf")) << value;
    }
  }
}

TEST(DrawPlot, LabelIsThereForWhoCannotSeeIt) {
  const Element svg = elements_of(draw_plot(made_plot(), nullptr, "memory of \"a\" & <b>")).front();
  EXPECT_EQ(svg.attributes.at("role"), "img");
  EXPECT_EQ(svg.attributes.at("aria-label"), "memory of &quot;a&quot; &amp; &lt;b&gt;");
}

TEST(DrawPlot, EachMetricHasAPanel) {
  const auto elements = drawn(made_plot({kAllMetrics.begin(), kAllMetrics.end()}));
  const auto panels = frames(elements);
  ASSERT_EQ(panels.size(), 4U);
  EXPECT_EQ(headings(elements),
            (std::vector<std::string>{"VIRT (vm_size)", "RES (rss)", "RES - SHR (anon)", "data"}));
  const auto names =
      those(elements, "text", [](const Element& text) { return text.attributes.contains("font-weight"); });
  double above = 0.0;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const double top = panels[i].number("y"), bottom = top + panels[i].number("height");
    EXPECT_GT(names[i].number("y"), above);
    EXPECT_LT(names[i].number("y"), top) << "its name stands above";
    EXPECT_EQ(names[i].attributes.at("fill"), plot_colour(kAllMetrics[i]));
    above = bottom;
    for (const Point& point : points_of(line_of(elements, kAllMetrics[i]))) {
      EXPECT_GE(point.y, top);
      EXPECT_LE(point.y, bottom);
      EXPECT_GE(point.x, panels[i].number("x") - kTolerance);
      EXPECT_LE(point.x, panels[i].number("x") + panels[i].number("width") + kTolerance);
    }
  }
}

TEST(DrawPlot, FindingsMetricIsFirstAndLargest) {
  const Finding finding = made_fit(Metric::kAnon);
  const auto elements = drawn(made_plot({Metric::kVmSize, Metric::kRss, Metric::kAnon}), &finding);
  EXPECT_EQ(headings(elements),
            (std::vector<std::string>{"RES - SHR (anon)", "VIRT (vm_size)", "RES (rss)"}));
  const auto panels = frames(elements);
  ASSERT_EQ(panels.size(), 3U);
  EXPECT_GT(panels[0].number("height"), 2.0 * panels[1].number("height"));
  EXPECT_EQ(panels[1].number("height"), panels[2].number("height"));
}

TEST(DrawPlot, LineLeadsFromSampleToSample) {
  const auto elements = drawn(made_plot({Metric::kVmSize}));
  const Element panel = frames(elements).front();
  const auto points = points_of(line_of(elements, Metric::kVmSize));
  ASSERT_EQ(points.size(), 61U);
  const double left = panel.number("x"), width = panel.number("width");
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_NEAR(points[i].x, left + width * static_cast<double>(i) / 60.0, kTolerance);
    const double rise = static_cast<double>(i) / 60.0 * (points.front().y - points.back().y);
    EXPECT_NEAR(points[i].y, points.front().y - rise, kTolerance);
  }
  EXPECT_GT(points.front().y - points.back().y, 0.8 * panel.number("height")) << "it fills the panel";
}

TEST(DrawPlot, WhatHoldsStillLiesInTheMiddle) {
  ProcessPlot plot = made_plot({Metric::kVmSize});
  std::fill(plot.lines[0].bytes.begin(), plot.lines[0].bytes.end(), 100.0 * kMebibyte);
  const auto elements = drawn(plot);
  const Element panel = frames(elements).front();
  for (const Point& point : points_of(line_of(elements, Metric::kVmSize))) {
    EXPECT_NEAR(point.y, panel.number("y") + 0.5 * panel.number("height"), kTolerance);
  }
}

TEST(DrawPlot, OneSampleIsDrawnToo) {
  ProcessPlot plot{kStart, {{Metric::kVmSize, {0.0}, {100.0 * kMebibyte}, {0}}}, {}};
  const auto elements = drawn(plot);
  const auto points = points_of(line_of(elements, Metric::kVmSize));
  ASSERT_EQ(points.size(), 1U);
  EXPECT_NEAR(points[0].x, frames(elements).front().number("x"), kTolerance);
}

TEST(DrawPlot, WindowOfTheFindingIsShaded) {
  const Finding finding = made_fit(Metric::kVmSize);
  const auto elements = drawn(made_plot(), &finding);
  const auto windows = titled(elements, kWindowTitle);
  ASSERT_EQ(windows.size(), 1U) << "in the panel of its metric alone";
  const auto points = points_of(line_of(elements, Metric::kVmSize));
  EXPECT_NEAR(windows[0].number("x"), points[15].x, kTolerance);
  EXPECT_NEAR(windows[0].number("width"), points[45].x - points[15].x, kTolerance);
  EXPECT_EQ(windows[0].number("y"), frames(elements).front().number("y"));
  EXPECT_EQ(windows[0].number("height"), frames(elements).front().number("height"));
}

TEST(DrawPlot, LineThroughTheWindowLeadsOn) {
  const Finding finding = made_fit(Metric::kVmSize);
  const auto elements = drawn(made_plot(), &finding);
  const auto points = points_of(line_of(elements, Metric::kVmSize));
  const Element panel = frames(elements).front();
  const double right = panel.number("x") + panel.number("width");
  EXPECT_LT(points.back().x, right - 20.0) << "there is room for where it leads to";
  const auto ahead = those(elements, "path",
                           [](const Element& path) { return path.attributes.contains("stroke-dasharray"); });
  ASSERT_EQ(ahead.size(), 1U);
  const auto lines = those(elements, "path", [&](const Element& path) {
    return path.attributes.contains("stroke") && !path.attributes.contains("stroke-dasharray") &&
           path.attributes.at("stroke") == ahead[0].attributes.at("stroke");
  });
  ASSERT_EQ(lines.size(), 1U);
  const auto fit = points_of(lines[0]), outlook = points_of(ahead[0]);
  ASSERT_TRUE(fit.size() == 2 && outlook.size() == 2);
  EXPECT_NEAR(fit[0].x, points[15].x, kTolerance);
  EXPECT_NEAR(fit[0].y, points[15].y, kTolerance);
  EXPECT_NEAR(fit[1].x, points[45].x, kTolerance);
  EXPECT_NEAR(fit[1].y, points[45].y, kTolerance);
  EXPECT_NEAR(outlook[0].y, points[45].y, kTolerance);
  EXPECT_NEAR(outlook[1].x - points[45].x, right - points[60].x, kTolerance);
  const double slope = (points[60].y - points[0].y) / (points[60].x - points[0].x);
  EXPECT_NEAR(outlook[1].y, points[45].y + slope * (outlook[1].x - points[45].x), 2.0 * kTolerance);
}

TEST(DrawPlot, NoLineLeadsBelowZero) {
  Finding finding = made_fit(Metric::kVmSize);
  finding.slope_bytes_per_second = 2.0 * finding.line_end_bytes / finding.window.seconds;
  const std::string picture = draw_plot(made_plot(), &finding, "label");
  EXPECT_FALSE(has(picture, ">-")) << "a label below zero";
}

TEST(DrawPlot, LineThatLeadsOnStaysInItsPanelWhereverTheWindowEnds) {
  for (const double window_end : {10.0, 30.0, 60.0}) {
    Finding finding = made_fit(Metric::kVmSize);
    finding.window.seconds = std::min(finding.window.seconds, window_end);
    finding.window.begin_seconds = window_end - finding.window.seconds;
    finding.slope_bytes_per_second *= 5.0;
    finding.line_end_bytes = 160.0 * kMebibyte;
    const auto elements = drawn(made_plot(), &finding);
    const auto ahead = those(
        elements, "path", [](const Element& path) { return path.attributes.contains("stroke-dasharray"); });
    ASSERT_EQ(ahead.size(), 1U);
    const auto outlook = points_of(ahead[0]);
    EXPECT_LT(outlook.back().y, outlook.front().y) << "it rises";
    EXPECT_GT(outlook.back().y, frames(elements).front().number("y")) << window_end;
  }
}

TEST(DrawPlot, FindingWithoutAWindowHasNeitherShadeNorLine) {
  Finding finding = made_fit(Metric::kRss);
  finding.window.samples = 0;
  const auto elements = drawn(made_plot(), &finding);
  EXPECT_EQ(headings(elements).front(), "RES (rss)");
  EXPECT_TRUE(titled(elements, kWindowTitle).empty());
  const std::string svg = draw_plot(made_plot(), &finding, "");
  EXPECT_FALSE(has(svg, "stroke-dasharray") || has(svg, "reaches"));
  const Element panel = frames(elements).front();
  EXPECT_NEAR(points_of(line_of(elements, Metric::kRss)).back().x, panel.number("x") + panel.number("width"),
              kTolerance);
}

TEST(DrawPlot, TimeToTheLimitIsSaidWhereThereIsOne) {
  Finding finding = made_fit(Metric::kVmSize);
  EXPECT_EQ(texts(drawn(made_plot(), &finding), "at this rate 4.00 GiB in 58 m 20 s").size(), 1U);
  finding.limit_bytes.reset();
  EXPECT_FALSE(has(draw_plot(made_plot(), &finding, ""), "reaches"));
}

TEST(DrawPlot, GapsAreShadedAndNotCrossed) {
  ProcessPlot plot = made_plot();
  PlotLine& line = plot.lines.front();
  line.seconds.erase(line.seconds.begin() + 20, line.seconds.begin() + 40);
  line.bytes.erase(line.bytes.begin() + 20, line.bytes.begin() + 40);
  line.segment_starts = {0, 20};
  const auto elements = drawn(plot);
  const auto gaps = titled(elements, "not recorded for 21.0 s");
  ASSERT_EQ(gaps.size(), 1U) << "the other metric has none";
  const Element path = line_of(elements, Metric::kVmSize);
  const auto points = points_of(path);
  EXPECT_NEAR(gaps[0].number("x"), points[19].x, kTolerance);
  EXPECT_NEAR(gaps[0].number("width"), points[20].x - points[19].x, kTolerance);
  EXPECT_EQ(gaps[0].number("y"), frames(elements).front().number("y"));
  EXPECT_EQ(gaps[0].number("height"), frames(elements).front().number("height"));
  const std::string& d = path.attributes.at("d");
  EXPECT_EQ(std::count(d.begin(), d.end(), 'M'), 2);
  const std::string whole = line_of(elements, Metric::kRss).attributes.at("d");
  EXPECT_EQ(std::count(whole.begin(), whole.end(), 'M'), 1);
}

TEST(DrawPlot, TestsLieAlongTheAxisOfTime) {
  ProcessPlot plot = made_plot({Metric::kVmSize});
  const double height_without = frames(drawn(plot)).front().number("height");
  plot.tests = {{"upload", 0.0, 30.0}, {"login", 10.0, 50.0}, {"logout", 40.0, 60.0}};
  const auto elements = drawn(plot);
  const auto points = points_of(line_of(elements, Metric::kVmSize));
  const Element panel = frames(elements).front();
  std::vector<double> lanes;
  double bottom = 0.0;
  for (const TestSpan& test : plot.tests) {
    const auto rects = titled(elements, test.name);
    ASSERT_EQ(rects.size(), 1U) << test.name;
    const auto begin = static_cast<std::size_t>(test.begin_seconds);
    const auto end = static_cast<std::size_t>(test.end_seconds);
    EXPECT_NEAR(rects[0].number("x"), points[begin].x, kTolerance);
    EXPECT_NEAR(rects[0].number("width"), points[end].x - points[begin].x, kTolerance);
    EXPECT_GE(rects[0].number("y"), panel.number("y") + panel.number("height")) << "below the panel";
    const auto names = texts(elements, test.name);
    ASSERT_EQ(names.size(), 1U);
    EXPECT_GT(names[0].number("y"), rects[0].number("y"));
    EXPECT_LT(names[0].number("y"), rects[0].number("y") + rects[0].number("height"));
    EXPECT_GT(names[0].number("x"), rects[0].number("x"));
    lanes.push_back(rects[0].number("y"));
    bottom = std::max(bottom, rects[0].number("y") + rects[0].number("height"));
  }
  EXPECT_LT(lanes[0] + titled(elements, "upload")[0].number("height"), lanes[1]) << "these overlap";
  EXPECT_EQ(lanes[0], lanes[2]);
  EXPECT_GT(texts(elements, "UTC").at(0).number("y"), bottom) << "the axis is below them all";
  EXPECT_EQ(panel.number("height"), height_without);
}

TEST(DrawPlot, NameOfATestIsCutToItsWidth) {
  ProcessPlot plot = made_plot({Metric::kVmSize});
  plot.tests = {{"brief", 0.0, 0.01}, {"a name that is much too long", 20.0, 30.0}};
  const auto elements = drawn(plot);
  EXPECT_EQ(titled(elements, "a name that is much too long").size(), 1U) << "whole where one points at it";
  EXPECT_TRUE(texts(elements, "a name that is much too long").empty());
  const auto cut = those(elements, "text", [](const Element& text) { return text.text.starts_with("a na"); });
  EXPECT_EQ(cut.size(), 1U);
  ASSERT_EQ(titled(elements, "brief").size(), 1U);
  EXPECT_GE(titled(elements, "brief")[0].number("width"), 1.0) << "it can be seen";
  EXPECT_TRUE(texts(elements, "brief").empty());
}

TEST(DrawPlot, AxesAreLabelled) {
  const auto elements = drawn(made_plot({Metric::kVmSize}));
  EXPECT_EQ(texts(elements, "UTC").size(), 1U);
  const auto times = texts(elements, "10:00:30"), last = texts(elements, "10:01:00");
  ASSERT_TRUE(times.size() == 1 && last.size() == 1);
  const auto sizes = texts(elements, "120 MiB");
  ASSERT_EQ(sizes.size(), 1U);
  const auto points = points_of(line_of(elements, Metric::kVmSize));
  constexpr double kBaselineBelow = 5.0;
  EXPECT_NEAR(sizes[0].number("y") - kBaselineBelow, points[20].y, kTolerance) << "120 MiB are held at 20 s";
  EXPECT_LT(sizes[0].number("x"), points[0].x) << "left of the panel";
  EXPECT_NEAR(times[0].number("x"), points[30].x, kTolerance);
  constexpr double kHalfAsWide = 30.0;
  EXPECT_LE(last[0].number("x") + kHalfAsWide, size_of(elements.front()).x) << "all of it is seen";
  const Element panel = frames(elements).front();
  EXPECT_GT(times[0].number("y"), panel.number("y") + panel.number("height") + 10.0) << "below the axis";
  EXPECT_EQ(texts(elements, "UTC")[0].number("y"), times[0].number("y"));
}

TEST(DrawPlot, NothingLiesOutsideThePicture) {
  ProcessPlot plot = made_plot({kAllMetrics.begin(), kAllMetrics.end()});
  for (int i = 0; i < 9; ++i) plot.tests.push_back({"test", 0.0, 500.0});
  const Finding finding = made_fit(Metric::kRss);
  const auto elements = drawn(plot, &finding);
  const auto [width, height] = size_of(elements.front());
  for (const Element& element : elements) {
    if (element.name != "rect" && element.name != "text") continue;
    EXPECT_GE(element.number("x"), 0.0);
    EXPECT_LE(element.number("y"), height);
    if (element.name != "rect") continue;
    EXPECT_LE(element.number("x") + element.number("width"), width);
    EXPECT_LE(element.number("y") + element.number("height"), height);
  }
}

TEST(DrawOutline, FillsTheCellOfATable) {
  const auto elements = elements_of(draw_outline(minute_of(Metric::kRss)));
  ASSERT_EQ(elements.size(), 2U);
  EXPECT_EQ(elements[0].attributes.at("aria-hidden"), "true");
  EXPECT_EQ(elements[1].attributes.at("stroke"), plot_colour(Metric::kRss));
  const auto points = points_of(elements[1]);
  ASSERT_GT(points.size(), 30U);
  const double width = elements[0].number("width"), height = elements[0].number("height");
  EXPECT_EQ(points.front().x, 0.0);
  EXPECT_EQ(points.back().x, width);
  for (const Point& point : points) EXPECT_NEAR(point.y, height * (1.0 - point.x / width), 2.0);
  EXPECT_NEAR(points.front().y, height, 2.0) << "it rises from the bottom";
  EXPECT_NEAR(points.back().y, 0.0, 2.0);
}

TEST(DrawOutline, BeginsWithItsFirstSample) {
  PlotLine line = minute_of(Metric::kVmSize);
  for (double& seconds : line.seconds) seconds += 5000.0;
  EXPECT_EQ(draw_outline(line), draw_outline(minute_of(Metric::kVmSize)));
}

TEST(DrawOutline, OneSampleIsEnough) {
  const auto elements = elements_of(draw_outline({Metric::kVmSize, {0.0}, {kMebibyte}, {0}}));
  ASSERT_EQ(points_of(elements.at(1)).size(), 1U);
  EXPECT_EQ(points_of(elements[1])[0].x, 0.0);
}

TEST(ReachesText, NamesTheLimitAndTheTime) {
  EXPECT_EQ(reaches_text(made_fit(Metric::kRss)), "at this rate 4.00 GiB in 58 m 20 s");
}

TEST(ReachesText, IsEmptyWithoutALimitToReach) {
  Finding finding = made_fit(Metric::kRss);
  finding.seconds_to_limit.reset();
  EXPECT_EQ(reaches_text(finding), "");
  finding = made_fit(Metric::kRss);
  finding.limit_bytes.reset();
  EXPECT_EQ(reaches_text(finding), "");
}

TEST(PlotName, HasOursForEachMetric) {
  std::set<std::string_view> names;
  for (const Metric metric : kAllMetrics) {
    EXPECT_TRUE(has(plot_name(metric), to_string(metric))) << plot_name(metric);
    names.insert(plot_name(metric));
  }
  EXPECT_EQ(names.size(), kAllMetrics.size());
}

// How bright "#rrggbb" is, from 0 to 1 (WCAG 2.1, relative luminance).
double luminance(const std::string& colour) {
  const auto part = [&](std::size_t at) {
    const double value = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

TEST(PlotColour, IsLegibleOnWhiteAndOnBlack) {
  constexpr double kLeastContrast = 3.0;  // of graphics, by WCAG 2.1
  std::set<std::string_view> colours;
  for (const Metric metric : kAllMetrics) {
    const std::string colour(plot_colour(metric));
    ASSERT_TRUE(std::regex_match(colour, std::regex("#[0-9a-f]{6}"))) << colour;
    EXPECT_GE(1.05 / (luminance(colour) + 0.05), kLeastContrast) << colour;
    EXPECT_GE((luminance(colour) + 0.05) / 0.05, kLeastContrast) << colour;
    colours.insert(plot_colour(metric));
  }
  EXPECT_EQ(colours.size(), kAllMetrics.size());
}

}  // namespace
}  // namespace tidemark

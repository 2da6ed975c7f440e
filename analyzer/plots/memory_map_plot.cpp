#include "analyzer/plots/memory_map_plot.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "analyzer/plots/svg_plot.hpp"
#include "analyzer/plots/time_picture.hpp"
#include "analyzer/text/xml_text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostNameBytes = 150;
// Above the highest sum, as a part of it: a limit beyond would flatten the areas.
constexpr double kLimitWithin = 1.4;

class MapPicture {
 public:
  explicit MapPicture(const MemoryMap& map) : map_(map), picture_(map.seconds.back()) {
    draw_areas();
    draw_available();
    picture_.add_tests(map.tests);
    picture_.add_time_axis(map.start);
  }

  [[nodiscard]] std::string finish(std::string_view label) const { return picture_.finish(label); }

 private:
  void draw_areas() {
    const std::vector<double> total = map_.total();
    const double highest = *std::max_element(total.begin(), total.end());
    const bool shows_limit = map_.limit.bytes && *map_.limit.bytes <= kLimitWithin * highest;
    const SizeRange range{0.0, 1.05 * (shows_limit ? std::max(highest, *map_.limit.bytes) : highest)};
    const Panel panel = picture_.add_panel(
        range, kMainPanelHeight, fmt::format("{} of all processes", plot_name(map_.metric)), "#777777");
    std::vector<double> below(total.size(), 0.0);
    for (std::size_t i = 0; i < map_.areas.size(); ++i) draw_area(map_.areas[i], i, panel, below);
    if (map_.others.processes > 0) draw_area(map_.others, MemoryMap::kMostPrograms, panel, below);
    draw_gaps(panel);
    if (!shows_limit) return;
    const double y = panel.y(*map_.limit.bytes);
    picture_.add(
        fmt::format("<path fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\" "
                    "d=\"M{:.1f} {:.1f}H{:.1f}\"/>\n",
                    kAlarmColour, picture_.x(0.0), y, picture_.x(map_.seconds.back())));
    picture_.add_remark(panel, "limit " + format_size(*map_.limit.bytes));
  }

  // below  the upper edge of what it lies on; then its own
  void draw_area(const MapArea& area, std::size_t index, const Panel& panel, std::vector<double>& below) {
    PathData path;
    const std::size_t times = below.size();
    for (std::size_t i = 0; i < times; ++i) {
      const double x = picture_.x(map_.seconds[i]), y = panel.y(below[i] + area.bytes[i]);
      if (i == 0) {
        path.move_to(x, y);
      } else {
        path.line_to(x, y);
      }
    }
    for (std::size_t i = times; i-- > 0;) path.line_to(picture_.x(map_.seconds[i]), panel.y(below[i]));
    for (std::size_t i = 0; i < times; ++i) below[i] += area.bytes[i];
    const std::string name =
        area.program.empty() ? "others" : escape_xml_within(area.program, kMostNameBytes);
    picture_.add(fmt::format("<path fill=\"{}\" fill-opacity=\"0.85\" d=\"{}Z\"><title>{}</title></path>\n",
                             map_colour(index), path.finish(), name));
  }

  void draw_available() {
    if (map_.available.empty()) return;
    double highest = 1.0;
    for (const double bytes : map_.available)
      highest = std::isnan(bytes) ? highest : std::max(highest, bytes);
    const Panel panel =
        picture_.add_panel({0.0, 1.05 * highest}, kSidePanelHeight, "MemAvailable", "#2e9560");
    PathData path;
    bool is_known = false;
    for (std::size_t i = 0; i < map_.available.size(); ++i) {
      const double bytes = map_.available[i];
      const double x = picture_.x(map_.seconds[i]);
      if (!std::isnan(bytes) && is_known) path.line_to(x, panel.y(bytes));
      if (!std::isnan(bytes) && !is_known) path.move_to(x, panel.y(bytes));
      is_known = !std::isnan(bytes);
    }
    picture_.add(fmt::format("<path fill=\"none\" stroke-width=\"1.5\" stroke=\"#2e9560\" d=\"{}\"/>\n",
                             path.finish()));
    draw_gaps(panel);
  }

  void draw_gaps(const Panel& panel) {
    for (const MapGap& gap : map_.gaps) picture_.add_gap(panel, gap.begin_seconds, gap.end_seconds);
  }

  const MemoryMap& map_;
  TimePicture picture_;
};

}  // namespace

std::string_view map_colour(std::size_t index) {
  constexpr std::array<std::string_view, MemoryMap::kMostPrograms> kColours{
      "#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#76b7b2", "#edc948", "#9c755f", "#ff9da7"};
  return index < kColours.size() ? kColours[index] : "#9aa0a6";
}

std::string draw_memory_map(const MemoryMap& map, std::string_view label) {
  return MapPicture(map).finish(label);
}

}  // namespace tidemark

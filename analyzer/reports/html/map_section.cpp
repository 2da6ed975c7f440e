#include "analyzer/reports/html/map_section.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "analyzer/plots/memory_map_plot.hpp"
#include "analyzer/plots/svg_plot.hpp"
#include "analyzer/reports/html/html_text.hpp"
#include "analyzer/reports/html/page_tests.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostNameBytes = 150;
constexpr std::size_t kLongestWordOfCell = 12;

std::string time_of_day(const MemoryMap& map, std::size_t place) {
  const auto since_start = std::chrono::nanoseconds(std::llround(map.seconds[place] * 1e9));
  return format_rfc3339(map.start + since_start).substr(11, 8);
}

// Returns what all held at the start, at the end and at most, and what was left.
std::string sentence(const MemoryMap& map) {
  const std::vector<double> total = map.total();
  const auto highest = std::max_element(total.begin(), total.end());
  std::string text =
      fmt::format("{} of all processes together: {} at the start ({} {}), {} at the end, {} at most ({})",
                  plot_name(map.metric), format_size(total.front()), format_rfc3339(map.start).substr(0, 10),
                  time_of_day(map, 0), format_size(total.back()), format_size(*highest),
                  time_of_day(map, static_cast<std::size_t>(highest - total.begin())));
  if (!map.available.empty() && !std::isnan(map.available.front()) && !std::isnan(map.available.back()))
    text += fmt::format("; MemAvailable {} at the start, {} at the end", format_size(map.available.front()),
                        format_size(map.available.back()));
  if (map.limit.bytes) text += fmt::format("; limit {}", map.limit.basis);
  return text + ".";
}

std::string area_row(const MapArea& area, std::size_t colour) {
  const std::string name =
      area.program.empty() ? "others" : html_within(area.program, kMostNameBytes, kLongestWordOfCell);
  return fmt::format(
      "<tr><td><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect width=\"12\" height=\"12\" "
      "fill=\"{}\"/></svg> {}</td><td align=\"right\">{}</td><td align=\"right\">{}</td><td "
      "align=\"right\">{}</td><td align=\"right\">{}</td></tr>\n",
      map_colour(colour), name, area.processes, format_size(area.bytes.front()),
      format_size(area.bytes.back()), format_size(*std::max_element(area.bytes.begin(), area.bytes.end())));
}

}  // namespace

std::string map_section(const MemoryMap& map, std::size_t most_tests) {
  MemoryMap drawn = map;
  drawn.tests = longest_tests(map.tests, most_tests);
  const std::string text = sentence(map);
  std::string html = fmt::format(
      "<section class=\"map\">\n<h2>Memory of the whole run{}</h2>\n<p>{}</p>\n<div "
      "class=\"beside\">\n<div>\n{}",
      map.host ? " on " + html_within(*map.host, kMostNameBytes) : "", html_within(text, 1000),
      draw_memory_map(drawn, text));
  if (drawn.tests.size() < map.tests.size())
    html += fmt::format("<small>the {} longest of {} tests are drawn</small>\n", drawn.tests.size(),
                        map.tests.size());
  html +=
      "</div>\n<table>\n<thead><tr><th>program</th><th>processes</th><th>start</th><th>end</th><th>most</"
      "th></tr>"
      "</thead>\n<tbody>\n";
  for (std::size_t i = 0; i < map.areas.size(); ++i) html += area_row(map.areas[i], i);
  if (map.others.processes > 0) html += area_row(map.others, MemoryMap::kMostPrograms);
  return html + "</tbody></table>\n</div>\n</section>\n";
}

}  // namespace tidemark

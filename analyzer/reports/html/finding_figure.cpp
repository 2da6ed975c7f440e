#include "analyzer/reports/html/finding_figure.hpp"

#include <fmt/core.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "analyzer/plots/svg_plot.hpp"
#include "analyzer/reports/text/alert_text.hpp"
#include "analyzer/text/json_text.hpp"

namespace tidemark {
namespace {

// Whole milliseconds and KiB, each as the distance from the one before: short, and exact enough to read off.
nlohmann::json to_json(const PlotLine& line) {
  std::vector<std::int64_t> times, values;
  std::int64_t last_time = 0, last_value = 0;
  for (std::size_t i = 0; i < line.seconds.size(); ++i) {
    const std::int64_t time = std::llround(line.seconds[i] * 1000.0);
    const std::int64_t value = std::llround(line.bytes[i] / 1024.0);
    times.push_back(time - last_time);
    values.push_back(value - last_value);
    last_time = time;
    last_value = value;
  }
  return {{"metric", to_string(line.metric)},
          {"name", plot_name(line.metric)},
          {"colour", plot_colour(line.metric)},
          {"ms", times},
          {"kib", values},
          {"segments", line.segment_starts}};
}

nlohmann::json plot_data(const ProcessPlot& plot, const Finding* finding, nlohmann::json tests) {
  nlohmann::json lines = nlohmann::json::array();
  for (const PlotLine& line : plot.lines) lines.push_back(to_json(line));
  nlohmann::json data{{"start", std::chrono::duration<double>(plot.start.time_since_epoch()).count()},
                      {"lines", lines},
                      {"tests", std::move(tests)}};
  if (finding != nullptr) {
    data["metric"] = to_string(finding->metric);
    data["fit"] = {finding->window.begin_seconds, finding->window.begin_seconds + finding->window.seconds,
                   finding->line_start_bytes(), finding->line_end_bytes};
    data["reaches"] = reaches_text(*finding);
  }
  return data;
}

}  // namespace

std::string finding_figure(const ProcessReport& process, const PageTests& tests, FigureSize most) {
  if (!process.plot || process.plot->lines.empty()) return {};
  ProcessPlot plot{process.plot->start, {}, tests_to_draw(*process.plot, most.tests)};
  for (const PlotLine& line : process.plot->lines) plot.lines.push_back(thin_out(line, most.points));
  const Finding* finding = process.findings.empty() ? nullptr : &process.findings.front();
  // A finding about earlier lives lies outside of this life's picture, and a heap's own counters have no line.
  if (finding != nullptr && (finding->window.samples == 0 || finding->window.begin_seconds < 0.0 ||
                             finding->metric == Metric::kHeap)) {
    finding = nullptr;
  }
  const std::size_t ran = tests_to_draw(*process.plot, process.plot->tests.size()).size();
  const std::string left_out =
      plot.tests.size() < ran
          ? fmt::format("<small>the {} longest of {} tests are drawn</small>\n", plot.tests.size(), ran)
          : "";
  return fmt::format("<div class=\"drawn\">\n{}{}</div>\n{}\n",
                     draw_plot(plot, finding, "memory of " + alert_headline(process) + " over time"),
                     left_out, data_element(plot_data(plot, finding, tests.place_of(*process.plot)), ""));
}

std::string data_element(const nlohmann::json& data, std::string_view attributes) {
  std::string text = disarm_json(data.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    text.replace(at, 1, "\\u003c");
  }
  return fmt::format("<script type=\"application/json\"{}>{}</script>", attributes, text);
}

}  // namespace tidemark

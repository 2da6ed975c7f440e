#include "analyzer/reports/html/finding_figure.hpp"

#include <fmt/core.h>

#include <algorithm>

#include <cmath>
#include <nlohmann/json.hpp>

#include "analyzer/plots/svg_plot.hpp"
#include "analyzer/reports/text/alert_text.hpp"
#include "analyzer/reports/text/plain_sentence.hpp"
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
                   std::max(0.0, finding->line_start_bytes()), finding->line_end_bytes};
    data["reaches"] = reaches_text(*finding);
  }
  return data;
}

// A finding about earlier lives lies outside of this life's picture, and a heap's own counters have no line.
const Finding* finding_to_draw(const ProcessReport& process) {
  const Finding* finding = told_finding(process);
  const bool is_drawn = finding != nullptr && finding->window.samples > 0 &&
                        finding->window.begin_seconds >= 0.0 && finding->metric != Metric::kHeap;
  return is_drawn ? finding : nullptr;
}

bool has_lines(const ProcessReport& process) { return process.plot && !process.plot->lines.empty(); }

ProcessPlot thin_out(const ProcessPlot& plot, FigureSize most) {
  ProcessPlot thin{plot.start, {}, tests_to_draw(plot, most.tests)};
  for (const PlotLine& line : plot.lines) thin.lines.push_back(thin_out(line, most.points));
  return thin;
}

// thin  of its plot
std::string picture(const ProcessReport& process, const ProcessPlot& thin, const Finding* finding) {
  const std::size_t ran = tests_to_draw(*process.plot, process.plot->tests.size()).size();
  const std::string left_out =
      thin.tests.size() < ran
          ? fmt::format("<small>the {} longest of {} tests are drawn</small>\n", thin.tests.size(), ran)
          : "";
  return fmt::format("<div class=\"drawn\">\n{}{}</div>\n",
                     draw_plot(thin, finding, "memory of " + alert_headline(process) + " over time"),
                     left_out);
}

}  // namespace

std::string finding_figure(const ProcessReport& process, const PageTests& tests, FigureSize most) {
  if (!has_lines(process)) return {};
  const Finding* finding = finding_to_draw(process);
  const ProcessPlot thin = thin_out(*process.plot, most);
  return picture(process, thin, finding) +
         data_element(plot_data(thin, finding, tests.place_of(*process.plot)), "") + "\n";
}

std::string process_figure(const ProcessReport& process, FigureSize most) {
  if (!has_lines(process)) return {};
  return picture(process, thin_out(*process.plot, most), nullptr);
}

std::string data_element(const nlohmann::json& data, std::string_view attributes) {
  std::string text = disarm_json(data.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    text.replace(at, 1, "\\u003c");
  }
  return fmt::format("<script type=\"application/json\"{}>{}</script>", attributes, text);
}

}  // namespace tidemark

#include "analyzer/lives/plot_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "analyzer/lives/exit_fall.hpp"

namespace tidemark {
namespace {

// Returns the starts of the segments behind the longest gaps, rising, with the first segment's.
std::vector<std::size_t> longest_gaps(const PlotLine& line, std::size_t most) {
  std::vector<std::size_t> starts = line.segment_starts;
  if (starts.size() <= most) return starts;
  const auto gap_before = [&](std::size_t start) { return line.seconds[start] - line.seconds[start - 1]; };
  std::sort(starts.begin() + 1, starts.end(),
            [&](std::size_t one, std::size_t other) { return gap_before(one) > gap_before(other); });
  starts.resize(most);
  std::sort(starts.begin(), starts.end());
  return starts;
}

class Thinning {
 public:
  explicit Thinning(const PlotLine& line) : line_(line) {
    thin_.metric = line.metric;
    thin_.end_bytes = line.end_bytes;
  }

  void begin_segment() { thin_.segment_starts.push_back(thin_.seconds.size()); }

  // Keeps the lowest and the highest of the samples [first, end).
  void keep_extremes(std::size_t first, std::size_t end) {
    const auto begin = line_.bytes.begin();
    const auto [lowest, highest] = std::minmax_element(begin + static_cast<std::ptrdiff_t>(first),
                                                       begin + static_cast<std::ptrdiff_t>(end));
    keep(static_cast<std::size_t>(std::min(lowest, highest) - begin));
    keep(static_cast<std::size_t>(std::max(lowest, highest) - begin));
  }

  // Keeps a sample, unless it was the last one kept.
  void keep(std::size_t sample) {
    if (!thin_.seconds.empty() && thin_.seconds.back() >= line_.seconds[sample]) return;
    thin_.seconds.push_back(line_.seconds[sample]);
    thin_.bytes.push_back(line_.bytes[sample]);
  }

  PlotLine finish() { return std::move(thin_); }

 private:
  const PlotLine& line_;
  PlotLine thin_;
};

}  // namespace

PlotLine thin_out(const PlotLine& line, std::size_t most_points) {
  if (line.seconds.size() <= most_points) return line;
  // Each gap may cut a span in two; the first and the last sample come on top.
  const std::vector<std::size_t> starts = longest_gaps(line, most_points / 8);
  const std::size_t spans = (most_points - 2) / 2 - starts.size();
  const double begin = line.seconds.front();
  const double width = (line.seconds.back() - begin) / static_cast<double>(spans);
  const auto span_of = [&](std::size_t sample) {
    return std::min(std::floor((line.seconds[sample] - begin) / width), static_cast<double>(spans - 1));
  };
  Thinning thinning(line);
  std::size_t next_segment = 0;
  std::size_t first = 0;
  while (first < line.seconds.size()) {
    const bool begins_segment = next_segment < starts.size() && starts[next_segment] == first;
    if (begins_segment) {
      thinning.begin_segment();
      ++next_segment;
    }
    if (first == 0) thinning.keep(0);
    const std::size_t segment_end = next_segment < starts.size() ? starts[next_segment] : line.seconds.size();
    std::size_t end = first + 1;
    const double span = span_of(first);
    while (end < segment_end && span_of(end) == span) ++end;
    thinning.keep_extremes(first, end);
    first = end;
  }
  thinning.keep(line.seconds.size() - 1);
  return thinning.finish();
}

ProcessPlot make_plot(const History& history, std::span<const MetricHistory> metrics,
                      std::vector<TestSpan> tests, std::size_t most_points) {
  ProcessPlot plot{to_wall_time(history.wall_ns.front()), {}, std::move(tests)};
  for (const MetricHistory& metric : metrics) {
    const Series& series = metric.series;
    if (series.size() == 0) continue;
    const PlotLine whole{series.metric,
                         {series.seconds.begin(), series.seconds.end()},
                         {series.bytes.begin(), series.bytes.end()},
                         {series.segment_starts.begin(), series.segment_starts.end()},
                         last_before_exit(series.bytes)};
    plot.lines.push_back(thin_out(whole, most_points));
  }
  return plot;
}

std::vector<std::size_t> lanes_of(std::span<const TestSpan> tests, std::size_t most_lanes) {
  std::vector<double> free_from(most_lanes, -std::numeric_limits<double>::infinity());
  std::vector<std::size_t> lanes;
  lanes.reserve(tests.size());
  for (const TestSpan& test : tests) {
    std::size_t lane = 0;
    while (lane + 1 < most_lanes && free_from[lane] > test.begin_seconds) ++lane;
    free_from[lane] = test.end_seconds;
    lanes.push_back(lane);
  }
  return lanes;
}

}  // namespace tidemark

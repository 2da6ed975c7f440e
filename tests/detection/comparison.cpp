#include "tests/detection/comparison.hpp"

#include "analyzer/growth/cells.hpp"
#include "analyzer/growth/growth.hpp"
#include "analyzer/judge/metrics/detectable_growth.hpp"
#include "analyzer/judge/metrics/growth_verdict.hpp"
#include "analyzer/lives/block_layout.hpp"
#include "analyzer/numbers/trend.hpp"
#include "tests/detection/held_procedure.hpp"

namespace tidemark::detection {
namespace {

constexpr std::size_t kFewestPoints = 20;
constexpr double kLeastRSquared = 0.9;
constexpr double kCriticalSeconds = 3600.0;

// Sums over a suffix that grows backwards, about its last point.
struct SuffixSums {
  double n = 0, t = 0, v = 0, tt = 0, tv = 0, vv = 0;

  void add(double time, double value) {
    n += 1;
    t += time;
    v += value;
    tt += time * time;
    tv += time * value;
    vv += value * value;
  }
};

struct SuffixLine {
  double slope;
  double level_at_end;
  double r_squared;
};

SuffixLine line_of(const SuffixSums& sums) {
  const double stt = sums.tt - sums.t * sums.t / sums.n, stv = sums.tv - sums.t * sums.v / sums.n;
  const double svv = sums.vv - sums.v * sums.v / sums.n;
  if (!(stt > 0) || !(svv > 0)) return {0, 0, 0};
  const double slope = stv / stt;
  return {slope, (sums.v - slope * sums.t) / sums.n, stv * stv / (stt * svv)};
}

bool any_suffix(const SimulatedSeries& series, std::optional<double> limit_bytes, double critical_seconds) {
  SuffixSums sums;
  const double end = series.seconds.back(), last = series.bytes.back();
  const std::size_t first = series.segment_starts.empty() ? 0 : series.segment_starts.back();
  for (std::size_t i = series.bytes.size(); i-- > first;) {
    sums.add(series.seconds[i] - end, series.bytes[i] - last);
    if (sums.n < static_cast<double>(kFewestPoints)) continue;
    const SuffixLine line = line_of(sums);
    if (line.r_squared < kLeastRSquared || !(line.slope > 0)) continue;
    if (!limit_bytes) return true;
    if ((*limit_bytes - last - line.level_at_end) / line.slope <= critical_seconds) return true;
  }
  return false;
}

}  // namespace

bool growth_alerts(const SimulatedSeries& series, std::optional<double> limit_bytes) {
  const GrowthFinding finding = find_growth({series.seconds, series.bytes, series.segment_starts});
  return judge_growth(finding, limit_bytes).verdict >= Verdict::kLeak;
}

std::optional<bool> keeps_word_on_detectable_growth(const SimulatedSeries& series,
                                                    std::optional<double> limit_bytes) {
  if (growth_alerts(series, limit_bytes)) return std::nullopt;
  const auto rate =
      find_detectable_growth({series.seconds, series.bytes, series.segment_starts}, limit_bytes, {}, {});
  if (!rate) return std::nullopt;
  SimulatedSeries grown = series;
  const std::vector<double> observed = observed_times(series.seconds, series.segment_starts);
  for (std::size_t i = 0; i < grown.bytes.size(); ++i) {
    if (grown.bytes[i] > 0.0) grown.bytes[i] += *rate * observed[i];
  }
  return growth_alerts(grown, limit_bytes);
}

bool reference_alerts(const SimulatedSeries& series, std::optional<double>) {
  return any_suffix(series, std::nullopt, 0.0);
}

bool strict_lbr_alerts(const SimulatedSeries& series, std::optional<double> limit_bytes) {
  return limit_bytes && any_suffix(series, limit_bytes, kCriticalSeconds);
}

bool mann_kendall_alerts(const SimulatedSeries& series, std::optional<double>) {
  GrowthSettings settings;
  settings.floor_fraction = 0.5;
  const Cells cells = take_cells({series.seconds, series.bytes, series.segment_starts}, 16, settings);
  return mann_kendall(cells.floors).p_rising < 0.005;
}

std::vector<Detector> detectors() {
  return {{"growth", growth_alerts},
          {"held floors", held_procedure_alerts},
          {"reference", reference_alerts},
          {"strict LBR", strict_lbr_alerts},
          {"Mann-Kendall", mann_kendall_alerts}};
}

}  // namespace tidemark::detection

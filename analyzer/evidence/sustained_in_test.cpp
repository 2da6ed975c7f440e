#include "analyzer/evidence/sustained_in_test.hpp"

#include <algorithm>
#include <vector>

#include "analyzer/lives/exit_fall.hpp"
#include "analyzer/lives/series_view.hpp"

namespace tidemark {
namespace {

double seconds_of(const TestSpan& test) { return test.end_seconds - test.begin_seconds; }

// Whether another test begins or ends while this one runs.
bool holds_part_of_another(const TestSpan& test, std::span<const TestSpan> tests) {
  const auto is_within = [&](double seconds) {
    return seconds > test.begin_seconds && seconds < test.end_seconds;
  };
  return std::any_of(tests.begin(), tests.end(), [&](const TestSpan& other) {
    return is_within(other.begin_seconds) || is_within(other.end_seconds);
  });
}

// Judges the samples that were taken while a test ran.
GrowthFinding find_growth_of(const TestSpan& test, const Series& series, const GrowthSettings& settings) {
  const auto begin = std::lower_bound(series.seconds.begin(), series.seconds.end(), test.begin_seconds);
  const auto end = std::upper_bound(begin, series.seconds.end(), test.end_seconds);
  const auto first = static_cast<std::size_t>(begin - series.seconds.begin());
  const auto count = static_cast<std::size_t>(end - begin);
  if (count == 0) return {};
  std::vector<std::size_t> starts{0};
  for (const std::size_t start : series.segment_starts) {
    if (start > first && start < first + count) starts.push_back(start - first);
  }
  const std::span<const double> bytes(series.bytes.data(), series.size());
  GrowthFinding growth = find_growth(
      SeriesView(series.seconds.subspan(first, count), bytes.subspan(first, count), starts), settings);
  growth.window.first += first;
  growth.window.last += first;
  return growth;
}

bool is_kept(const TestSpan& test, const Series& series, const GrowthFinding& growth,
             const KeptSettings& settings) {
  const double kept = level_at(series, test.end_seconds) - growth.first_bytes;
  return kept >= settings.kept_share * growth.growth_bytes &&
         last_before_exit(series.bytes) - growth.first_bytes >= settings.kept_share * growth.growth_bytes;
}

}  // namespace

std::optional<SustainedInTest> find_sustained_in_test(const Series& series, std::span<const TestSpan> tests,
                                                      const KeptSettings& kept,
                                                      const GrowthSettings& settings) {
  std::optional<SustainedInTest> most;
  if (series.size() == 0) return most;
  const double start = series.seconds.front() + kept.start_seconds;
  for (const TestSpan& test : tests) {
    if (seconds_of(test) < kept.sustained_seconds || test.begin_seconds < start) continue;
    if (holds_part_of_another(test, tests)) continue;
    GrowthFinding growth = find_growth_of(test, series, settings);
    if (!growth.sustained || !is_kept(test, series, growth, kept)) continue;
    if (!most || growth.growth_bytes > most->growth.growth_bytes) most = {test.name, std::move(growth)};
  }
  return most;
}

}  // namespace tidemark

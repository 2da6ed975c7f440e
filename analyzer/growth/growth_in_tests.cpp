#include "analyzer/growth/growth_in_tests.hpp"

#include <algorithm>
#include <utility>

#include "analyzer/lives/exit_fall.hpp"
#include "analyzer/numbers/quantile.hpp"

namespace tidemark {
namespace {

using Ranges = std::vector<SampleRange>;

// Returns the ranges in order; those that share a sample or leave none between them are joined.
Ranges join(Ranges ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const SampleRange& one, const SampleRange& other) { return one.first < other.first; });
  Ranges joined;
  for (const SampleRange& range : ranges) {
    if (!joined.empty() && range.first <= joined.back().last + 1) {
      joined.back().last = std::max(joined.back().last, range.last);
    } else {
      joined.push_back(range);
    }
  }
  return joined;
}

struct CutSeries {
  std::vector<double> seconds;
  std::vector<double> bytes;
  std::vector<std::size_t> segment_starts;
  std::vector<std::size_t> indices;  // in the series that was cut
};

CutSeries cut_out(const Series& series, const Ranges& kept) {
  CutSeries cut;
  auto next_start = series.segment_starts.begin();
  for (const SampleRange& range : kept) {
    for (std::size_t i = range.first; i <= range.last; ++i) {
      bool starts = i == range.first;
      for (; next_start != series.segment_starts.end() && *next_start <= i; ++next_start) starts = true;
      if (starts) cut.segment_starts.push_back(cut.indices.size());
      cut.seconds.push_back(series.seconds[i]);
      cut.bytes.push_back(series.bytes[i]);
      cut.indices.push_back(i);
    }
  }
  return cut;
}

double rise_over(const Series& series, const SampleRange& range) {
  return series.bytes[range.last] - series.bytes[range.first];
}

// Returns the number of equal rises that the rises in the tests amount to. A rise that overlapping tests
// share counts once, for the later one.
double count_rises(const Series& series, Ranges tests) {
  std::sort(tests.begin(), tests.end(),
            [](const SampleRange& one, const SampleRange& other) { return one.first < other.first; });
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    const std::size_t end =
        i + 1 < tests.size() ? std::min(tests[i].last, tests[i + 1].first) : tests[i].last;
    const double rise = std::max(0.0, rise_over(series, {tests[i].first, end}));
    sum += rise;
    squares += rise * rise;
  }
  return squares > 0.0 ? sum * sum / squares : 0.0;
}

// The growth of a series, and its time, while tests ran or between them.
struct Share {
  double bytes = 0.0;
  double seconds = 0.0;

  void add(const Series& series, const SampleRange& range) {
    bytes += rise_over(series, range);
    seconds += series.seconds[range.last] - series.seconds[range.first];
  }
};

// Whether the growth came while tests ran: memory that grows between them as well does not depend on tests.
bool is_of_tests(const Series& series, const Ranges& stretches, const GrowthFinding& growth,
                 const GrowthSettings& settings) {
  Share tests;
  Share idle;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    if (stretches[i].last <= growth.window.first) continue;
    tests.add(series, {std::max(stretches[i].first, growth.window.first), stretches[i].last});
    if (i + 1 < stretches.size()) idle.add(series, {stretches[i].last, stretches[i + 1].first});
  }
  return tests.bytes >= settings.marked_share * growth.growth_bytes &&
         idle.bytes * tests.seconds <= settings.idle_rate_share * tests.bytes * idle.seconds;
}

// Whether memory stays at the level that a stretch of tests reached, in the time after each stretch. The fall
// of an exit does not count.
bool is_kept(const Series& series, const Ranges& stretches, const GrowthFinding& growth,
             const GrowthSettings& settings) {
  const std::size_t end = samples_before_exit(series.bytes);
  const double allowed = (1.0 - settings.new_ground_share) * growth.growth_bytes;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const std::size_t first = stretches[i].last + 1;
    const std::size_t next = i + 1 < stretches.size() ? stretches[i + 1].first : end;
    if (stretches[i].last <= growth.window.first || next <= first) continue;
    std::vector<double> idle(series.bytes.begin() + static_cast<std::ptrdiff_t>(first),
                             series.bytes.begin() + static_cast<std::ptrdiff_t>(next));
    const double floor = take_quantile(idle, settings.floor_fraction);
    if (floor < series.bytes[stretches[i].last] - allowed) return false;
  }
  return true;
}

}  // namespace

std::optional<SampleRange> samples_around(const Series& series, const TestSpan& test) {
  const auto& seconds = series.seconds;
  if (seconds.empty() || test.end_seconds < seconds.front() || test.begin_seconds > seconds.back()) {
    return std::nullopt;
  }
  const auto after_begin = std::upper_bound(seconds.begin(), seconds.end(), test.begin_seconds);
  const auto after_end = std::lower_bound(seconds.begin(), seconds.end(), test.end_seconds);
  const auto first = static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, after_begin - seconds.begin()) - 1);
  const auto last = static_cast<std::size_t>(after_end - seconds.begin());
  return SampleRange{first, std::max(first, std::min(last, seconds.size() - 1))};
}

std::optional<GrowthFinding> find_growth_in_tests(const Series& series, std::span<const TestSpan> tests,
                                                  const GrowthSettings& settings) {
  Ranges ranges;
  for (const TestSpan& test : tests) {
    if (const auto range = samples_around(series, test)) ranges.push_back(*range);
  }
  const Ranges stretches = join(ranges);
  constexpr double kSearches = 2.0;  // the whole series was looked at before
  const CutSeries cut = cut_out(series, stretches);
  if (cut.indices.size() < settings.fewest_samples || cut.indices.size() == series.size())
    return std::nullopt;
  GrowthFinding growth = find_growth({cut.seconds, cut.bytes, cut.segment_starts}, settings, kSearches);
  if (!growth.sustained) return std::nullopt;
  growth.window.first = cut.indices[growth.window.first];
  growth.window.last = cut.indices[growth.window.last];
  if (!is_of_tests(series, stretches, growth, settings) || !is_kept(series, stretches, growth, settings)) {
    return std::nullopt;
  }
  const double rises = count_rises(series, ranges);
  const bool begins_anew =
      growth.series_samples >= settings.fewest_marked_samples_of_many && rises >= settings.fewest_rises;
  const bool goes_on =
      growth.series_samples >= settings.fewest_marked_samples && rises >= settings.fewest_rises_of_long_tests;
  growth.sustained = goes_on || begins_anew;
  growth.reason = growth.sustained ? "grows while tests run, and on with the next; idles between them"
                  : rises < settings.fewest_rises_of_long_tests
                      ? "grew while one test ran; whether the next adds to it is not known"
                      : "grew while tests ran, for too short a time to prove it";
  return growth;
}

GrowthFinding find_growth_with_tests(const Series& series, std::span<const TestSpan> tests,
                                     const GrowthSettings& settings) {
  const auto range = series.bytes.known_range();
  if (range) {
    // A series that holds still does so in every test.
    auto still = find_stillness(series.size(), series.bytes.back(), *range, settings);
    if (still) return std::move(*still);
  }
  GrowthFinding growth = find_growth(SeriesView(series), settings);
  if (growth.sustained || tests.empty()) return growth;
  auto in_tests = find_growth_in_tests(series, tests, settings);
  return in_tests ? std::move(*in_tests) : growth;
}

}  // namespace tidemark

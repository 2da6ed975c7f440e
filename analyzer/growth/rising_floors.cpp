#include "analyzer/growth/rising_floors.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/scan.hpp"
#include "analyzer/numbers/trend.hpp"
#include "analyzer/numbers/troughs.hpp"

namespace tidemark {
namespace {

struct Floors {
  std::vector<std::size_t> places;  // indices of the given points
  std::vector<double> seconds;
  std::vector<double> bytes;
  std::vector<double> peaks;  // the highest before each, of samples
  bool has_fallen = false;    // they are the lowest points between falls
  double since_last = 0.0;    // seconds
  double most_since_last = 0.0;

  [[nodiscard]] std::size_t size() const { return bytes.size(); }
  void add(std::size_t place, double second, double level) {
    places.push_back(place);
    seconds.push_back(second);
    bytes.push_back(level);
  }
};

double longest_wait(std::span<const double> seconds) {
  double longest = 0.0;
  for (std::size_t i = 1; i < seconds.size(); ++i) longest = std::max(longest, seconds[i] - seconds[i - 1]);
  return longest;
}

// Returns the lowest of each of at most `most` groups of neighbours.
std::vector<std::size_t> lowest_of_groups(std::span<const double> bytes, std::size_t most) {
  const std::size_t groups = std::min(most, bytes.size());
  std::vector<std::size_t> places;
  for (std::size_t group = 0; group < groups; ++group) {
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(group * bytes.size() / groups);
    const auto end = bytes.begin() + static_cast<std::ptrdiff_t>((group + 1) * bytes.size() / groups);
    places.push_back(static_cast<std::size_t>(std::min_element(begin, end) - bytes.begin()));
  }
  return places;
}

// Returns those points that no later one is below.
std::vector<std::size_t> never_undercut(std::span<const double> bytes,
                                        const std::vector<std::size_t>& points) {
  std::vector<std::size_t> places;
  for (std::size_t left = points.size(); left > 0; --left) {
    const std::size_t point = points[left - 1];
    if (places.empty() || bytes[point] < bytes[places.back()]) places.push_back(point);
  }
  std::reverse(places.begin(), places.end());
  return places;
}

Floors take_floors(std::span<const double> seconds, std::span<const double> bytes, double end_seconds,
                   const FloorSettings& settings) {
  Floors floors;
  if (bytes.empty()) return floors;
  const double depth = settings.fall_share * range_of(bytes).width();
  const Troughs troughs = depth > 0.0 ? find_troughs(bytes, depth) : Troughs{};
  floors.has_fallen = troughs.falls() > 0;
  const auto places = floors.has_fallen
                          ? troughs.places
                          : never_undercut(bytes, lowest_of_groups(bytes, settings.most_floors));
  for (const std::size_t place : places) floors.add(place, seconds[place], bytes[place]);
  floors.since_last = end_seconds - seconds.back();
  floors.most_since_last = settings.longest_waits * longest_wait(seconds);
  return floors;
}

Floors take_troughs(std::span<const double> seconds, std::span<const double> bytes,
                    const FloorSettings& settings) {
  Floors floors;
  floors.has_fallen = true;
  if (bytes.empty()) return floors;
  const double depth = collection_depth(seconds, bytes, settings);
  const Troughs troughs = depth > 0.0 ? find_troughs(bytes, depth) : Troughs{};
  std::size_t begin = 0;
  for (const std::size_t place : troughs.places) {
    floors.add(place, seconds[place], bytes[place]);
    floors.peaks.push_back(range_of(bytes.subspan(begin, place + 1 - begin)).high);
    begin = place;
  }
  if (floors.size() == 0) return floors;
  floors.since_last = seconds.back() - floors.seconds.back();
  floors.most_since_last = settings.longest_waits_of_troughs * longest_wait(floors.seconds);
  return floors;
}

// Returns the level at a time between the first and the last, on the lines that join the floors.
double level_at(std::span<const double> seconds, std::span<const double> bytes, double time) {
  const auto after = static_cast<std::size_t>(std::upper_bound(seconds.begin() + 1, seconds.end() - 1, time) -
                                              seconds.begin());
  const double part = (time - seconds[after - 1]) / (seconds[after] - seconds[after - 1]);
  return bytes[after - 1] + part * (bytes[after] - bytes[after - 1]);
}

// Collects the rules asked. The first that fails gives the finding its rule and reason.
class Asked {
 public:
  explicit Asked(GrowthFinding& finding) : finding_(finding) { finding_.rule = GrowthRule::kSustained; }

  void at_least(GrowthRule rule, const char* figure, double value, double bound, const char* reason) {
    ask({rule, figure, value, bound, value >= bound}, reason);
  }
  void at_most(GrowthRule rule, const char* figure, double value, double bound, const char* reason) {
    ask({rule, figure, value, bound, value <= bound}, reason);
  }

 private:
  void ask(const AskedGrowthRule& asked, const char* reason) {
    finding_.rules.push_back(asked);
    if (asked.passed || finding_.rule != GrowthRule::kSustained) return;
    finding_.rule = asked.rule;
    finding_.reason = reason;
  }

  GrowthFinding& finding_;
};

void describe(GrowthFinding& finding, std::span<const std::size_t> places, std::span<const double> seconds,
              std::span<const double> bytes) {
  finding.window = {places.front(), places.back(), places.back() - places.front() + 1,
                    seconds.back() - seconds.front(), seconds.back() - seconds.front()};
  finding.first_bytes = bytes.front();
  finding.last_bytes = finding.end_bytes = bytes.back();
  finding.growth_bytes = bytes.back() - bytes.front();
  finding.median_floor_bytes = median_of(bytes);
  finding.p_value = mann_kendall(bytes).p_rising;
  finding.r_squared = fit_line(seconds, bytes).r_squared;
  const auto slope = theil_sen_of_correlated(seconds, bytes);
  if (!slope) return;
  finding.slope_bytes_per_second = slope->slope;
  finding.slope_low = slope->low;
  finding.slope_high = slope->high;
  std::vector<double> intercepts(bytes.begin(), bytes.end());
  for (std::size_t i = 0; i < bytes.size(); ++i) intercepts[i] -= slope->slope * seconds[i];
  finding.intercept_bytes = median_of(intercepts);
}

bool do_all_rise(std::span<const double> values) {
  return std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
}

void judge_size(Asked& asked, const GrowthFinding& finding, const Floors& all, std::size_t start,
                const FloorSettings& settings) {
  if (!all.has_fallen || all.size() - start < settings.few_floors) {
    asked.at_least(GrowthRule::kRisesBeyondNoise,
                   "growth as a part of the median floor, of few or before a fall",
                   finding.growth_bytes / finding.median_floor_bytes, settings.growth_of_few_floors,
                   "what collections leave rises, by too little for so few");
  }
  if (!all.has_fallen || start == 0) return;
  const auto before = all.bytes.begin() + static_cast<std::ptrdiff_t>(start);
  asked.at_most(GrowthRule::kReachesNewGround, "highest floor before, bytes",
                *std::max_element(all.bytes.begin(), before), finding.first_bytes, "was as high before");
}

void judge_pace(Asked& asked, const GrowthFinding& finding, std::span<const double> seconds,
                std::span<const double> bytes, const FloorSettings& settings) {
  const double middle = level_at(seconds, bytes, (seconds.front() + seconds.back()) / 2);
  asked.at_least(GrowthRule::kManyRises, "share of the growth in the earlier half",
                 (middle - bytes.front()) / finding.growth_bytes, settings.early_half_share,
                 "what collections leave rose in one step");
  asked.at_least(
      GrowthRule::kLateHalfGrows, "share of the growth in the later half",
      (bytes.back() - middle) / finding.growth_bytes,
      bytes.size() < settings.few_floors ? settings.late_half_share_of_few : settings.late_half_share,
      "what collections leave rises ever less");
}

// Judges the floors from `start` on, each of which is above the one before.
GrowthFinding judge_floors(const Floors& all, std::size_t start, const FloorSettings& settings) {
  GrowthFinding finding;
  const auto seconds = std::span(all.seconds).subspan(start);
  const auto bytes = std::span(all.bytes).subspan(start);
  describe(finding, std::span(all.places).subspan(start), seconds, bytes);
  Asked asked(finding);
  asked.at_least(GrowthRule::kEnoughSamples, "floors after collections, each above the one before",
                 static_cast<double>(bytes.size()), static_cast<double>(settings.fewest_floors),
                 "fewer than three floors after collections that rise");
  if (bytes.size() < 2) return finding;
  judge_size(asked, finding, all, start, settings);
  judge_pace(asked, finding, seconds, bytes, settings);
  if (!all.peaks.empty()) {
    const bool rise = do_all_rise(std::span(all.peaks).subspan(start));
    asked.at_least(GrowthRule::kReachesNewGround, "whether the highest samples rise, too", rise ? 1.0 : 0.0,
                   1.0, "what collections leave rises, and what they find does not");
  }
  asked.at_most(GrowthRule::kStillGrows, "seconds since the last collection", all.since_last,
                all.most_since_last, "no collection for long");
  finding.sustained = finding.rising = finding.rule == GrowthRule::kSustained;
  if (finding.sustained) {
    finding.reason =
        fmt::format("what collections leave rises: {} floors, each above the one before", bytes.size());
  }
  return finding;
}

// Whether what rises may be dead: promoted, and not collected since.
void judge_promotion(GrowthFinding& finding, const CollectedHeap& heap, const FloorSettings& settings) {
  const auto collections = static_cast<double>(heap.collections.back());
  const auto most = static_cast<double>(settings.collections_before_promotion);
  const double part = heap.most_bytes ? finding.last_bytes / *heap.most_bytes : 0.0;
  const bool is_old_collected = part >= settings.most_before_old_collection;
  const bool passed = collections <= most || is_old_collected;
  finding.rules.push_back({GrowthRule::kRisesBeyondNoise,
                           is_old_collected ? "collections without a fall; not asked of so full a heap"
                                            : "collections without a fall",
                           collections, most, passed});
  if (passed || !finding.sustained) return;
  finding.sustained = false;
  finding.growing_at_end = true;
  finding.rule = GrowthRule::kRisesBeyondNoise;
  finding.reason = "what collections leave rises, but no fall shows yet that the old objects were collected";
}

GrowthFinding judge_longest(const Floors& floors, const FloorSettings& settings) {
  if (floors.size() == 0) return {};
  std::size_t start = floors.size() - 1;
  while (start > 0 && floors.bytes[start - 1] < floors.bytes[start]) --start;
  GrowthFinding longest = judge_floors(floors, start, settings);
  for (++start; !longest.sustained && floors.size() - start >= settings.fewest_floors; ++start) {
    GrowthFinding later = judge_floors(floors, start, settings);
    if (later.sustained) return later;
  }
  return longest;
}

}  // namespace

GrowthFinding find_rising_floors(const CollectedHeap& heap, double end_seconds,
                                 const FloorSettings& settings) {
  const Floors floors = take_floors(heap.seconds, heap.left_bytes, end_seconds, settings);
  GrowthFinding finding = judge_longest(floors, settings);
  if (finding.window.samples == 0 || floors.has_fallen) return finding;
  judge_promotion(finding, heap, settings);
  return finding;
}

GrowthFinding find_rising_troughs(std::span<const double> seconds, std::span<const double> bytes,
                                  const FloorSettings& settings) {
  return judge_longest(take_troughs(seconds, bytes, settings), settings);
}

double collection_depth(std::span<const double> seconds, std::span<const double> bytes,
                        const FloorSettings& settings) {
  return std::max(settings.collection_share * range_of(residuals_of_line(seconds, bytes)).width(),
                  settings.least_collection_share * range_of(bytes).width());
}

}  // namespace tidemark

#include "analyzer/growth/cells.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "analyzer/lives/exit_fall.hpp"
#include "analyzer/numbers/quantile.hpp"
#include "analyzer/numbers/scan.hpp"
#include "analyzer/numbers/troughs.hpp"

namespace tidemark {
namespace {

void copy_as_trough(const Cells& from, std::size_t index, Cells& to) {
  to.seconds.push_back(from.seconds[index]);
  to.observed.push_back(from.observed[index]);
  to.floors.push_back(from.lows[index]);
  to.lows.push_back(from.lows[index]);
  to.first.push_back(from.first[index]);
  to.last.push_back(from.last[index]);
}

// Gives each cell its floor and its lowest sample.
void take_floors(Cells& cells, std::span<const double> bytes, std::size_t stride, double fraction) {
  std::vector<double> values;
  cells.floors.resize(cells.first.size());
  cells.lows.resize(cells.first.size());
  for (std::size_t k = 0; k < cells.size(); ++k) {
    const auto members = bytes.subspan(cells.first[k], cells.last[k] - cells.first[k] + 1);
    if (stride == 1) {
      const LeastAndQuantile found = least_and_quantile(members, fraction, values);
      cells.lows[k] = found.least;
      cells.floors[k] = found.quantile;
      continue;
    }
    values.clear();
    for (std::size_t i = 0; i < members.size(); i += stride) values.push_back(members[i]);
    cells.lows[k] = least_of(members);
    cells.floors[k] = take_quantile(values, fraction);
  }
}

// The samples that were observed, where not all were.
struct ObservedSamples {
  std::vector<double> seconds;
  std::vector<double> bytes;
  std::vector<std::size_t> segment_starts;
  std::vector<std::size_t> index;  // in the series given
};

ObservedSamples keep_observed(std::span<const double> seconds, std::span<const double> bytes,
                              std::span<const std::size_t> segment_starts) {
  ObservedSamples kept;
  auto start = segment_starts.begin();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (!is_observed(bytes[i])) continue;
    if (start != segment_starts.end() && *start <= i) {
      kept.segment_starts.push_back(kept.index.size());
      while (start != segment_starts.end() && *start <= i) ++start;
    }
    kept.seconds.push_back(seconds[i]);
    kept.bytes.push_back(bytes[i]);
    kept.index.push_back(i);
  }
  return kept;
}

Cells fill_cells(BlockLayout layout, std::span<const double> bytes, std::size_t stride,
                 const GrowthSettings& settings) {
  Cells cells;
  cells.seconds = std::move(layout.seconds);
  cells.observed = std::move(layout.observed);
  cells.first = std::move(layout.first);
  cells.last = std::move(layout.last);
  cells.samples = bytes.size();
  cells.observed_span = layout.observed_span;
  take_floors(cells, bytes, stride, settings.floor_fraction);
  return cells;
}

Cells one_each(std::span<const double> seconds, std::span<const double> bytes,
               std::span<const std::size_t> segment_starts) {
  Cells cells;
  cells.seconds.assign(seconds.begin(), seconds.end());
  cells.observed = observed_times(seconds, segment_starts);
  cells.floors.assign(bytes.begin(), bytes.end());
  cells.lows = cells.floors;
  cells.first.resize(bytes.size());
  std::iota(cells.first.begin(), cells.first.end(), std::size_t{0});
  cells.last = cells.first;
  cells.samples = bytes.size();
  cells.observed_span = cells.observed.back() - cells.observed.front();
  return cells;
}

}  // namespace

Cells take_cells(const SeriesView& samples, std::size_t count, const GrowthSettings& settings) {
  const std::size_t end = samples_before_exit(samples.bytes());
  if (end < settings.fewest_samples) return {};
  const auto bytes = samples.bytes().first(end);
  if (samples.is_all_observed() || all_observed(bytes)) {
    if (end <= count) return one_each(samples.seconds().first(end), bytes, samples.segment_starts());
    const std::size_t stride = std::max<std::size_t>(1, end / (count * settings.most_samples_of_floor));
    return fill_cells(samples.lay_out(end, count), bytes, stride, settings);
  }
  const ObservedSamples kept = keep_observed(samples.seconds().first(end), bytes, samples.segment_starts());
  if (kept.bytes.size() < settings.fewest_samples) return {};
  const std::size_t stride =
      std::max<std::size_t>(1, kept.bytes.size() / (count * settings.most_samples_of_floor));
  Cells cells = kept.bytes.size() <= count
                    ? one_each(kept.seconds, kept.bytes, kept.segment_starts)
                    : fill_cells(lay_out_blocks(kept.seconds, kept.segment_starts, count), kept.bytes, stride,
                                 settings);
  for (std::size_t& index : cells.first) index = kept.index[index];
  for (std::size_t& index : cells.last) index = kept.index[index];
  return cells;
}

Cells join_cells(const Cells& cells, std::size_t count, double floor_fraction) {
  Cells joined;
  joined.reserve(std::min(count, cells.size()));
  joined.samples = cells.samples;
  joined.observed_span = cells.observed_span;
  const double groups_per_second = static_cast<double>(count) / cells.observed_span;
  const auto group_of = [&](std::size_t i) {
    return std::min(count - 1, static_cast<std::size_t>(cells.observed[i] * groups_per_second));
  };
  std::vector<double> reordered;
  for (std::size_t first = 0, group = group_of(0); first < cells.size();) {
    std::size_t end = first, next_group = group;
    double seconds = 0.0, observed = 0.0;
    while (end < cells.size() && next_group == group) {
      seconds += cells.seconds[end];
      observed += cells.observed[end];
      if (++end < cells.size()) next_group = group_of(end);
    }
    const auto members = static_cast<double>(end - first);
    const auto floors = std::span(cells.floors).subspan(first, end - first);
    const LeastAndQuantile found = least_and_quantile(floors, floor_fraction, reordered);
    joined.lows.push_back(found.least);
    joined.floors.push_back(found.quantile);
    joined.seconds.push_back(seconds / members);
    joined.observed.push_back(observed / members);
    joined.first.push_back(cells.first[first]);
    joined.last.push_back(cells.last[end - 1]);
    first = end;
    group = next_group;
  }
  return joined;
}

Cells without_spikes(Cells cells) {
  const std::vector<double> floors = cells.floors;
  for (std::size_t i = 1; i + 1 < floors.size(); ++i) {
    const auto [low, high] = std::minmax(floors[i - 1], floors[i + 1]);
    cells.floors[i] = std::clamp(floors[i], low, high);
  }
  return cells;
}

Cells troughs_of(const Cells& cells, double depth) {
  Cells troughs;
  troughs.samples = cells.samples;
  troughs.observed_span = cells.observed_span;
  for (const std::size_t place : find_troughs(cells.floors, depth).places)
    copy_as_trough(cells, place, troughs);
  return troughs;
}

}  // namespace tidemark

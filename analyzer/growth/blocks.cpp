#include "analyzer/growth/blocks.hpp"

#include <algorithm>
#include <utility>

#include "analyzer/lives/exit_fall.hpp"
#include "analyzer/numbers/quantile.hpp"
#include "analyzer/numbers/scan.hpp"
#include "analyzer/numbers/troughs.hpp"

namespace tidemark {
namespace {

void copy_as_trough(const FloorBlocks& from, std::size_t index, FloorBlocks& to) {
  to.seconds.push_back(from.seconds[index]);
  to.observed.push_back(from.observed[index]);
  to.floors.push_back(from.lows[index]);
  to.lows.push_back(from.lows[index]);
  to.first.push_back(from.first[index]);
  to.last.push_back(from.last[index]);
}

// Gives each block its floor and its lowest sample.
void take_floors(FloorBlocks& blocks, std::span<const double> bytes, std::size_t stride, double fraction) {
  std::vector<double> values;
  blocks.floors.resize(blocks.first.size());
  blocks.lows.resize(blocks.first.size());
  for (std::size_t k = 0; k < blocks.size(); ++k) {
    const auto members = bytes.subspan(blocks.first[k], blocks.last[k] - blocks.first[k] + 1);
    if (stride == 1) {
      const LeastAndQuantile found = least_and_quantile(members, fraction, values);
      blocks.lows[k] = found.least;
      blocks.floors[k] = found.quantile;
      continue;
    }
    values.clear();
    for (std::size_t i = 0; i < members.size(); i += stride) values.push_back(members[i]);
    blocks.lows[k] = least_of(members);
    blocks.floors[k] = take_quantile(values, fraction);
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

FloorBlocks take_blocks(BlockLayout layout, std::span<const double> bytes, std::size_t stride,
                        const GrowthSettings& settings) {
  FloorBlocks blocks;
  blocks.seconds = std::move(layout.seconds);
  blocks.observed = std::move(layout.observed);
  blocks.first = std::move(layout.first);
  blocks.last = std::move(layout.last);
  blocks.samples = bytes.size();
  blocks.observed_span = layout.observed_span;
  take_floors(blocks, bytes, stride, settings.floor_fraction);
  return blocks;
}

}  // namespace

FloorBlocks cut_into_blocks(const SeriesView& samples, std::size_t count, const GrowthSettings& settings) {
  const std::size_t end = samples_before_exit(samples.bytes());
  if (end < settings.fewest_samples) return {};
  const std::size_t stride = std::max<std::size_t>(1, end / (count * settings.most_samples_of_floor));
  const auto bytes = samples.bytes().first(end);
  if (samples.is_all_observed() || all_observed(bytes)) {
    return take_blocks(samples.lay_out(end, count), bytes, stride, settings);
  }
  const ObservedSamples kept = keep_observed(samples.seconds().first(end), bytes, samples.segment_starts());
  if (kept.bytes.empty()) return {};
  FloorBlocks blocks =
      take_blocks(lay_out_blocks(kept.seconds, kept.segment_starts, count), kept.bytes, stride, settings);
  for (std::size_t& index : blocks.first) index = kept.index[index];
  for (std::size_t& index : blocks.last) index = kept.index[index];
  return blocks;
}

FloorBlocks join_blocks(const FloorBlocks& blocks, std::size_t count, double floor_fraction) {
  FloorBlocks joined;
  joined.reserve(std::min(count, blocks.size()));
  joined.samples = blocks.samples;
  joined.observed_span = blocks.observed_span;
  const double groups_per_second = static_cast<double>(count) / blocks.observed_span;
  const auto group_of = [&](std::size_t i) {
    return std::min(count - 1, static_cast<std::size_t>(blocks.observed[i] * groups_per_second));
  };
  std::vector<double> reordered;
  for (std::size_t first = 0, group = group_of(0); first < blocks.size();) {
    std::size_t end = first, next_group = group;
    double seconds = 0.0, observed = 0.0;
    while (end < blocks.size() && next_group == group) {
      seconds += blocks.seconds[end];
      observed += blocks.observed[end];
      if (++end < blocks.size()) next_group = group_of(end);
    }
    const auto members = static_cast<double>(end - first);
    const auto floors = std::span(blocks.floors).subspan(first, end - first);
    const LeastAndQuantile found = least_and_quantile(floors, floor_fraction, reordered);
    joined.lows.push_back(found.least);
    joined.floors.push_back(found.quantile);
    joined.seconds.push_back(seconds / members);
    joined.observed.push_back(observed / members);
    joined.first.push_back(blocks.first[first]);
    joined.last.push_back(blocks.last[end - 1]);
    first = end;
    group = next_group;
  }
  return joined;
}

FloorBlocks without_spikes(FloorBlocks blocks) {
  const std::vector<double> floors = blocks.floors;
  for (std::size_t i = 1; i + 1 < floors.size(); ++i) {
    const auto [low, high] = std::minmax(floors[i - 1], floors[i + 1]);
    blocks.floors[i] = std::clamp(floors[i], low, high);
  }
  return blocks;
}

FloorBlocks troughs_of(const FloorBlocks& blocks, double depth) {
  FloorBlocks troughs;
  troughs.samples = blocks.samples;
  troughs.observed_span = blocks.observed_span;
  for (const std::size_t place : find_troughs(blocks.floors, depth).places)
    copy_as_trough(blocks, place, troughs);
  return troughs;
}

}  // namespace tidemark

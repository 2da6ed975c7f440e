#include "analyzer/growth_blocks.hpp"

#include <algorithm>

#include "analyzer/quantile.hpp"
#include "analyzer/robust.hpp"
#include "analyzer/scan.hpp"
#include "analyzer/troughs.hpp"

namespace tidemark {
namespace {

// Real time with every gap between segments replaced by one usual interval: within a segment, real time less
// a constant.
class ObservedClock {
 public:
  ObservedClock(std::span<const double> seconds, std::span<const std::size_t> segment_starts)
      : seconds_(seconds), starts_(segment_starts) {
    double gaps = 0.0;
    std::size_t count = 0;
    for (const std::size_t start : starts_) {
      if (start == 0 || start >= seconds_.size()) continue;
      gaps += seconds_[start] - seconds_[start - 1];
      ++count;
    }
    const std::size_t inner = seconds_.size() - 1 - std::min(count, seconds_.size() - 1);
    const double recorded = seconds_.back() - seconds_.front() - gaps;
    usual_interval_ = inner > 0 ? recorded / static_cast<double>(inner) : 1.0;
    span_ = recorded + usual_interval_ * static_cast<double>(count);
    offset_ = seconds_.front();
    find_end();
  }

  [[nodiscard]] double span() const { return span_; }
  // Of the present segment: the first sample behind it, and what real time is ahead of observed time.
  [[nodiscard]] std::size_t end() const { return end_; }
  [[nodiscard]] double offset() const { return offset_; }

  // Goes on to the segment that begins at end().
  void enter_next() {
    offset_ += seconds_[end_] - seconds_[end_ - 1] - usual_interval_;
    find_end();
  }

 private:
  void find_end() {
    while (next_ < starts_.size() && starts_[next_] <= end_) ++next_;
    end_ = next_ < starts_.size() ? std::min(starts_[next_], seconds_.size()) : seconds_.size();
  }

  std::span<const double> seconds_;
  std::span<const std::size_t> starts_;
  std::size_t next_ = 0;
  std::size_t end_ = 0;
  double usual_interval_ = 1.0;
  double offset_ = 0.0;
  double span_ = 0.0;
};

void copy_as_trough(const FloorBlocks& from, std::size_t index, FloorBlocks& to) {
  to.seconds.push_back(from.seconds[index]);
  to.observed.push_back(from.observed[index]);
  to.floors.push_back(from.lows[index]);
  to.lows.push_back(from.lows[index]);
  to.first.push_back(from.first[index]);
  to.last.push_back(from.last[index]);
}

// The first index from `first` on, below `end`, for which `is_in` does not hold; it holds up to there.
// `guess` is how many it may be.
template <typename IsIn>
std::size_t end_of_run(std::size_t first, std::size_t end, std::size_t guess, IsIn&& is_in) {
  std::size_t in = first, reach = std::max<std::size_t>(1, guess);
  while (in + reach < end && is_in(in + reach)) {
    in += reach;
    reach *= 2;
  }
  std::size_t out = std::min(end, in + reach);
  while (out - in > 1) {
    const std::size_t middle = in + (out - in) / 2;
    (is_in(middle) ? in : out) = middle;
  }
  return out;
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

// The samples that tell of memory, where not all do.
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

FloorBlocks cut(std::span<const double> seconds, std::span<const double> bytes,
                std::span<const std::size_t> segment_starts, std::size_t count, std::size_t stride,
                const GrowthSettings& settings, BlockLayouts& layouts) {
  FloorBlocks blocks;
  const BlockLayout& layout = layouts.find(seconds, segment_starts, count);
  blocks.seconds = layout.seconds;
  blocks.observed = layout.observed;
  blocks.first = layout.first;
  blocks.last = layout.last;
  blocks.samples = seconds.size();
  blocks.observed_span = layout.observed_span;
  take_floors(blocks, bytes, stride, settings.floor_fraction);
  return blocks;
}

}  // namespace

const BlockLayout& BlockLayouts::find(std::span<const double> seconds,
                                      std::span<const std::size_t> segment_starts, std::size_t count) {
  const bool is_known = count == count_ && seconds.data() == seconds_.data() &&
                        seconds.size() == seconds_.size() && segment_starts.data() == starts_.data();
  if (!is_known) {
    layout_ = lay_out_blocks(seconds, segment_starts, count);
    seconds_ = seconds;
    starts_ = segment_starts;
    count_ = count;
  }
  return layout_;
}

BlockLayout lay_out_blocks(std::span<const double> seconds, std::span<const std::size_t> segment_starts,
                           std::size_t count) {
  BlockLayout layout;
  layout.reserve(count);
  ObservedClock clock(seconds, segment_starts);
  layout.observed_span = clock.span();
  const double blocks_per_second = static_cast<double>(count) / clock.span();
  const auto block_at = [&](std::size_t index) {
    const double place = (seconds[index] - clock.offset()) * blocks_per_second;
    return std::min(count - 1, static_cast<std::size_t>(std::max(0.0, place)));
  };
  double seconds_sum = 0.0, observed_sum = 0.0;
  std::size_t first = 0;
  const auto close = [&](std::size_t end) {
    const auto members = static_cast<double>(end - first);
    layout.seconds.push_back(seconds_sum / members);
    layout.observed.push_back(observed_sum / members);
    layout.first.push_back(first);
    layout.last.push_back(end - 1);
    seconds_sum = observed_sum = 0.0;
    first = end;
  };
  std::size_t block = 0;
  for (std::size_t i = 0; i < seconds.size();) {
    if (i == clock.end()) clock.enter_next();
    const std::size_t next_block = block_at(i);
    if (next_block != block && i > first) close(i);
    block = next_block;
    const std::size_t end = end_of_run(i, clock.end(), seconds.size() / count,
                                       [&](std::size_t k) { return block_at(k) == block; });
    const double sum = sum_of(seconds.subspan(i, end - i));
    seconds_sum += sum;
    observed_sum += sum - clock.offset() * static_cast<double>(end - i);
    i = end;
  }
  close(seconds.size());
  return layout;
}

std::size_t samples_before_exit(std::span<const double> bytes, const GrowthSettings& settings) {
  for (std::size_t dropped = settings.most_exit_samples; dropped > 0; --dropped) {
    if (bytes.size() < dropped + settings.samples_before_exit) continue;
    const std::size_t end = bytes.size() - dropped;
    const auto before = bytes.subspan(end - settings.samples_before_exit, settings.samples_before_exit);
    const auto tail = bytes.subspan(end);
    const double lowest = *std::min_element(before.begin(), before.end());
    const double highest_of_tail = *std::max_element(tail.begin(), tail.end());
    if (!(highest_of_tail < lowest)) continue;
    if (highest_of_tail < settings.exit_fraction * median_of(before)) return end;
  }
  return bytes.size();
}

FloorBlocks cut_into_blocks(std::span<const double> seconds, std::span<const double> bytes,
                            std::span<const std::size_t> segment_starts, std::size_t count,
                            const GrowthSettings& settings, BlockLayouts* layouts,
                            std::optional<ValueRange> range) {
  const std::size_t end = samples_before_exit(bytes, settings);
  if (end < settings.fewest_samples) return {};
  const std::size_t stride = std::max<std::size_t>(1, end / (count * settings.most_samples_of_floor));
  BlockLayouts own;
  if ((range && range->low > 0.0) || all_observed(bytes.first(end))) {
    return cut(seconds.first(end), bytes.first(end), segment_starts, count, stride, settings,
               layouts != nullptr ? *layouts : own);
  }
  const ObservedSamples kept = keep_observed(seconds.first(end), bytes.first(end), segment_starts);
  if (kept.bytes.empty()) return {};
  FloorBlocks blocks = cut(kept.seconds, kept.bytes, kept.segment_starts, count, stride, settings, own);
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

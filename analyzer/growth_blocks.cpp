#include "analyzer/growth_blocks.hpp"

#include <algorithm>
#include <cmath>

#include "analyzer/trend.hpp"

namespace tidemark {
namespace {

bool is_observed(double bytes) { return std::isfinite(bytes) && bytes > 0.0; }

// Real time with every gap between segments replaced by one usual interval.
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
  }

  [[nodiscard]] double span() const { return span_; }

  // To be called with rising indices.
  double at(std::size_t index) {
    while (next_ < starts_.size() && starts_[next_] <= index) {
      const std::size_t start = starts_[next_++];
      if (start > 0) skipped_ += seconds_[start] - seconds_[start - 1] - usual_interval_;
    }
    return seconds_[index] - seconds_.front() - skipped_;
  }

 private:
  std::span<const double> seconds_;
  std::span<const std::size_t> starts_;
  std::size_t next_ = 0;
  double usual_interval_ = 1.0;
  double skipped_ = 0.0;
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

struct Pending {
  std::vector<double> values;  // of which the floor is taken
  std::size_t count = 0;
  double low = 0.0;
  std::size_t first = 0;
  std::size_t last = 0;
  double observed_sum = 0.0;
  double seconds_sum = 0.0;
};

void close_block(Pending& pending, FloorBlocks& blocks, double floor_fraction) {
  if (pending.count == 0) return;
  const auto count = static_cast<double>(pending.count);
  blocks.floors.push_back(take_quantile(pending.values, floor_fraction));
  blocks.lows.push_back(pending.low);
  blocks.seconds.push_back(pending.seconds_sum / count);
  blocks.observed.push_back(pending.observed_sum / count);
  blocks.first.push_back(pending.first);
  blocks.last.push_back(pending.last);
  blocks.samples += pending.count;
  pending.values.clear();
  pending.count = 0;
  pending.observed_sum = pending.seconds_sum = 0.0;
}

}  // namespace

std::size_t samples_before_exit(std::span<const double> bytes, const GrowthSettings& settings) {
  for (std::size_t dropped = settings.most_exit_samples; dropped > 0; --dropped) {
    if (bytes.size() < dropped + settings.samples_before_exit) continue;
    const std::size_t end = bytes.size() - dropped;
    const auto before = bytes.subspan(end - settings.samples_before_exit, settings.samples_before_exit);
    std::vector<double> sorted(before.begin(), before.end());
    const double bound = std::min(settings.exit_fraction * take_quantile(sorted, 0.5),
                                  *std::min_element(before.begin(), before.end()));
    const auto tail = bytes.subspan(end);
    if (std::all_of(tail.begin(), tail.end(), [&](double value) { return value < bound; })) return end;
  }
  return bytes.size();
}

FloorBlocks cut_into_blocks(std::span<const double> seconds, std::span<const double> bytes,
                            std::span<const std::size_t> segment_starts, std::size_t count,
                            const GrowthSettings& settings) {
  FloorBlocks blocks;
  const std::size_t end = samples_before_exit(bytes, settings);
  if (end < settings.fewest_samples) return blocks;
  ObservedClock clock(seconds.first(end), segment_starts);
  blocks.observed_span = clock.span();
  const double blocks_per_second = static_cast<double>(count) / blocks.observed_span;
  const std::size_t stride = std::max<std::size_t>(1, end / (count * settings.most_samples_of_floor));
  Pending pending;
  std::size_t block = 0;
  for (std::size_t i = 0; i < end; ++i) {
    if (!is_observed(bytes[i])) continue;
    const double observed = clock.at(i);
    const std::size_t index =
        std::min(count - 1, static_cast<std::size_t>(std::max(0.0, observed * blocks_per_second)));
    if (index != block) close_block(pending, blocks, settings.floor_fraction);
    block = index;
    if (pending.count == 0) {
      pending.first = i;
      pending.low = bytes[i];
    }
    if (pending.count % stride == 0) pending.values.push_back(bytes[i]);
    pending.last = i;
    pending.low = std::min(pending.low, bytes[i]);
    pending.observed_sum += observed;
    pending.seconds_sum += seconds[i];
    ++pending.count;
  }
  close_block(pending, blocks, settings.floor_fraction);
  return blocks;
}

FloorBlocks join_blocks(const FloorBlocks& blocks, std::size_t count, double floor_fraction) {
  FloorBlocks joined;
  joined.samples = blocks.samples;
  joined.observed_span = blocks.observed_span;
  std::vector<double> floors;
  const auto group_of = [&](std::size_t i) {
    const double place = blocks.observed[i] / blocks.observed_span * static_cast<double>(count);
    return std::min(count - 1, static_cast<std::size_t>(place));
  };
  for (std::size_t first = 0; first < blocks.size();) {
    std::size_t last = first;
    double seconds = 0.0, observed = 0.0;
    floors.clear();
    for (; last < blocks.size() && group_of(last) == group_of(first); ++last) {
      floors.push_back(blocks.floors[last]);
      seconds += blocks.seconds[last];
      observed += blocks.observed[last];
    }
    const auto members = static_cast<double>(floors.size());
    joined.lows.push_back(*std::min_element(floors.begin(), floors.end()));
    joined.floors.push_back(take_quantile(floors, floor_fraction));
    joined.seconds.push_back(seconds / members);
    joined.observed.push_back(observed / members);
    joined.first.push_back(blocks.first[first]);
    joined.last.push_back(blocks.last[last - 1]);
    first = last;
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

FloorBlocks find_troughs(const FloorBlocks& blocks, double depth) {
  FloorBlocks troughs;
  troughs.samples = blocks.samples;
  troughs.observed_span = blocks.observed_span;
  bool falling = false;
  std::size_t lowest = 0, highest = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks.floors[i] < blocks.floors[lowest]) lowest = i;
    if (blocks.floors[i] > blocks.floors[highest]) highest = i;
    if (falling && blocks.floors[i] >= blocks.floors[lowest] + depth) {
      copy_as_trough(blocks, lowest, troughs);
      falling = false;
      highest = i;
    } else if (!falling && blocks.floors[i] <= blocks.floors[highest] - depth) {
      falling = true;
      lowest = i;
    }
  }
  return troughs;
}

}  // namespace tidemark

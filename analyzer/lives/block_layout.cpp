#include "analyzer/lives/block_layout.hpp"

#include <algorithm>

#include "analyzer/numbers/scan.hpp"

namespace tidemark {
namespace {

// A clock that shows real time with every gap between segments replaced by one usual interval: within a
// segment, real time less a constant.
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
  // Of the present segment: the first sample behind it, and how far real time is ahead of observed time.
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

// Returns the first index behind `first` for which `is_in` does not hold, `end` where there is none.
//
// guess  of how many it holds for, from which the search begins
// is_in  holds for `first`, and for no index behind one for which it does not
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

}  // namespace

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

std::vector<double> observed_times(std::span<const double> seconds,
                                   std::span<const std::size_t> segment_starts) {
  std::vector<double> observed(seconds.size());
  ObservedClock clock(seconds, segment_starts);
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    if (i == clock.end()) clock.enter_next();
    observed[i] = seconds[i] - clock.offset();
  }
  return observed;
}

const BlockLayout& BlockLayoutCache::lay_out(std::span<const double> seconds,
                                             std::span<const std::size_t> segment_starts, std::size_t count) {
  if (samples_ == seconds.size() && count_ == count) return layout_;
  layout_ = lay_out_blocks(seconds, segment_starts, count);
  samples_ = seconds.size();
  count_ = count;
  return layout_;
}

}  // namespace tidemark

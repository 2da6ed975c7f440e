#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "analyzer/lives/block_layout.hpp"
#include "analyzer/lives/series.hpp"

namespace tidemark {

// The samples that a detector takes: a whole series or a part of one. Valid while what it was made of lives.
class SeriesView {
 public:
  // seconds         strictly rising real time, e.g. since boot
  // bytes           as many as seconds; zeros and values that are not finite count as not observed
  // segment_starts  indices at which a recording gap ends, rising, the first 0; may be empty for one segment
  SeriesView(std::span<const double> seconds, std::span<const double> bytes,
             std::span<const std::size_t> segment_starts = {})
      : seconds_(seconds), bytes_(bytes), segment_starts_(segment_starts) {}
  // Fills in the values of the series. Where their range is known, no look at each value is needed.
  explicit SeriesView(const Series& series);

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::span<const double> seconds() const { return seconds_; }
  [[nodiscard]] std::span<const double> bytes() const { return bytes_; }
  [[nodiscard]] std::span<const std::size_t> segment_starts() const { return segment_starts_; }

  // Whether the range shows that all values are observed.
  [[nodiscard]] bool is_all_observed() const { return range_ && range_->low > 0.0; }
  // The least and the greatest value, where the series knows them.
  [[nodiscard]] const std::optional<ValueRange>& known_range() const { return range_; }
  // Returns where up to `count` blocks of equal observed time lie in the first `samples`, see lay_out_blocks.
  [[nodiscard]] BlockLayout lay_out(std::size_t samples, std::size_t count) const;

 private:
  std::span<const double> seconds_;
  std::span<const double> bytes_;
  std::span<const std::size_t> segment_starts_;
  std::optional<ValueRange> range_;
  BlockLayoutCache* layouts_ = nullptr;  // those of the timeline, where it is a whole one
};

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "analyzer/growth/growth_in_tests.hpp"
#include "analyzer/lives/series.hpp"

namespace tidemark {

// A sample that shows what a process holds for good.
struct HeldLevel {
  std::size_t sample;
  double bytes;  // the least from there to the end
};

// What a process holds at each time and does not give back until the end. What a test takes for a while hides it: only the samples
// in which next to nothing of that kind is seen show it.
class HeldLevels {
 public:
  // range  of the series, the end being its last sample
  // noise  in bytes: a sample shows the level that is no further above it
  HeldLevels(const Series& series, const SampleRange& range, double noise);

  // Rising in time and in bytes; the last sample of the range is the last one.
  [[nodiscard]] const std::vector<HeldLevel>& levels() const { return levels_; }
  // Returns the last one that is not after a time, null where there is none.
  [[nodiscard]] const HeldLevel* before(double seconds) const;
  // Returns the first one that is not before a time, null where there is none.
  [[nodiscard]] const HeldLevel* after(double seconds) const;

  [[nodiscard]] double seconds_of(const HeldLevel& level) const { return series_.seconds[level.sample]; }

 private:
  const Series& series_;
  std::vector<HeldLevel> levels_;
};

}  // namespace tidemark

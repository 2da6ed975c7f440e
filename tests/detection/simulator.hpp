#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace tidemark::detection {

// Which half of the parameter space a series is drawn from. Thresholds may be chosen on kTuning only;
// kHeldOut uses other seeds and other ranges, and is what a report states.
enum class Split { kTuning, kHeldOut };

struct Range {
  double low;
  double high;
};

// What a shape is made from: the length and pace of the recording, the level it starts at, and a generator.
class ShapeContext {
 public:
  ShapeContext(Split split, std::uint64_t seed);

  // A uniform draw from the range that belongs to the split.
  [[nodiscard]] double draw(Range tuning, Range held_out);
  [[nodiscard]] double draw_log(Range tuning, Range held_out);
  [[nodiscard]] std::size_t draw_count(Range tuning, Range held_out);
  [[nodiscard]] double uniform();
  [[nodiscard]] double normal();
  [[nodiscard]] bool chance(double probability);

  // Growth of a leak over the whole recording, in bytes: above a tenth of the level, as a leak has to be, with room to
  // spare.
  [[nodiscard]] double draw_leak_growth();

  std::size_t samples;
  double interval_seconds;
  double level_bytes;
  double noise_bytes;        // standard deviation of the noise added to the shape
  double noise_correlation;  // lag-1 autocorrelation of that noise
  bool heavy_tails;
  bool has_noise = true;  // false for series that are exact, e.g. VmSize of a program that holds still
  std::vector<double> event_times;  // where stamps are events: of each sample, rising, from 0 to about 1

 private:
  Split split_;
  std::mt19937_64 generator_;
};

struct SimulatedSeries {
  std::vector<double> seconds;  // strictly rising
  std::vector<double> bytes;
  std::vector<std::size_t> segment_starts;
};

// A kind of memory behaviour. `shape` returns `context.samples` values in bytes without noise.
struct SeriesClass {
  std::string name;
  bool is_leak;
  std::function<std::vector<double>(ShapeContext&)> shape;
  double gap_probability = 0.1;    // of a recording gap somewhere
  double exit_probability = 0.05;  // of up to three falling samples at the end
  bool ends_rarely_seen = false;   // its last samples lie far apart
  bool has_many_gaps = false;      // where there is a gap at all
};

[[nodiscard]] std::vector<SeriesClass> clean_classes();
[[nodiscard]] std::vector<SeriesClass> leak_classes();

// Both kinds, after what recordings look like: several causes in one series.
[[nodiscard]] std::vector<SeriesClass> field_classes();

// Both kinds, after what recordings of real programs showed.
[[nodiscard]] std::vector<SeriesClass> life_classes();

// The series of `kind` with that seed: the same arguments give the same series on one standard library.
// Cost O(samples).
[[nodiscard]] SimulatedSeries simulate(const SeriesClass& kind, Split split, std::uint64_t seed);

// As `simulate`, with the number of samples fixed.
[[nodiscard]] SimulatedSeries simulate(const SeriesClass& kind, Split split, std::uint64_t seed,
                                       std::size_t samples);

}  // namespace tidemark::detection

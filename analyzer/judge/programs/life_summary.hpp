#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/findings/verdict.hpp"
#include "analyzer/judge/programs/text_key.hpp"
#include "analyzer/kinds/held_samples.hpp"
#include "analyzer/kinds/life_end.hpp"
#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"
#include "analyzer/lives/shared_axis.hpp"
#include "analyzer/recordings/metric.hpp"

namespace tidemark {

// A growth that lacks nothing for a leak but samples.
struct ShortGrowth {
  Metric metric = Metric::kRss;
  double slope_bytes_per_second = 0.0;
  double slope_low = 0.0;  // two-sided 95 % interval
  double slope_high = 0.0;
  double first_bytes = 0.0;
  double last_bytes = 0.0;
};

// One life of a program, as it was judged by itself.
struct LifeSummary {
  std::string_view host;       // of its session; empty where unknown
  TextKey program;             // equal for lives of the same program of a host, started alike
  TextKey kind;                // equal for lives of the same one, whatever its arguments; empty where unknown
  double begin_seconds = 0.0;  // on the SharedAxis
  double end_seconds = 0.0;
  std::int64_t first_ns = 0;  // of its own axis: what the windows of its findings count from
  LifeEnd end = LifeEnd::kLasting;
  std::size_t samples = 0;            // ticks at which it was seen
  std::optional<double> start_bytes;  // anonymous memory at the first of them
  // Equal for forks of one process, which run its program without an exec; empty for others, and where that process
  // runs tests.
  TextKey forked_by;
  bool is_seen_at_end = false;  // in the last moments of its session
  bool is_command = false;      // that a recording of one tree was made of
  bool is_service = false;      // it listened on a socket, or is said to be one
  bool reached_limit = false;   // it may have been killed for its memory: how it ended is not known
  std::array<std::optional<double>, kAllMetrics.size()> peak_bytes;  // in the order of kAllMetrics
  const WholeSession* session = nullptr;    // its newest; null where it was never observed
  LifePart part{};                          // its newest
  std::shared_ptr<const HeldSamples> held;  // null where it was there at none of the times of its session
  std::vector<Metric> growing;              // those with findings
  std::optional<ShortGrowth> short_growth;
  Verdict verdict = Verdict::kInsufficient;

  // Whether it ended by itself, as jobs do; of imports it is not known that it did not.
  [[nodiscard]] bool gave_back() const {
    return !is_service && (end == LifeEnd::kByItself || end == LifeEnd::kUnseen);
  }
  [[nodiscard]] double seconds() const { return end_seconds - begin_seconds; }
  [[nodiscard]] std::optional<double> peak_of(Metric metric) const {
    return peak_bytes[static_cast<std::size_t>(metric)];
  }
};

// Returns the summary of a life, by which it is compared with others of its program. Verdict and growing
// metrics are left to the judge of the life.
//
// history  of the whole life
// axis     of its begin and end
// Cost     O(observations)
[[nodiscard]] LifeSummary summarize_life(const ProcessLife& life, const History& history,
                                         const SharedAxis& axis);

}  // namespace tidemark

#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyzer/findings/finding.hpp"

namespace tidemark {

// A measure in the order of time, as many seconds as values. It is empty where it was not recorded.
struct Measure {
  std::span<const double> seconds;  // strictly rising
  std::span<const double> values;
};

// The measures in which symptoms are looked for, all on one axis of seconds.
struct SymptomEvidence {
  Measure rss{};            // bytes
  Measure vm_size{};        // bytes
  Measure growing{};        // bytes, the finding's metric
  Measure faults{};         // page faults since the process began
  Measure pressure{};       // seconds in which some task of the machine waited for memory, since it booted
  Measure mem_available{};  // bytes, of the machine
  Measure descriptors{};    // open ones; as the next, where something had changed
  Measure threads{};
};

// Bounds of the symptoms, each with its reason.
struct SymptomSettings {
  // The baseline is the median of the first part; a tenth is beyond most starts and before most leaks show.
  double baseline_part = 0.1;
  std::size_t baseline_samples = 10;  // fewer give no deviation
  // Two deviations, as in process control. A process that holds still has next to no deviation: for it two of
  // the least ones count (256 KiB, half a percent), by which allocators move.
  double baseline_deviations = 2.0;
  double least_deviation_bytes = 128.0 * 1024;
  double least_deviation_share = 0.0025;
  double baseline_seconds = 300.0;

  // Address space that grows twice as fast as what is resident is reserved or allocated, and not used.
  double vm_size_times = 2.0;
  double least_growth_bytes = 1048576.0;

  // 1000 faults a second are 4 MiB/s of fresh 4 KiB pages. Rates are taken over 10 s, the shortest mean of
  // the kernel's own pressure figures, and have to hold for a minute.
  double faults_per_second = 1000.0;
  double pressure_share = 0.1;
  double rate_seconds = 10.0;
  double sustained_seconds = 60.0;

  // Fewer come and go with the load.
  double least_more_counted = 10.0;
  double least_part_counted = 0.25;

  // The machine loses at least half of what the process gains, and straight enough for the two to be one; what falls by
  // more than four times as much falls for other reasons: GiBs beside a process of 20 MiB.
  double available_share = 0.5;
  double available_most = 4.0;
  double available_r_squared = 0.5;
};

// Finds the symptoms of a finding.
//
// begin, end  the finding's window, in the seconds of the measures
// Returns     those that are there, in the order of the measures
// Cost        O(samples)
[[nodiscard]] std::vector<Symptom> find_symptoms(const SymptomEvidence& evidence, double begin, double end,
                                                 const SymptomSettings& settings = {});

}  // namespace tidemark

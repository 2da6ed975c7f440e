#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/kinds/held_samples.hpp"
#include "analyzer/lives/limit.hpp"
#include "analyzer/marks/marked_tests.hpp"
#include "common/rfc3339.hpp"

namespace tidemark {

// A life that a memory map shows.
struct MappedLife {
  std::string program;  // its name for people, equal for lives that are shown together
  const HeldSamples* held;
};

// What the lives of a program held together, at each time of the map.
struct MapArea {
  std::string program;
  std::size_t processes = 0;
  std::vector<double> bytes;
};

// A stretch of time without ticks.
struct MapGap {
  double begin_seconds;
  double end_seconds;
};

// What the processes of a session held over time, the largest programs one by one.
struct MemoryMap {
  static constexpr std::size_t kMostPrograms = 8;

  WallTime start;  // of second 0
  std::optional<std::string> host;
  std::vector<double> seconds;    // strictly rising
  Metric metric = Metric::kAnon;  // RES or VIRT only where what is private is known of no process
  std::vector<MapArea> areas;  // by their highest sum, the highest first; the others are together in `others`
  MapArea others;              // its program is empty; no processes where there are none
  std::vector<double>
      available;  // MemAvailable, not a number where unknown; empty where it was never recorded
  MemoryLimit limit;
  std::vector<MapGap> gaps;
  std::vector<TestSpan> tests;

  // Returns what all processes held at each time.
  [[nodiscard]] std::vector<double> total() const;
};

// Returns the map of a session.
//
// lives    those that were sampled in the session
// tests    of all sessions
// max_gap  absent: the default for the interval in force
// limit    that was given
// Returns  nothing where the session has fewer than two ticks or no process held anything
// Cost     O(200 lives + ticks)
[[nodiscard]] std::optional<MemoryMap> make_memory_map(const WholeSession& session,
                                                       std::span<const MappedLife> lives,
                                                       const MarkedTests& tests,
                                                       std::optional<std::chrono::nanoseconds> max_gap,
                                                       const std::optional<SizeOrPercent>& limit);

}  // namespace tidemark

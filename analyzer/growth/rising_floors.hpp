#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "analyzer/growth/growth_finding.hpp"
#include "analyzer/lives/collected_heap.hpp"

namespace tidemark {

// The bounds of the rules of a collected heap's floors, each with what sets it. Recordings are of JDK 17 and
// Node.js 20.
struct FloorSettings {
  // A heap that was collected fewer times has not shown whether its floor rises.
  std::size_t fewest_floors = 3;
  // More collections than this are taken together, the lowest of each group: enough to show a shape.
  std::size_t most_floors = 64;
  // Of what collections left, a fall by this part of the range says that the old part of a heap was collected: only
  // the lowest points between such falls are floors then. Otherwise every point is one below which nothing fell.
  double fall_share = 0.2;
  // In samples a collection is a fall by the first part of the range about a line, for the longer a leak is watched,
  // the smaller are its teeth beside the whole rise; and by the second part of the whole range, which leaves out what
  // pools and young generations give back.
  double collection_share = 0.2;
  double least_collection_share = 0.05;
  // Fewer floors than this have to rise by this part of their median: three rise by chance one time in six. So have
  // all before the first fall, since dead objects may lie in the old part of the heap.
  std::size_t few_floors = 8;
  double growth_of_few_floors = 0.5;
  // Before the first fall, more collections than this promote objects by their age (MaxTenuringThreshold is 15), and
  // what is dead of them stays until the old part is collected: at 45 % of a heap by G1, at two thirds by others.
  // A server whose sessions last for a second alerts without it, under the parallel collector.
  std::int64_t collections_before_promotion = 16;
  double most_before_old_collection = 0.5;
  // Parts of the growth in the halves of a window, by time: half each for a leak. A start-up adds little in the later
  // half (0.39 where a server filled its tables for a minute, in four floors), a load at the end little in the
  // earlier one.
  double early_half_share = 0.2;
  double late_half_share = 0.33;
  double late_half_share_of_few = 0.45;
  // So many times the longest wait between two collections may pass behind the last one: an eden that grows is
  // collected ever less often (each wait up to 2.8 times the longest before). Troughs of samples come more evenly.
  double longest_waits = 3.0;
  double longest_waits_of_troughs = 1.5;
};

// Finds whether the floors of a collected heap rise, and go on rising: the longest series of floors, up to the last,
// each above the one before and at an even pace.
//
// end_seconds  the life's last observation
// Returns      a finding with the rules asked of the window that decided. GrowthWindow's indices are those of the
//              heap's collections; sustained tells
//              whether all rules passed, growing_at_end whether all but that of dead objects did
// Cost         O(n)
[[nodiscard]] GrowthFinding find_rising_floors(const CollectedHeap& heap, double end_seconds,
                                               const FloorSettings& settings = {});

// Finds the same in samples of a process's memory: floors are the lowest samples between collections. With them
// have to rise the highest ones.
[[nodiscard]] GrowthFinding find_rising_troughs(std::span<const double> seconds,
                                                std::span<const double> bytes,
                                                const FloorSettings& settings = {});

// Returns the depth by which samples have to fall for a collection.
//
// seconds, bytes  at least one
[[nodiscard]] double collection_depth(std::span<const double> seconds, std::span<const double> bytes,
                                      const FloorSettings& settings = {});

}  // namespace tidemark

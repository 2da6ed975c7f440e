#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/lives/process_traits.hpp"
#include "analyzer/lives/series.hpp"

namespace tidemark {

// What kind of memory a growth is made of.
enum class Cause {
  kHeap,              // private memory that is allocated and used
  kUntouched,         // private memory that is allocated and not used
  kThreadStacks,      // stacks of threads that are not joined, say
  kArenas,            // malloc's reservations for threads
  kAddressSpace,      // mappings that are neither private memory nor resident
  kFileMappings,      // pages of files or shared memory
  kReservedTouched,   // memory allocated before that is only now used
  kInheritedTouched,  // the same of what a forked child has from its parent
  kBeyondMachine,     // address space larger than the machine's memory
  kCollectedHeap      // a garbage-collected heap that has room left before it must collect
};

[[nodiscard]] std::string_view to_string(Cause cause);

// Whether growth of this kind is only the use of pages that were mapped before, and can take no more than
// those.
[[nodiscard]] bool uses_what_is_mapped(Cause cause);

struct CauseHint {
  Cause cause;
  std::string reason;   // what it was told by, a clause for people
  bool can_be_bounded;  // growth of this kind ends by itself: suspect at most
};

// Shares and sizes that tell the causes apart.
struct CauseSettings {
  // A metric that moves by less than this part of the growth stands still; one that moves by more than the
  // second takes part.
  double still_share = 0.1;
  double takes_part_share = 0.5;
  // glibc 2.36: a thread's stack and its guard page; an arena. Both are set, see mmap(2) of them in a trace.
  double stack_bytes = 8196.0 * 1024;
  double arena_bytes = 65536.0 * 1024;
  double step_tolerance = 0.01;      // of a step: a page or two more for what is mapped along with it
  double step_share = 0.8;           // part of the growth that steps must make up
  std::int64_t arenas_per_core = 8;  // M_ARENA_MAX's default on 64 bits
  double quiet_share = 0.25;         // last part of the window without a step: the steps have stopped
  // A heap that was collected fewer times has shown no floor that rises.
  std::size_t fewest_floors = 3;
  // A collection is a fall by this part of how far the heap moves about its own line: the longer a leak is
  // watched, the smaller a part of the whole rise are its teeth. The second part, of the whole rise, leaves
  // out what pools and young generations give back.
  double collection_share = 0.2;
  double least_collection_share = 0.05;
};

// Says what the growth of a metric is made of, by how the others move in the same time.
//
// series        of one life, one for each metric that was recorded; more than one to say anything
// driving       the metric that grows, one of them
// start, end    the time it grows in, seconds as in the series
// Returns       nothing where what was recorded does not tell
// Cost          O(n)
[[nodiscard]] std::optional<CauseHint> find_cause(std::span<const Series* const> series, Metric driving,
                                                  double start, double end, const ProcessTraits& traits,
                                                  const CauseSettings& settings = {});

}  // namespace tidemark

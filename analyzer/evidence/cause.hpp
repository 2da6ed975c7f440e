#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/growth/rising_floors.hpp"
#include "analyzer/lives/process_traits.hpp"
#include "analyzer/lives/series.hpp"

namespace tidemark {

// What kind of memory a growth is made of.
enum class Cause {
  kHeap,              // private memory that is allocated and used
  kUntouched,         // private memory that is allocated and not used
  kThreadStacks,      // stacks of threads, such as those that are never joined
  kArenas,            // malloc's reservations for threads
  kAddressSpace,      // mappings that are neither private memory nor resident
  kFileMappings,      // pages of files or shared memory
  kReservedTouched,   // memory allocated before that is only now used
  kInheritedTouched,  // the same of what a forked child has from its parent
  kBeyondMachine,     // address space larger than the machine's memory
  kCollectedHeap,     // a garbage-collected heap that has room left before it must collect
  kQuarantine         // freed memory that a sanitizer keeps back
};

[[nodiscard]] std::string_view to_string(Cause cause);

// Returns whether growth of this kind only uses pages that were mapped before, and so cannot exceed them.
[[nodiscard]] bool uses_what_is_mapped(Cause cause);

struct CauseHint {
  Cause cause;
  std::string reason;   // what tells it, a clause for people
  bool can_be_bounded;  // growth of this kind ends by itself: suspect at most
};

// Shares and sizes that tell the causes apart.
struct CauseSettings {
  // A metric that moves by less than the first part of the growth stands still; one that moves by the second
  // part or more takes part in it.
  double still_share = 0.1;
  double takes_part_share = 0.5;
  // glibc 2.36 maps 8 MiB and a guard page for a thread's stack, 64 MiB for an arena; a trace of mmap(2)
  // shows both.
  double stack_bytes = 8196.0 * 1024;
  double arena_bytes = 65536.0 * 1024;
  double step_tolerance = 0.01;      // of a step: a page or two may be mapped along with it
  double step_share = 0.8;           // part of the growth that steps must make up
  std::int64_t arenas_per_core = 8;  // M_ARENA_MAX's default on 64 bits
  double quiet_share = 0.25;         // steps have stopped where this last part of the window has none
  FloorSettings floors;              // of a collected heap
  // AddressSanitizer maps 20 TiB for its shadow, the most that others reserve is ZGC's 16 TiB; and it keeps back up
  // to 256 MiB of freed memory (quarantine_size_mb). A recording of a program built with it alerts without this.
  double sanitizer_bytes = 0x12p40;
  double quarantine_bytes = 0x100p20;
};

// Finds what the growth of a metric is made of, by how the other metrics move in the same time.
//
// series      of one life, one for each metric that was recorded; a single one tells nothing
// driving     the metric that grows, one of them
// start, end  the time in which it grows, seconds as in the series
// Returns     nothing where the recorded metrics do not tell
// Cost        O(n)
[[nodiscard]] std::optional<CauseHint> find_cause(std::span<const Series* const> series, Metric driving,
                                                  double start, double end, const ProcessTraits& traits,
                                                  const CauseSettings& settings = {});

}  // namespace tidemark

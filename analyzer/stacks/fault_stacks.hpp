#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// Processes, and a time of theirs, whose page faults are counted.
struct StackWindow {
  std::vector<LifePart> parts{};
  std::int64_t begin_ns = 0;  // of their axis: faults after the begin and up to the end are in the window
  std::int64_t end_ns = 0;
  bool counts_files = false;  // also faults in mappings of files and of shared memory
  TimeRange range{};          // of wall time, outside of which nothing is in the window either
};

// What stacks tell: who touched pages first, or who wrote last what was then left alone.
enum class StackEvidence { kTouched, kKept };

[[nodiscard]] bool has_stacks(const Recording& recording, StackEvidence evidence);

// A place in a program as it was recorded; text is printable.
struct CodeFrame {
  std::optional<std::string> module;
  std::optional<std::string> build_id;
  std::optional<std::int64_t> address;
  std::optional<std::string> symbol;

  // The 0 is the compiler's own.
  auto operator<=>(const CodeFrame&) const = default;  // NOLINT(modernize-use-nullptr)
};

struct WeighedStack {
  std::vector<std::uint32_t> frames;  // places in StackSet::frames, the innermost first
  bool is_whole = false;
  double faults = 0.0;  // in the window
  double samples = 0.0;
  double faults_before = 0.0;  // from the processes' first tick to the window

  bool operator==(const WeighedStack&) const = default;
};

// The stacks of one window. Sums of faults are those of all stacks, also of those left out.
struct WindowStacks {
  std::vector<WeighedStack> stacks;  // heaviest in the window first
  double faults = 0.0;
  double samples = 0.0;
  double faults_before = 0.0;
  double samples_before = 0.0;
  double lost_samples = 0.0;  // in the window, of all processes of the recordings
};

// The stacks of some windows, with the frames that they share.
struct StackSet {
  std::vector<CodeFrame> frames;
  std::vector<WindowStacks> windows;
  std::optional<std::int64_t> page_size_bytes{};  // of the newest session that tells
};

// Of one window; the lightest of more are left out.
inline constexpr std::size_t kMostStacksOfWindow = 4096;

// Reads the stacks of page faults, or of kept memory, that fall into each of some windows, and into the time before it.
//
// windows      whose recordings must still be there
// most_stacks  to be kept of each window
// Returns      as many windows, in their order; nothing in them where no stacks were recorded
// Throws       FileError where a recording cannot be read any more, or contradicts itself
// Cost         one pass over the rows of stacks of each recording; memory for some times most_stacks a window
[[nodiscard]] StackSet read_fault_stacks(std::span<const StackWindow> windows,
                                         std::size_t most_stacks = kMostStacksOfWindow,
                                         StackEvidence evidence = StackEvidence::kTouched);

}  // namespace tidemark

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyzer/findings/finding.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// A finding, and the processes whose growth it is of.
struct GrowthToExplain {
  Finding* finding = nullptr;
  std::vector<LifePart> parts{};
  std::int64_t first_ns = 0;  // on the axis: where the seconds of the finding's window count from
};

// At most so many findings are explained; the others' stacks are left unread.
inline constexpr std::size_t kMostExplained = 256;

// Whether page faults tell where such growth is from: they show memory that is used, not what is reserved, and not what a
// collector finds in a heap that it has used long before.
[[nodiscard]] bool is_explained_by_touches(const Finding& finding);

// Adds to each finding where its memory was first touched, or who wrote last what it keeps, by the stacks of its window, beside
// the time before it.
//
// growths    of findings that page faults tell of; those behind kMostExplained are left as they are
// has_boxes  with the boxes of a picture of all stacks
// Throws     FileError where a recording cannot be read any more, or contradicts itself
// Cost       nothing where no stacks were recorded; otherwise as read_fault_stacks
void add_first_touches(std::span<const GrowthToExplain> growths, bool has_boxes);

}  // namespace tidemark

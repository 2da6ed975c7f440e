#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "analyzer/recordings/recording.hpp"
#include "analyzer/running/progress.hpp"

namespace tidemark {

// The rank of a process whose rows are not wanted.
inline constexpr std::uint32_t kNoRank = std::numeric_limits<std::uint32_t>::max();

// How much is held at once, and how it is read.
struct ReadBounds {
  std::size_t most_bytes = std::numeric_limits<std::size_t>::max();  // of rows
  std::size_t threads = 1;
  // The part of a file that one thread reads at a time: large enough that opening the file again and
  // beginning new blocks cost little, small enough to bound what is held of ranges that are still being read.
  std::uintmax_t range_bytes = std::uintmax_t{4} << 20U;
  bool checks_all = false;  // also the values of rows that are not kept
};

// Reads the sample rows of recordings whose ticks and processes are known. Rows of later ticks are passed
// over, so that this can be repeated while a recorder writes.
//
// recordings  with processes that have no rows yet; filled in
// ranks       for each recording and process of it the rank by which its rows are kept, or kNoRank. Where the
//             rows take more than bounds.most_bytes, those of the highest ranks are dropped
// progress    told how far it is; null for nobody
// Returns     the lowest rank that was dropped, always above the lowest rank asked for; kNoRank where none
//             was. The rows of all lower ranks are complete
// Throws      FileError where a file cannot be read, is damaged or contradicts itself
// Cost        one pass over all rows in tick order, shared by bounds.threads; memory for the rows kept (see
//             SampleRows), some more than most_bytes: a few MiB a thread
std::uint32_t read_samples(std::span<Recording> recordings, std::span<const std::vector<std::uint32_t>> ranks,
                           const ReadBounds& bounds, Progress* progress);

}  // namespace tidemark

#pragma once

#include <cstdint>

namespace tidemark {

// What values of a recording can be; others are damage. Sums and differences of two of them fit into 64 bits.

// Times count from 1970, or from the machine's start: up to the year 2116.
inline constexpr std::int64_t kLatestNs = (std::int64_t{1} << 62) - 1;
// More than 30 years.
inline constexpr std::int64_t kLongestIntervalNs = 1'000'000'000'000'000'000;
// As much as 64 bits can address.
inline constexpr std::int64_t kMostKib = std::int64_t{1} << 52;
// Of anything that is counted.
inline constexpr std::int64_t kMostCount = std::int64_t{1} << 53;
// A command line is cut at 4 KiB, and filters are at most two thousand expressions.
inline constexpr std::int64_t kLongestTextBytes = std::int64_t{16} << 20;

}  // namespace tidemark

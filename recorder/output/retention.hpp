#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/rfc3339.hpp"
#include "common/units.hpp"

namespace tidemark {

// How much of a rotating recording to keep; absent is without bound.
struct RetentionSettings {
  std::optional<Bytes> keep_size{};                    // of all its files together, the open one included
  std::optional<std::chrono::nanoseconds> keep_age{};  // since a file was last written to

  bool operator==(const RetentionSettings&) const = default;
};

// Removes the oldest parts of `output` beyond the bounds, with their -wal and -shm, and returns the paths of
// those removed. Leaves alone `open_part`, what another recorder writes to, what no recorder on this host has
// written, and what cannot be read to find that out.
//
// now     by the clock that stamps files
// Throws  FileError where the directory cannot be listed
std::vector<std::string> remove_old_parts(const std::string& output, const std::string& open_part,
                                          const RetentionSettings& settings, WallTime now,
                                          const std::optional<std::string>& host);

}  // namespace tidemark

#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// Who stands under whom, by PID, in the sessions that have marks.
class Ancestry {
 public:
  Ancestry() = default;
  // recordings  no session part twice
  // Cost        O(n log n) for the n processes of those sessions
  explicit Ancestry(std::span<const Recording> recordings);

  // Returns the PIDs of a process and of those above it, as they were when each was first seen, the process first; as far
  // as they are known, the last one's process may not be.
  //
  // axis_ns  a time at which the process lived
  // Cost     O(log n) for each of them
  [[nodiscard]] std::vector<std::int64_t> line_of(const std::string& session, std::int64_t pid,
                                                  std::int64_t axis_ns) const;

 private:
  struct Row {
    std::int64_t pid;
    std::int64_t first_ns;
    std::int64_t ppid;
  };
  std::map<std::string, std::vector<Row>> rows_;  // by uuid; sorted by PID and time
};

}  // namespace tidemark

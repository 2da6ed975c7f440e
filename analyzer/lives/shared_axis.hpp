#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// One axis for the lives of several sessions: times since boot within a boot, so that a clock that was set in
// between changes neither order nor distance; boots lie where their first tick says, by wall time.
class SharedAxis {
 public:
  explicit SharedAxis(std::span<const Recording> recordings);

  // Returns a time of a session's axis, in seconds on the shared one.
  //
  // session  of the recordings
  [[nodiscard]] double seconds(const Session& session, std::int64_t axis_ns) const;

 private:
  std::map<std::string, std::int64_t> offset_ns_;  // of each boot, of a session where its boot is not known
};

}  // namespace tidemark

#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidemark {

// Which session it is, and where it was recorded.
struct SessionOrigin {
  std::string uuid;
  std::optional<std::string> host;

  bool operator==(const SessionOrigin&) const = default;
};

// Returns the origins of the sessions in the recording at `path`, and looks at nothing else of it.
//
// Throws  as read_recording where the file cannot be read
// Cost    of a compressed one the first MiB is unpacked; all of it only where sessions lie behind that
[[nodiscard]] std::vector<SessionOrigin> read_session_origins(const std::string& path);

// Returns their UUIDs, each once. Throws, and costs, as that.
[[nodiscard]] std::set<std::string> read_session_uuids(const std::string& path);

}  // namespace tidemark

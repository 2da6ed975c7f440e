#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// Takes the processes, marks and ticks out of a session, which then contributes nothing.
void forget_session(Recording& recording, std::uint32_t session);

// Forgets each session part that is there twice, in the copy with fewer ticks.
//
// Returns  a note for each such copy, for people
[[nodiscard]] std::vector<std::string> drop_repeated_sessions(std::vector<Recording>& recordings);

}  // namespace tidemark

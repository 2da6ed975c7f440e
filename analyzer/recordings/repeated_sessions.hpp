#pragma once

#include <string>
#include <vector>

#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// Takes the processes and marks out of each session part that is there twice, from the copy with fewer ticks.
//
// Returns  a note for each such copy, for people
[[nodiscard]] std::vector<std::string> drop_repeated_sessions(std::vector<Recording>& recordings);

}  // namespace tidemark

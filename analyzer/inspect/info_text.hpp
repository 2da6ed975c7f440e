#pragma once

#include <string>

#include "analyzer/inspect/session_facts.hpp"
#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// Returns what a recording holds, for people, in lines of at most 100 columns: sessions, hosts, clocks,
// times, gaps, processes, marks, control groups, and the recorder's cost.
//
// recording  may have been read without samples
// facts      of the same recording
[[nodiscard]] std::string format_info(const Recording& recording, const RecordingFacts& facts);

}  // namespace tidemark

#pragma once

#include <string>

#include "analyzer/recording.hpp"

namespace tidemark {

// Returns what a recording holds, for people, in lines of at most 100 columns: sessions, hosts, times, gaps,
// processes.
//
// recording  may have been read without samples
[[nodiscard]] std::string format_info(const Recording& recording);

}  // namespace tidemark

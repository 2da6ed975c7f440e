#pragma once

#include "analyzer/judge/report.hpp"
#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// Returns what a report says of a recording as a whole; times are absent where it holds no tick.
[[nodiscard]] RecordingSummary summarize_recording(const Recording& recording);

}  // namespace tidemark

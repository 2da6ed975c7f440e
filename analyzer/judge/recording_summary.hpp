#pragma once

#include "analyzer/judge/report.hpp"
#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// Returns the summary of a recording for a report. Times are absent where the recording holds no tick.
[[nodiscard]] RecordingSummary summarize_recording(const Recording& recording);

}  // namespace tidemark

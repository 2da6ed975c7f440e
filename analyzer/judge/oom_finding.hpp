#pragma once

#include <span>

#include "analyzer/judge/report.hpp"
#include "analyzer/lives/metric_history.hpp"
#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// Makes a process that was killed for want of memory critical, also one that was seen for too short a time to be
// judged: a finding of the detector "oom" tells what it held.
//
// metrics  of the process; RSS among them, where it was recorded
void add_oom_finding(ProcessReport& process, const RecordedProcess& recorded,
                     std::span<const MetricHistory> metrics);

}  // namespace tidemark

#pragma once

#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Whether a process stands before another in a report: by verdict, the worst first, then by how soon its first finding
// reaches its limit, then by host, begin and PID.
[[nodiscard]] bool stands_before(const ProcessReport& one, const ProcessReport& other);

// Sorts processes so. Equal ones keep their order.
//
// Cost  O(n log n)
void sort_worst_first(std::vector<ProcessReport>& processes);

// Sorts tests by verdict, the worst first, and within a verdict by what was kept, then by name.
void sort_worst_first(std::vector<TestReport>& tests);

// Sorts groups by verdict, the worst first, then by host, and how soon they reach their limit.
void sort_worst_first(std::vector<GroupReport>& groups);

// Sorts recordings by host and begin.
void sort_by_host(std::vector<RecordingSummary>& recordings);

// Sorts notes by their words, and leaves each once: where many hosts were judged, the order in which they were read says nothing.
void sort_notes(std::vector<std::string>& notes);

}  // namespace tidemark

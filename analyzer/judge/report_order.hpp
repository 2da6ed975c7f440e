#pragma once

#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Sorts processes by verdict, the worst first, and within a verdict by how soon the first finding reaches its
// limit. Equal ones keep their order.
//
// Cost  O(n log n)
void sort_worst_first(std::vector<ProcessReport>& processes);

// Sorts tests by verdict, the worst first, and within a verdict by what was kept.
void sort_worst_first(std::vector<TestReport>& tests);

// Sorts groups by verdict, the worst first. Equal ones keep their order.
void sort_worst_first(std::vector<GroupReport>& groups);

}  // namespace tidemark

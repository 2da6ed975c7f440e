#pragma once

#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Sorts by verdict, the worst first, and within one by how soon the first finding reaches its limit.
// Processes alike keep their order.
//
// Cost  O(n log n)
void sort_worst_first(std::vector<ProcessReport>& processes);

}  // namespace tidemark

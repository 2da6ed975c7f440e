#include "analyzer/judge/report_order.hpp"

#include <algorithm>
#include <limits>

namespace tidemark {
namespace {

double urgency(const ProcessReport& process) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  return process.findings.empty() ? kNever : process.findings.front().seconds_to_limit.value_or(kNever);
}

bool is_worse(const ProcessReport& one, const ProcessReport& other) {
  if (one.verdict != other.verdict) return one.verdict > other.verdict;
  return urgency(one) < urgency(other);
}

}  // namespace

void sort_worst_first(std::vector<ProcessReport>& processes) {
  std::stable_sort(processes.begin(), processes.end(), is_worse);
}

void sort_worst_first(std::vector<GroupReport>& groups) {
  std::stable_sort(groups.begin(), groups.end(), [](const GroupReport& one, const GroupReport& other) {
    return one.verdict > other.verdict;
  });
}

}  // namespace tidemark

#include "analyzer/judge/report_order.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

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

// Sorting places moves each process once, and takes no second place for it.
void sort_worst_first(std::vector<ProcessReport>& processes) {
  std::vector<std::size_t> from(processes.size());
  std::iota(from.begin(), from.end(), std::size_t{0});
  std::stable_sort(from.begin(), from.end(), [&](std::size_t one, std::size_t other) {
    return is_worse(processes[one], processes[other]);
  });
  for (std::size_t begin = 0; begin < from.size(); ++begin) {
    if (from[begin] == begin) continue;
    ProcessReport first = std::move(processes[begin]);
    std::size_t place = begin;
    while (from[place] != begin) {
      processes[place] = std::move(processes[from[place]]);
      place = std::exchange(from[place], place);
    }
    processes[place] = std::move(first);
    from[place] = place;
  }
}

void sort_worst_first(std::vector<TestReport>& tests) {
  std::stable_sort(tests.begin(), tests.end(), [](const TestReport& one, const TestReport& other) {
    return std::pair(one.verdict, one.kept_bytes) > std::pair(other.verdict, other.kept_bytes);
  });
}

void sort_worst_first(std::vector<GroupReport>& groups) {
  std::stable_sort(groups.begin(), groups.end(), [](const GroupReport& one, const GroupReport& other) {
    return one.verdict > other.verdict;
  });
}

}  // namespace tidemark

#include "analyzer/judge/report_order.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

namespace tidemark {
namespace {

double urgency(const ProcessReport& process) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  return process.findings.empty() ? kNever : process.findings.front().seconds_to_limit.value_or(kNever);
}

// As far as reports tell it.
std::optional<std::chrono::milliseconds> to_milliseconds(const std::optional<WallTime>& time) {
  if (!time) return std::nullopt;
  return std::chrono::floor<std::chrono::milliseconds>(time->time_since_epoch());
}

double urgency(const GroupReport& group) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  return group.findings.empty() ? kNever : group.findings.front().seconds_to_limit.value_or(kNever);
}

}  // namespace

bool stands_before(const ProcessReport& one, const ProcessReport& other) {
  if (one.verdict != other.verdict) return one.verdict > other.verdict;
  const double soon = urgency(one), other_soon = urgency(other);
  if (soon != other_soon) return soon < other_soon;
  const auto begin = to_milliseconds(one.started), other_begin = to_milliseconds(other.started);
  return std::tie(one.host, begin, one.pid, one.start_ticks, one.name, one.command, one.samples) <
         std::tie(other.host, other_begin, other.pid, other.start_ticks, other.name, other.command,
                  other.samples);
}

// Sorting places moves each process once, and takes no second place for it.
void sort_worst_first(std::vector<ProcessReport>& processes) {
  std::vector<std::size_t> from(processes.size());
  std::iota(from.begin(), from.end(), std::size_t{0});
  std::stable_sort(from.begin(), from.end(), [&](std::size_t one, std::size_t other) {
    return stands_before(processes[one], processes[other]);
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
    if (one.verdict != other.verdict) return one.verdict > other.verdict;
    return std::tie(other.kept_bytes, one.test, one.host, one.program) <
           std::tie(one.kept_bytes, other.test, other.host, other.program);
  });
}

void sort_worst_first(std::vector<GroupReport>& groups) {
  std::stable_sort(groups.begin(), groups.end(), [](const GroupReport& one, const GroupReport& other) {
    if (one.verdict != other.verdict) return one.verdict > other.verdict;
    const double soon = urgency(one), other_soon = urgency(other);
    return std::tie(one.host, soon, one.kind, one.name, one.reason) <
           std::tie(other.host, other_soon, other.kind, other.name, other.reason);
  });
}

void sort_by_host(std::vector<RecordingSummary>& recordings) {
  std::stable_sort(
      recordings.begin(), recordings.end(), [](const RecordingSummary& one, const RecordingSummary& other) {
        const auto begin = to_milliseconds(one.started);
        const auto other_begin = to_milliseconds(other.started);
        return std::tie(one.host, begin, one.path) < std::tie(other.host, other_begin, other.path);
      });
}

void sort_notes(std::vector<std::string>& notes) {
  std::sort(notes.begin(), notes.end());
  notes.erase(std::unique(notes.begin(), notes.end()), notes.end());
}

}  // namespace tidemark

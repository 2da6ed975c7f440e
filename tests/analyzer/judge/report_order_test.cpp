#include "analyzer/judge/report_order.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

ProcessReport process_with(std::int64_t pid, Verdict verdict) {
  ProcessReport process;
  process.pid = pid;
  process.verdict = verdict;
  return process;
}

ProcessReport leak_reaching_limit_in(std::int64_t pid, std::optional<double> seconds) {
  ProcessReport process = process_with(pid, Verdict::kLeak);
  process.findings.resize(1);
  process.findings[0].seconds_to_limit = seconds;
  return process;
}

std::vector<std::int64_t> pids_sorted(std::vector<ProcessReport> processes) {
  sort_worst_first(processes);
  std::vector<std::int64_t> pids;
  for (const ProcessReport& process : processes) pids.push_back(process.pid);
  return pids;
}

TEST(SortWorstFirst, WorseVerdictsComeFirst) {
  EXPECT_EQ(pids_sorted({process_with(1, Verdict::kClean), process_with(2, Verdict::kCritical),
                         process_with(3, Verdict::kInsufficient), process_with(4, Verdict::kSuspect)}),
            (std::vector<std::int64_t>{2, 4, 1, 3}));
}

TEST(SortWorstFirst, TheSoonestAtItsLimitComesFirst) {
  EXPECT_EQ(pids_sorted({leak_reaching_limit_in(1, std::nullopt), leak_reaching_limit_in(2, 7200.0),
                         leak_reaching_limit_in(3, 60.0)}),
            (std::vector<std::int64_t>{3, 2, 1}));
}

// However many recordings were read, in whatever order, the report is the same.
TEST(SortWorstFirst, ProcessesAlikeStandByHostBeginAndPid) {
  ProcessReport of_beta = process_with(1, Verdict::kClean), early = process_with(9, Verdict::kClean);
  of_beta.host = "beta";
  early.host = "alpha";
  ProcessReport late = early, other = early;
  early.started = WallTime(std::chrono::seconds(1));
  late.started = other.started = WallTime(std::chrono::seconds(2));
  late.pid = 5;
  other.pid = 3;
  EXPECT_EQ(pids_sorted({of_beta, late, early, other}), (std::vector<std::int64_t>{9, 3, 5, 1}));
}

}  // namespace
}  // namespace tidemark

#include "analyzer/judge/program_verdicts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

void hold_to_clean(ProcessReport& process, const std::string& reason) {
  if (process.verdict <= Verdict::kClean) return;
  process.verdict = Verdict::kClean;
  process.reason = fmt::format("a job: {}; by itself: {}", reason, process.reason);
  for (Finding& finding : process.findings) finding.verdict = Verdict::kClean;
}

// Returns the finding of a rise, life by life; what each started with or reached stands for a series.
Finding to_finding(const RisingLives& rising, std::span<const LifeSummary> lives,
                   const std::vector<ProcessReport>& processes) {
  const std::size_t first = rising.lives.front(), newest = rising.lives.back();
  std::vector<double> begins;
  std::size_t samples = 0;
  for (const std::size_t life : rising.lives) {
    begins.push_back(lives[life].begin_seconds);
    samples += processes[life].samples;
  }
  Finding finding;
  finding.detector = "restarts";
  finding.metric = rising.metric;
  finding.verdict = rising.are_starts ? Verdict::kLeak : Verdict::kSuspect;
  finding.reason = rising.reason();
  finding.window = {processes[first].started.value_or(WallTime{}),
                    processes[newest].ended.value_or(WallTime{}),
                    lives[newest].end_seconds - lives[first].begin_seconds, samples,
                    lives[first].begin_seconds - lives[newest].begin_seconds};
  finding.first_bytes = rising.bytes.front();
  finding.last_bytes = finding.line_end_bytes = rising.bytes.back();
  finding.r_squared = fit_line(begins, rising.bytes).r_squared;
  finding.p_value = rising.p_value;
  const auto slope = theil_sen(begins, rising.bytes, mann_kendall(rising.bytes, 1.0).variance);
  if (!slope) return finding;
  finding.slope_bytes_per_second = slope->slope;
  finding.slope_low = slope->low;
  finding.slope_high = slope->high;
  return finding;
}

void tell_newest(const RisingLives& rising, std::span<const LifeSummary> lives,
                 std::vector<ProcessReport>& processes) {
  ProcessReport& newest = processes[rising.lives.back()];
  Finding finding = to_finding(rising, lives, processes);
  newest.reason = fmt::format("{}; {}", finding.reason, newest.reason);
  newest.verdict = std::max(newest.verdict, finding.verdict);
  const auto behind = std::find_if(newest.findings.begin(), newest.findings.end(),
                                   [&](const Finding& other) { return other.verdict < finding.verdict; });
  newest.findings.insert(behind, std::move(finding));
}

}  // namespace

void judge_programs(std::span<const LifeSummary> lives, const RestartSettings& settings,
                    const RisingSettings& rising_settings, std::vector<ProcessReport>& processes) {
  for (const ProgramFinding& program : find_restarts(lives, settings)) {
    if (program.pattern == RestartPattern::kJob) {
      for (const std::size_t life : program.lives) {
        if (lives[life].gave_back()) hold_to_clean(processes[life], program.reason);
      }
    } else {
      ProcessReport& newest = processes[program.lives.back()];
      newest.reason = fmt::format("{}; {}", program.reason, newest.reason);
    }
  }
  for (const RisingLives& rising : find_rising_lives(lives, rising_settings))
    tell_newest(rising, lives, processes);
}

}  // namespace tidemark

#include "analyzer/judge/program_verdicts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "analyzer/judge/kinds_of_life.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

void hold_to_clean(ProcessReport& process, const std::string& reason) {
  hold_growth(process, Verdict::kClean, fmt::format("a job: {}", reason));
}

// Returns a finding about lives of a program, with what it says of their time.
Finding begin_finding(std::span<const std::size_t> its_lives, std::span<const LifeSummary> lives,
                      const std::vector<ProcessReport>& processes) {
  const std::size_t first = its_lives.front(), newest = its_lives.back();
  Finding finding;
  finding.detector = "restarts";
  finding.window = {processes[first].started.value_or(WallTime{}),
                    processes[newest].ended.value_or(WallTime{}),
                    lives[newest].end_seconds - lives[first].begin_seconds, 0,
                    lives[first].begin_seconds - lives[newest].begin_seconds};
  for (const std::size_t life : its_lives) finding.window.samples += processes[life].samples;
  return finding;
}

// Returns the finding of a rise, life by life; what each started with or reached stands for a series.
Finding to_finding(const RisingLives& rising, std::span<const LifeSummary> lives,
                   const std::vector<ProcessReport>& processes) {
  Finding finding = begin_finding(rising.lives, lives, processes);
  finding.metric = rising.metric;
  finding.verdict = rising.are_starts ? Verdict::kLeak : Verdict::kSuspect;
  finding.reason = rising.reason();
  finding.first_bytes = rising.bytes.front();
  finding.last_bytes = finding.line_end_bytes = rising.bytes.back();
  std::vector<double> begins;
  for (const std::size_t life : rising.lives) begins.push_back(lives[life].begin_seconds);
  finding.r_squared = fit_line(begins, rising.bytes).r_squared;
  finding.p_value = rising.p_value;
  const auto slope = theil_sen(begins, rising.bytes, mann_kendall(rising.bytes, 1.0).variance);
  if (!slope) return finding;
  finding.slope_bytes_per_second = slope->slope;
  finding.slope_low = slope->low;
  finding.slope_high = slope->high;
  return finding;
}

Finding to_finding(const ShortLives& together, std::span<const LifeSummary> lives,
                   const std::vector<ProcessReport>& processes) {
  Finding finding = begin_finding(together.lives, lives, processes);
  finding.metric = together.pooled.metric;
  finding.verdict = Verdict::kLeak;
  finding.reason = together.reason();
  finding.first_bytes = together.pooled.first_bytes;
  finding.last_bytes = finding.line_end_bytes = together.pooled.last_bytes;
  finding.slope_bytes_per_second = together.pooled.slope_bytes_per_second;
  finding.slope_low = together.pooled.slope_low;
  finding.slope_high = together.pooled.slope_high;
  return finding;
}

// The newest life of a program tells what all of them show.
void tell_newest(ProcessReport& newest, Finding finding) {
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
    tell_newest(processes[rising.lives.back()], to_finding(rising, lives, processes));
  std::vector<bool> counts;
  counts.reserve(processes.size());
  for (const ProcessReport& process : processes)
    counts.push_back(process.kind_of_life != KindOfLife::kJobInProgress && !process.is_test_runner);
  for (const ShortLives& together : find_short_lives(lives, counts))
    tell_newest(processes[together.lives.back()], to_finding(together, lives, processes));
}

}  // namespace tidemark

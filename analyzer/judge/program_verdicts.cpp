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

// Returns the finding of a rise of the peaks, life by life; they stand for a series.
Finding to_finding(const ProgramFinding& program, std::span<const LifeSummary> lives,
                   const std::vector<ProcessReport>& processes) {
  const std::size_t first = program.lives.front(), newest = program.lives.back();
  std::vector<double> ends, peaks;
  std::size_t samples = 0;
  for (const std::size_t life : program.lives) {
    ends.push_back(lives[life].end_seconds);
    peaks.push_back(*lives[life].peak_of(*program.metric));
    samples += processes[life].samples;
  }
  Finding finding;
  finding.detector = "restarts";
  finding.metric = *program.metric;
  finding.verdict = Verdict::kSuspect;
  finding.reason = program.reason;
  finding.window = {processes[first].started.value_or(WallTime{}),
                    processes[newest].ended.value_or(WallTime{}),
                    lives[newest].end_seconds - lives[first].begin_seconds, samples,
                    lives[first].begin_seconds - lives[newest].begin_seconds};
  finding.first_bytes = peaks.front();
  finding.last_bytes = finding.line_end_bytes = peaks.back();
  finding.r_squared = fit_line(ends, peaks).r_squared;
  const MannKendall trend = mann_kendall(peaks, 1.0);
  finding.p_value = trend.p_rising;
  const auto slope = theil_sen(ends, peaks, trend.variance);
  if (!slope) return finding;
  finding.slope_bytes_per_second = slope->slope;
  finding.slope_low = slope->low;
  finding.slope_high = slope->high;
  return finding;
}

void judge_newest(const ProgramFinding& program, std::span<const LifeSummary> lives,
                  std::vector<ProcessReport>& processes) {
  ProcessReport& newest = processes[program.lives.back()];
  newest.reason = fmt::format("{}; {}", program.reason, newest.reason);
  if (!program.metric) return;
  Finding finding = to_finding(program, lives, processes);
  const auto behind = std::find_if(newest.findings.begin(), newest.findings.end(),
                                   [](const Finding& other) { return other.verdict < Verdict::kSuspect; });
  newest.findings.insert(behind, std::move(finding));
  newest.verdict = std::max(newest.verdict, Verdict::kSuspect);
}

}  // namespace

void judge_programs(std::span<const LifeSummary> lives, const RestartSettings& settings,
                    std::vector<ProcessReport>& processes) {
  for (const ProgramFinding& program : find_restarts(lives, settings)) {
    if (program.pattern == RestartPattern::kJob) {
      for (const std::size_t life : program.lives) {
        if (lives[life].gave_back()) hold_to_clean(processes[life], program.reason);
      }
    } else {
      judge_newest(program, lives, processes);
    }
  }
}

}  // namespace tidemark

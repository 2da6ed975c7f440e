#include "analyzer/program_verdicts.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace tidemark {
namespace {

void acquit(ProcessReport& process, const std::string& reason) {
  if (process.verdict <= Verdict::kClean) return;
  process.verdict = Verdict::kClean;
  process.reason = fmt::format("a job: {}; by itself: {}", reason, process.reason);
  for (Finding& finding : process.findings) finding.verdict = Verdict::kClean;
}

}  // namespace

void judge_programs(std::span<const LifeSummary> lives, const RestartSettings& settings,
                    std::vector<ProcessReport>& processes) {
  for (const ProgramFinding& program : find_restarts(lives, settings)) {
    if (program.pattern == RestartPattern::kJob) {
      for (const std::size_t life : program.lives) acquit(processes[life], program.reason);
      continue;
    }
    ProcessReport& newest = processes[program.lives.back()];
    newest.of_program = newest.verdict < Verdict::kLeak;
    newest.verdict = std::max(newest.verdict, Verdict::kLeak);
    newest.reason = fmt::format("{}; {}", program.reason, newest.reason);
  }
}

}  // namespace tidemark

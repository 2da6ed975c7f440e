#include "analyzer/judge/test_runner_verdict.hpp"

#include <algorithm>

namespace tidemark {

void hold_to_suspect(ProcessReport& runner) {
  if (runner.verdict <= Verdict::kSuspect) return;
  runner.verdict = Verdict::kSuspect;
  runner.reason =
      "the test harness itself, which sends the marks or started what does, is suspect at most without "
      "--judge-harness; by itself: " +
      runner.reason;
  for (Finding& finding : runner.findings) finding.verdict = std::min(finding.verdict, Verdict::kSuspect);
}

}  // namespace tidemark

#include "analyzer/report_text.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/analyzer/made_report.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

// The words of a report, one space between them.
std::string unwrapped(const Report& report) {
  std::istringstream words(format_text(report, Colours::kNo));
  std::string text;
  for (std::string word; words >> word;) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

constexpr const char* kEvidence =
    "; 61 samples from 2026-11-20T10:00:00.000Z; 3.16 GiB to 3.87 GiB an hour (95 %); p 2e-11; limit in 56 m "
    "40 s to 1 h 0 m; heap growth: anon grows along";

TEST(FormatText, AFindingIsShownWithAllThatItRestsOn) {
  const std::string text = unwrapped(made_report({made_process("cache", Verdict::kCritical, 7)}));
  EXPECT_TRUE(has(text, "cache 7 vm_size 100 MiB -> 160 MiB +3.52 GiB 0.999 1 m 0 s 58 m 20 s")) << text;
  EXPECT_TRUE(has(text, std::string("vm_size: grows throughout") + kEvidence)) << text;
}

TEST(FormatText, SoIsOneThatIsAccepted) {
  ProcessReport process = made_process("cache", Verdict::kClean);
  process.findings = {made_finding(Metric::kVmSize, Verdict::kLeak)};
  process.findings[0].suppressed = Suppression{"known", "ticket 4711", {}, {}};
  EXPECT_TRUE(has(unwrapped(made_report({process})), kEvidence));
}

TEST(FormatText, ASlopeThatMayBeNoneReachesTheLimitAtTheSoonest) {
  ProcessReport process = made_process("cache", Verdict::kCritical);
  process.findings[0].latest_to_limit.reset();
  EXPECT_TRUE(has(unwrapped(made_report({process})), "; limit in 56 m 40 s or later;"));
}

}  // namespace
}  // namespace tidemark

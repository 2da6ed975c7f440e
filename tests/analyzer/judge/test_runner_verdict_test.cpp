#include "analyzer/judge/test_runner_verdict.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(HoldToSuspect, LowersWhatFailsAndSaysWhy) {
  ProcessReport process;
  process.verdict = Verdict::kCritical;
  process.reason = "vm_size: grows";
  process.findings.resize(1);
  process.findings[0].verdict = Verdict::kCritical;
  hold_to_suspect(process);
  EXPECT_EQ(process.verdict, Verdict::kSuspect);
  EXPECT_EQ(process.findings[0].verdict, Verdict::kSuspect);
  EXPECT_NE(process.reason.find("--judge-harness"), std::string::npos);
  EXPECT_TRUE(process.reason.ends_with("vm_size: grows"));
  ProcessReport clean;
  clean.verdict = Verdict::kClean;
  hold_to_suspect(clean);
  EXPECT_EQ(clean.verdict, Verdict::kClean);
}

}  // namespace
}  // namespace tidemark

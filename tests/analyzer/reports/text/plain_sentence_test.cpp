#include "analyzer/reports/text/plain_sentence.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

TEST(PlainName, AnInterpreterIsNamedByItsScript) {
  ProcessReport process = made_process("python3", Verdict::kLeak, 8155);
  EXPECT_EQ(plain_name(process), "python3 (PID 8155)");
  process.program.script = "app.py";
  EXPECT_EQ(plain_name(process), "python3 (app.py, PID 8155)");
}

TEST(PlainName, ALaterNameIsToldToo) {
  ProcessReport process = made_process("sh", Verdict::kLeak, 7);
  process.later_name = "worker 3";
  EXPECT_EQ(plain_name(process), "sh (worker 3, PID 7)");
}

TEST(PlainSentence, TellsHowItGrewHowFastAndWhatComesOfIt) {
  EXPECT_EQ(
      plain_sentence(made_process("server", Verdict::kLeak)),
      "server (PID 42) grew from 100 to 160 MiB in 60 s, 1 MiB/s, and had not stopped; it reaches the 4 GiB "
      "limit in about an hour.");
}

TEST(PlainSentence, TellsWhatEndedTheGrowth) {
  ProcessReport process = made_process("server", Verdict::kLeak);
  process.findings[0].seconds_to_limit.reset();
  const auto sentence = [&](KindOfLife kind) {
    process.kind_of_life = kind;
    return plain_sentence(process);
  };
  EXPECT_TRUE(sentence(KindOfLife::kStopped).ends_with(" 1 MiB/s, until it was stopped."));
  EXPECT_TRUE(sentence(KindOfLife::kCommand).ends_with(" 1 MiB/s, until it ended."));
  EXPECT_TRUE(sentence(KindOfLife::kKilled).ends_with(", until the kernel killed it for want of memory."));
  process.ended = *process.ended + std::chrono::seconds(30);
  EXPECT_TRUE(sentence(KindOfLife::kLasting).ends_with(" 1 MiB/s, and then held it."));
}

TEST(PlainSentence, WhatIsHeldSaysMoreThanWhatIsReserved) {
  ProcessReport process = made_process("server", Verdict::kLeak);
  process.findings.push_back(made_finding(Metric::kAnon, Verdict::kLeak));
  process.findings.back().first_bytes = 10 * kMebibyte;
  EXPECT_TRUE(has(plain_sentence(process), "grew from 10 to 160 MiB"));
  process.findings.back().verdict = Verdict::kSuspect;
  EXPECT_TRUE(has(plain_sentence(process), "grew from 100 to 160 MiB"));
}

TEST(ToldFinding, IsTheOneOfTheSentenceOrWhereAllAreSuppressedTheFirst) {
  ProcessReport process = made_process("server", Verdict::kLeak);
  process.findings.push_back(made_finding(Metric::kAnon, Verdict::kLeak));
  EXPECT_EQ(told_finding(process), &process.findings[1]);
  for (Finding& finding : process.findings) finding.suppressed = Suppression{};
  EXPECT_EQ(told_finding(process), &process.findings[0]);
  process.findings.clear();
  EXPECT_EQ(told_finding(process), nullptr);
}

TEST(PlainSentence, WhatIsSuspectSaysWhyItIsNoLeak) {
  ProcessReport process = made_process("server", Verdict::kSuspect);
  process.findings[0].reason = "rises slower than before";
  process.reason = "vm_size: rises slower than before";
  EXPECT_TRUE(plain_sentence(process).ends_with(": rises slower than before.")) << plain_sentence(process);
}

TEST(PlainSentence, WhatMoreLivesTellTogetherIsAppended) {
  ProcessReport process = made_process("server", Verdict::kLeak);
  process.reason = "each of 3 lives grew alike; vm_size: grows throughout";
  EXPECT_TRUE(plain_sentence(process).ends_with("in about an hour: each of 3 lives grew alike."))
      << plain_sentence(process);
}

TEST(PlainSentence, WhatIsNoGrowthOfItsOwnIsToldInTheDetectorsWords) {
  ProcessReport process = made_process("pytest", Verdict::kLeak);
  process.findings[0].detector = "tests";
  process.findings[0].reason = "test_upload kept 64.9 MiB over 67 runs, more each time";
  process.reason = process.findings[0].reason + "; vm_size: holds still";
  EXPECT_EQ(plain_sentence(process),
            "pytest (PID 42): test_upload kept 64.9 MiB over 67 runs, more each time.");
}

TEST(PlainSentence, NoNameDrivesATerminal) {
  for (const ProcessReport& process : hostile_report().processes) {
    for (const char byte : plain_sentence(process)) EXPECT_TRUE(byte < 0 || (byte >= ' ' && byte != '\x7f'));
  }
}

}  // namespace
}  // namespace tidemark

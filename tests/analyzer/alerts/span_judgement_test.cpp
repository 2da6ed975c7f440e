#include "analyzer/alerts/span_judgement.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/alerts/made_alerts.hpp"
#include "tests/analyzer/judge/made_report.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;

SpanJudgement judge(const Report& report) { return span_judgement(report, 24h, at_minute(2), 1.5); }

std::vector<std::string> names(const SpanJudgement& judgement) {
  std::vector<std::string> all;
  for (const Alert& alert : judgement.alerts) all.push_back(alert.key.name);
  return all;
}

TEST(SpanJudgementOf, SaysWhatGrowsNow) {
  ProcessReport cache = made_process("cache", Verdict::kLeak, 7);
  cache.start_ticks = 77;
  const SpanJudgement judgement = judge(made_report({cache, made_process("server", Verdict::kClean)}));
  ASSERT_EQ(judgement.alerts.size(), 1U);
  const Alert& alert = judgement.alerts[0];
  EXPECT_EQ(alert.key, (AlertKey{"process", "cache", ""}));
  EXPECT_EQ(alert.verdict, Verdict::kLeak);
  EXPECT_EQ(alert.lives, (std::vector<LifeIdentity>{{"", 7, 77}}));
  EXPECT_EQ(alert.text.find("cache (PID 7) grew from 100 to 160 MiB"), 0U) << alert.text;
  EXPECT_NE(alert.details.find("next step"), std::string::npos) << alert.details;
  EXPECT_EQ(alert.figures->metric, "vm_size");
  EXPECT_EQ(alert.figures->last_bytes, 160 * kMebibyte);
  EXPECT_EQ(judgement.host, "testhost");
  EXPECT_EQ(judgement.recorded_until, at_minute(1));
  EXPECT_EQ(judgement.processes, 2U);
  EXPECT_EQ(judgement.there.size(), 2U);
  EXPECT_TRUE(judgement.is_complete);
}

TEST(SpanJudgementOf, ProcessesOfOneProgramAreOneAlert) {
  const SpanJudgement judgement = judge(made_report(
      {made_process("worker", Verdict::kCritical, 2), made_process("worker", Verdict::kLeak, 1)}));
  ASSERT_EQ(judgement.alerts.size(), 1U);
  EXPECT_EQ(judgement.alerts[0].verdict, Verdict::kCritical);
  EXPECT_EQ(judgement.alerts[0].lives.size(), 2U);
  EXPECT_EQ(judgement.alerts[0].lives[0].pid, 2);
}

TEST(SpanJudgementOf, WhatHasEndedGrowsNoMore) {
  ProcessReport exited = made_process("exited", Verdict::kLeak);
  exited.has_exited = true;
  ProcessReport lost = made_process("lost", Verdict::kLeak);
  lost.ended = at_minute(0);
  ProcessReport last = made_process("last", Verdict::kLeak);
  last.ended = at_minute(1) - 3s;
  ProcessReport never = made_process("never", Verdict::kLeak);
  never.ended.reset();
  const SpanJudgement judgement =
      judge(made_report({exited, lost, last, never, made_process("now", Verdict::kClean)}));
  EXPECT_EQ(names(judgement), std::vector<std::string>{"last"});
}

TEST(SpanJudgementOf, WhatWasKilledIsNewsForADay) {
  ProcessReport killed = made_process("killed", Verdict::kCritical);
  killed.kind_of_life = KindOfLife::kKilled;
  killed.has_exited = true;
  ProcessReport now = made_process("now", Verdict::kClean);
  now.ended = *killed.ended + kKilledIsNews;
  EXPECT_EQ(names(judge(made_report({killed, now}))), std::vector<std::string>{"killed"});
  now.ended = *now.ended + 1s;
  EXPECT_TRUE(judge(made_report({killed, now})).alerts.empty());
}

TEST(SpanJudgementOf, EachHostHasItsOwnEnd) {
  ProcessReport here = made_process("cache", Verdict::kLeak);
  here.host = "alpha";
  ProcessReport there = made_process("cache", Verdict::kLeak);
  there.host = "beta";
  there.ended = at_minute(600);
  const SpanJudgement judgement = judge(made_report({here, there}));
  ASSERT_EQ(judgement.alerts.size(), 2U);
  EXPECT_EQ(judgement.alerts[0].key.host, "alpha");
  EXPECT_EQ(judgement.alerts[1].key.host, "beta");
  EXPECT_EQ(judgement.recorded_until, at_minute(600));
}

TEST(SpanJudgementOf, GroupsWithMembersAreTold) {
  Report report = made_report({made_process("now", Verdict::kClean)});
  const auto add = [&](const char* kind, std::size_t members) {
    report.groups.push_back({kind,
                             std::string(kind) + "-group",
                             Verdict::kLeak,
                             "it grows",
                             {made_finding(Metric::kAnon, Verdict::kLeak)}});
    report.groups.back().members = members;
  };
  add("tree", 0);
  add("program", 3);
  add("machine", 0);
  const SpanJudgement judgement = judge(report);
  EXPECT_EQ(names(judgement), (std::vector<std::string>{"program-group", "machine-group"}));
  EXPECT_EQ(judgement.alerts[0].text, "The program program-group: leak, it grows");
  EXPECT_TRUE(judgement.alerts[0].lives.empty());
}

TEST(SpanJudgementOf, WhatWasNotReadIsKnown) {
  Report report = made_report({});
  report.unreadable.push_back({"a.tidemark", "a.tidemark: cannot be read"});
  const SpanJudgement judgement = judge(report);
  EXPECT_FALSE(judgement.is_complete);
  EXPECT_FALSE(judgement.recorded_until);
}

}  // namespace
}  // namespace tidemark

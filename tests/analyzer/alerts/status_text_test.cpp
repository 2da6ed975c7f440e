#include "analyzer/alerts/status_text.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/alerts/made_alerts.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

TEST(FormatStatus, SaysWhatGrowsAndHowOldThatIs) {
  ToldAlerts told;
  static_cast<void>(take_in(made_judgement(0, {made_alert("cache", Verdict::kLeak, {1, 2, 3})}), {}, told));
  Alert paused = made_alert("cache", Verdict::kSuspect);
  static_cast<void>(
      take_in(made_judgement(60, {paused, made_alert("server", Verdict::kCritical)}), {}, told));
  EXPECT_EQ(format_status(told, at_minute(70)),
            "critical  server grew.\n"
            "          told 10 min ago; critical\n"
            "\n"
            "leak      cache grew.\n"
            "          told 70 min ago; leak, now suspect\n"
            "\n"
            "The last 24 h were judged 10 min ago: 7 processes.\n");
}

TEST(FormatStatus, OtherProcessesOfTheProgramAreCounted) {
  ToldAlerts told;
  static_cast<void>(take_in(made_judgement(0, {made_alert("cache", Verdict::kLeak, {1, 2, 3})}), {}, told));
  EXPECT_TRUE(has(format_status(told, at_minute(1)), "and 2 other processes of its program\n"));
}

TEST(FormatStatus, SaysWhatToDoWhereNobodyJudges) {
  ToldAlerts told;
  static_cast<void>(take_in(made_judgement(0, {}), {}, told));
  EXPECT_FALSE(has(format_status(told, at_minute(149)), "systemctl"));
  const std::string text = format_status(told, at_minute(151));
  EXPECT_TRUE(has(text, "Nothing grows that would be told."));
  EXPECT_TRUE(has(text, "systemctl enable --now tidemark-analyze.timer")) << text;
}

TEST(FormatStatus, SaysWhereNothingIsRecordedAnyMore) {
  ToldAlerts told;
  SpanJudgement judgement = made_judgement(60, {});
  judgement.recorded_until = at_minute(0);
  static_cast<void>(take_in(judgement, {}, told));
  EXPECT_TRUE(has(format_status(told, at_minute(61)), "recorded until 61 min ago:"));
  ToldAlerts nothing;
  judgement.recorded_until.reset();
  static_cast<void>(take_in(judgement, {}, nothing));
  EXPECT_FALSE(has_judged(nothing));
  EXPECT_TRUE(has(format_status(nothing, at_minute(61)), "Nothing was recorded that could be judged."));
  EXPECT_TRUE(has(format_status(nothing, at_minute(61)), "7 processes, nothing was recorded."));
}

}  // namespace
}  // namespace tidemark

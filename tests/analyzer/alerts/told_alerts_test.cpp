#include "analyzer/alerts/told_alerts.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/alerts/made_alerts.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

constexpr std::chrono::hours kLong{14 * 24};

// Tells of judgements one after the other, as "new cache".
class TakeIn : public ::testing::Test {
 protected:
  Texts told_of(SpanJudgement judgement) {
    Texts texts;
    for (const AlertChange& change : take_in(std::move(judgement), rule_, told_))
      texts.push_back(std::string(to_string(change.news)) + ' ' + change.alert.key.name);
    return texts;
  }

  FailRule rule_;
  ToldAlerts told_;
};

TEST_F(TakeIn, WhatGrowsIsToldOnce) {
  EXPECT_EQ(told_of(made_judgement(0, {made_alert("cache", Verdict::kLeak)})), Texts{"new cache"});
  EXPECT_EQ(told_of(made_judgement(60, {made_alert("cache", Verdict::kLeak)})), Texts{});
  EXPECT_EQ(told_.events, 1U);
  EXPECT_EQ(told_.alerts.size(), 1U);
  EXPECT_EQ(told_.alerts.begin()->second.since, at_minute(0));
}

TEST_F(TakeIn, WhatGetsWorseIsToldAgain) {
  told_of(made_judgement(0, {made_alert("cache", Verdict::kLeak)}));
  EXPECT_EQ(told_of(made_judgement(60, {made_alert("cache", Verdict::kCritical)})), Texts{"worse cache"});
  EXPECT_EQ(told_of(made_judgement(120, {made_alert("cache", Verdict::kLeak)})), Texts{});
  EXPECT_EQ(told_of(made_judgement(180, {made_alert("cache", Verdict::kCritical)})), Texts{});
}

TEST_F(TakeIn, WhatIsMilderThanTheRuleIsNotTold) {
  EXPECT_EQ(told_of(made_judgement(0, {made_alert("cache", Verdict::kSuspect)})), Texts{});
  EXPECT_EQ(told_of(made_judgement(60, {})), Texts{});
  rule_.from = Verdict::kCritical;
  EXPECT_EQ(told_of(made_judgement(120, {made_alert("cache", Verdict::kLeak)})), Texts{});
}

TEST_F(TakeIn, WhatPausesIsNotGone) {
  told_of(made_judgement(0, {made_alert("cache", Verdict::kLeak)}));
  EXPECT_EQ(told_of(made_judgement(60, {made_alert("cache", Verdict::kSuspect)})), Texts{});
  EXPECT_EQ(told_.alerts.begin()->second.alert.verdict, Verdict::kSuspect);
  EXPECT_EQ(told_.alerts.begin()->second.told, Verdict::kLeak);
  EXPECT_EQ(told_of(made_judgement(120, {made_alert("cache", Verdict::kLeak)})), Texts{});
}

TEST_F(TakeIn, WhatIsGoneIsToldOnceAndMayComeBack) {
  told_of(made_judgement(0, {made_alert("cache", Verdict::kLeak)}));
  EXPECT_EQ(told_of(made_judgement(60, {})), Texts{"gone cache"});
  EXPECT_EQ(told_of(made_judgement(120, {})), Texts{});
  EXPECT_EQ(told_of(made_judgement(180, {made_alert("cache", Verdict::kLeak, {43})})), Texts{"new cache"});
}

TEST_F(TakeIn, TheWorstComeFirstAndWhatIsGoneLast) {
  told_of(made_judgement(0, {made_alert("old", Verdict::kCritical)}));
  EXPECT_EQ(
      told_of(made_judgement(60, {made_alert("a", Verdict::kLeak), made_alert("b", Verdict::kCritical)})),
      (Texts{"new b", "new a", "gone old"}));
}

TEST_F(TakeIn, NoNewRecordingChangesNothing) {
  told_of(made_judgement(0, {made_alert("cache", Verdict::kLeak)}));
  SpanJudgement stopped = made_judgement(60, {});
  stopped.recorded_until = at_minute(0);
  EXPECT_EQ(told_of(stopped), Texts{});
  stopped.recorded_until.reset();
  EXPECT_EQ(told_of(stopped), Texts{});
  ASSERT_EQ(told_.judgements.size(), 1U);
  EXPECT_EQ(told_.judgements[0].judged, at_minute(60));
  EXPECT_EQ(told_.judgements[0].recorded_until, at_minute(0));
  EXPECT_EQ(told_of(made_judgement(120, {})), Texts{"gone cache"});
}

TEST_F(TakeIn, AFirstJudgementOfNothingIsRemembered) {
  SpanJudgement nothing = made_judgement(0, {});
  nothing.recorded_until.reset();
  EXPECT_EQ(told_of(nothing), Texts{});
  EXPECT_EQ(told_.judgements.size(), 1U);
  EXPECT_EQ(told_of(made_judgement(60, {made_alert("cache", Verdict::kLeak)})), Texts{"new cache"});
}

TEST_F(TakeIn, WhereAFileWasLeftOutNothingIsGone) {
  told_of(made_judgement(0, {made_alert("cache", Verdict::kLeak)}));
  SpanJudgement partly = made_judgement(60, {made_alert("server", Verdict::kLeak)});
  partly.is_complete = false;
  EXPECT_EQ(told_of(partly), Texts{"new server"});
  EXPECT_EQ(told_of(made_judgement(120, {})), (Texts{"gone cache", "gone server"}));
}

TEST_F(TakeIn, OneOfSeveralSpansIsEnough) {
  EXPECT_EQ(told_of(made_judgement(0, {made_alert("slow", Verdict::kLeak)}, kLong)), Texts{"new slow"});
  EXPECT_EQ(told_of(made_judgement(1, {made_alert("fast", Verdict::kLeak, {43})})),
            (Texts{"new fast", "gone slow"}));
}

TEST_F(TakeIn, WhatIsThereKeepsWhatALongerSpanShowed) {
  told_of(made_judgement(0, {made_alert("slow", Verdict::kLeak)}, kLong));
  SpanJudgement hourly = made_judgement(60, {});
  hourly.there = {{{}, 42, 4200}};
  EXPECT_EQ(told_of(hourly), Texts{});
  hourly = made_judgement(120, {});
  hourly.there = {{{}, 42, 999}};  // the PID of another life
  EXPECT_EQ(told_of(hourly), Texts{"gone slow"});
}

TEST_F(TakeIn, TheWorstOfSeveralSpansCounts) {
  told_of(made_judgement(0, {made_alert("cache", Verdict::kLeak)}));
  EXPECT_EQ(told_of(made_judgement(1, {made_alert("cache", Verdict::kCritical)}, kLong)),
            Texts{"worse cache"});
  EXPECT_EQ(told_of(made_judgement(60, {made_alert("cache", Verdict::kLeak)})), Texts{});
}

TEST_F(TakeIn, AGroupOfALongerSpanStaysUntilThatIsJudgedAgain) {
  Alert group = made_alert("machine", Verdict::kLeak, {});
  told_of(made_judgement(0, {group}, kLong));
  EXPECT_EQ(told_of(made_judgement(60, {})), Texts{});
  EXPECT_EQ(told_of(made_judgement(1440, {}, kLong)), Texts{"gone machine"});
}

TEST_F(TakeIn, SpansThatAreNoLongerAskedForAreForgotten) {
  told_of(made_judgement(0, {made_alert("slow", Verdict::kLeak)}, kLong));
  keep_spans(std::vector<std::chrono::seconds>{24h}, told_);
  EXPECT_TRUE(told_.judgements.empty());
  EXPECT_EQ(told_of(made_judgement(60, {})), Texts{"gone slow"});
  EXPECT_EQ(find_judgement(told_, 24h)->judged, at_minute(60));
  EXPECT_EQ(find_judgement(told_, kLong), nullptr);
}

}  // namespace
}  // namespace tidemark

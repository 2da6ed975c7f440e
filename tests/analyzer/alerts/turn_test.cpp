#include "analyzer/alerts/turn.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/alerts/made_alerts.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;

SpanJudgement costing(double cpu_seconds) {
  SpanJudgement judgement = made_judgement(0, {});
  judgement.cpu_seconds = cpu_seconds;
  return judgement;
}

TEST(NextTurn, ComesWhenThePeriodHasPassed) {
  EXPECT_EQ(next_turn(costing(0.0), 24h, 0.01), at_minute(24 * 60 - 15));
  EXPECT_EQ(next_turn(costing(0.0), 10min, 0.01), at_minute(9));
  EXPECT_EQ(next_turn(costing(0.0), 0s, 0.01), at_minute(0));
}

TEST(NextTurn, WaitsUntilTheLastOneIsPaidFor) {
  EXPECT_EQ(next_turn(costing(36.0), 0s, 0.01), at_minute(60));
  EXPECT_EQ(next_turn(costing(36.0), 2h, 0.01), at_minute(108));
}

}  // namespace
}  // namespace tidemark

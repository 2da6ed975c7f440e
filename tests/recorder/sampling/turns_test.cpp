#include "recorder/sampling/turns.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark {
namespace {

using Pids = std::vector<pid_t>;

// Returns who of `asking` gets a turn in a round of two.
Pids round_of_two(Turns& turns, const Pids& asking) {
  Pids taken;
  turns.begin_round(2);
  for (const pid_t pid : asking) {
    if (turns.take(pid)) taken.push_back(pid);
  }
  return taken;
}

TEST(Turns, GoOnWhereTheLastRoundStopped) {
  Turns turns;
  const Pids asking{10, 20, 30, 40, 50};
  EXPECT_EQ(round_of_two(turns, asking), (Pids{10, 20}));
  EXPECT_EQ(round_of_two(turns, asking), (Pids{30, 40}));
  EXPECT_EQ(round_of_two(turns, asking), (Pids{50}));
  EXPECT_EQ(round_of_two(turns, asking), (Pids{10, 20}));
}

TEST(Turns, AFewWhoAskHaveOneEveryRound) {
  Turns turns;
  EXPECT_EQ(round_of_two(turns, {10}), Pids{10});
  EXPECT_EQ(round_of_two(turns, {10}), Pids{10});
}

TEST(Turns, OneThatEndsIsPassedOver) {
  Turns turns;
  EXPECT_EQ(round_of_two(turns, {10, 20, 30, 40}), (Pids{10, 20}));
  EXPECT_EQ(round_of_two(turns, {10, 20, 40, 45}), (Pids{40, 45}));
  EXPECT_EQ(round_of_two(turns, {10}), Pids{});
  EXPECT_EQ(round_of_two(turns, {10}), Pids{10});
}

}  // namespace
}  // namespace tidemark

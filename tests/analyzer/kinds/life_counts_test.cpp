#include "analyzer/kinds/life_counts.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

TEST(ReadCountsOf, TheyAreThoseOfAllItsParts) {
  std::vector<Recording> parts{MadeRecording(50).recording, MadeRecording(50, 50).recording};
  for (Recording& part : parts) {
    MadeRecording one(0);
    one.add_process({{0, 1000}});
    part.processes = one.recording.processes;
  }
  parts[0].counts[0] = {{10, {.threads = 3}}, {20, {.threads = 4, .zombies = 1}}};
  parts[1].counts[0] = {{0, {.threads = 4}}, {9, {.threads = 7}}};
  parts[1].counts[1] = {{0, {.threads = 99}}};
  const ProcessLife life{{{&parts[0], 0}, {&parts[1], 0}}};
  const auto threads = read_counts_of(life, &ProcessCounts::threads);
  ASSERT_EQ(threads.size(), 4U);
  EXPECT_EQ(threads[1].axis_ns, 20 * kSecond);
  EXPECT_EQ(threads[3].axis_ns, 59 * kSecond);
  EXPECT_DOUBLE_EQ(threads[3].count, 7.0);
  EXPECT_EQ(read_counts_of(life, &ProcessCounts::zombies).size(), 1U);
  EXPECT_TRUE(read_counts_of(life, &ProcessCounts::descriptors).empty());
}

}  // namespace
}  // namespace tidemark

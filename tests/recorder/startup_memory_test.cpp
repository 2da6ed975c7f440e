#include "recorder/startup_memory.hpp"

#include <gtest/gtest.h>

#include "recorder/host.hpp"

namespace tidemark {
namespace {

TEST(GiveBackStartupMemory, LeavesLessResidentAndAllOfItUsable) {
  const OwnCost cost;
  TickRow before;
  cost.read(before);
  give_back_startup_memory();
  TickRow after;
  cost.read(after);
  EXPECT_LT(*after.recorder_rss_kib, *before.recorder_rss_kib);
  give_back_startup_memory();
}

}  // namespace
}  // namespace tidemark

#include "recorder/system/startup_memory.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>

namespace tidemark {
namespace {

std::int64_t resident_pages() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t size = 0;
  std::int64_t resident = 0;
  statm >> size >> resident;
  return resident;
}

TEST(GiveBackStartupMemory, LeavesLessResidentAndAllOfItUsable) {
  const std::int64_t before = resident_pages();
  give_back_startup_memory();
  EXPECT_LT(resident_pages(), before);
  give_back_startup_memory();
}

}  // namespace
}  // namespace tidemark

#include "recorder/system/capabilities.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <string>

namespace tidemark {
namespace {

// The set in effect, as proc_pid_status(5) has it.
std::uint64_t capabilities_in_effect() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "CapEff:") continue;
    status >> word;
    return std::stoull(word, nullptr, 16);
  }
  return 0;
}

TEST(HasCapability, IsAsTheKernelTells) {
  const std::uint64_t in_effect = capabilities_in_effect();
  for (int number = 0; number < 64; ++number)
    EXPECT_EQ(has_capability(number), (in_effect >> number & 1U) != 0) << number;
  EXPECT_FALSE(has_capability(64));
}

}  // namespace
}  // namespace tidemark

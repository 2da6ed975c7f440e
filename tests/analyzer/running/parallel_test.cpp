#include "analyzer/running/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

namespace tidemark {
namespace {

TEST(ForEachIndex, CallsEachOnceWhateverTheThreads) {
  for (const std::size_t threads : {0U, 1U, 2U, 7U, 200U}) {
    std::vector<std::atomic<int>> calls(100);
    for_each_index(calls.size(), threads, [&](std::size_t index, std::size_t) { ++calls[index]; });
    for (const auto& count : calls) EXPECT_EQ(count, 1);
  }
}

TEST(ForEachIndex, OfNoneDoesNothing) {
  for_each_index(0, 4, [](std::size_t, std::size_t) { FAIL(); });
}

TEST(ForEachIndex, TellsTheErrorOfTheLeastIndex) {
  for (int round = 0; round < 50; ++round) {
    std::string told;
    try {
      for_each_index(100, 4, [](std::size_t index, std::size_t) {
        if (index >= 10) throw std::runtime_error(std::to_string(index));
      });
    } catch (const std::runtime_error& error) {
      told = error.what();
    }
    EXPECT_EQ(told, "10");
  }
}

TEST(AvailableThreads, AreSome) { EXPECT_GE(available_threads(), 1U); }

}  // namespace
}  // namespace tidemark

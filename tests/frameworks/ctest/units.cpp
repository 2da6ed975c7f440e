// Three tests, to be repeated: one keeps memory.
#include <tidemark/gtest.hpp>

#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t kSize = 1000000;
constexpr auto kPause = std::chrono::milliseconds(150);

// Nothing gives it back, not even the program's end.
auto& kept = *new std::vector<std::vector<char>>;

TEST(Units, Price) {
  std::this_thread::sleep_for(2 * kPause);
  EXPECT_EQ(2 + 2, 4);
}

TEST(Units, Thumbnail) {
  std::this_thread::sleep_for(kPause);
  kept.emplace_back(kSize, 'x');
  std::this_thread::sleep_for(kPause);
}

TEST(Units, Search) {
  std::this_thread::sleep_for(2 * kPause);
  EXPECT_FALSE(kept.empty());
}

}  // namespace

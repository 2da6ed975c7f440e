#include "recorder/unwinder/code_map.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "recorder/stacks/unwind_message.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

class CodeMapTest : public ::testing::Test {
 protected:
  void write(const std::string& text) const { std::ofstream(path_, std::ios::app) << text; }
  [[nodiscard]] CodeMap open_map() const {
    return CodeMap(Descriptor(open(path_.c_str(), O_RDONLY | O_CLOEXEC)));
  }

  const testing::TemporaryDirectory directory_;
  const std::string path_ = directory_.file("perf-7.map");
};

TEST_F(CodeMapTest, NamesWhatAnAddressLiesIn) {
  write("1000 20 LazyCompile:*handle /srv/app.js:12\n0x2000 10 py::work:/srv/app.py\n");
  CodeMap map = open_map();
  EXPECT_EQ(map.find(0x1000, 0s), "LazyCompile:*handle /srv/app.js:12");
  EXPECT_EQ(map.find(0x101F, 0s), "LazyCompile:*handle /srv/app.js:12");
  EXPECT_EQ(map.find(0x1020, 0s), "");
  EXPECT_EQ(map.find(0x2008, 0s), "py::work:/srv/app.py");
  EXPECT_EQ(map.find(0xFFF, 0s), "");
}

TEST_F(CodeMapTest, IsReadOnASecondLaterAtTheEarliest) {
  write("1000 20 old\n");
  CodeMap map = open_map();
  EXPECT_EQ(map.find(0x3000, 1s), "");
  write("3000 20 new\n1000 20 other\n");
  EXPECT_EQ(map.find(0x3000, 1500ms), "");
  EXPECT_EQ(map.find(0x3000, 2s), "new");
  EXPECT_EQ(map.find(0x1000, 2s), "other");
}

TEST_F(CodeMapTest, ALineThatIsStillBeingWrittenWaits) {
  write("1000 20 fir");
  CodeMap map = open_map();
  EXPECT_EQ(map.find(0x1000, 1s), "");
  write("st\n");
  EXPECT_EQ(map.find(0x1000, 3s), "first");
}

TEST_F(CodeMapTest, WhatIsNoLineOfAMapIsPassedOver) {
  write(
      "\nnothing\n1000\n1000 20\n1000 20 \nxyz 20 a\n1000 zz a\n1000 0 empty\nffffffffffffffff 20 "
      "beyond\n-1000 20 a\n");
  write("2000 10 good\n");
  CodeMap map = open_map();
  EXPECT_EQ(map.find(0x1000, 1s), "");
  EXPECT_EQ(map.find(0xFFFFFFFFFFFFFFFF, 3s), "");
  EXPECT_EQ(map.find(0x2000, 5s), "good");
}

TEST_F(CodeMapTest, ALineWithoutAnEndEndsTheReading) {
  write("1000 20 first\n2000 20 " + std::string(200'000, 'x') + "\n3000 20 behind\n");
  CodeMap map = open_map();
  EXPECT_EQ(map.find(0x1000, 1s), "first");
  EXPECT_EQ(map.find(0x3000, 5s), "");
}

TEST_F(CodeMapTest, ALineMayBeOfABlockAtMost) {
  constexpr std::size_t kBlock = 65536;
  const std::string line = "2000 20 ";
  write("1000 20 first\n" + line + std::string(kBlock - line.size() - 1, 'x') + "\n3000 20 behind\n");
  CodeMap map = open_map();
  EXPECT_EQ(map.find(0x2000, 1s), std::string(kMostSymbolBytes, 'x'));
  EXPECT_EQ(map.find(0x3000, 5s), "behind");
}

TEST_F(CodeMapTest, NoMoreFunctionsThanItsBoundAreKept) {
  std::string text;
  for (std::size_t i = 0; i <= CodeMap::kMostFunctions; ++i) text += fmt::format("{:x} 1 f\n", i);
  write(text);
  CodeMap map = open_map();
  EXPECT_EQ(map.find(CodeMap::kMostFunctions - 1, 1s), "f");
  EXPECT_EQ(map.find(CodeMap::kMostFunctions, 5s), "");
}

TEST(CodeMap, WithoutAFileNothingIsNamed) { EXPECT_EQ(CodeMap().find(0x1000, 1s), ""); }

}  // namespace
}  // namespace tidemark

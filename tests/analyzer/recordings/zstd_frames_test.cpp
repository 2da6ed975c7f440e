#include "analyzer/recordings/zstd_frames.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tidemark {
namespace {

using namespace std::string_literals;

// A frame of three bytes with a checksum, one of two blocks without it, and one to be skipped.
const std::string kChecked = "\x28\xB5\x2F\xFD\x24\x03\x19\0\0abc\x01\x02\x03\x04"s;
const std::string kOfBlocks = "\x28\xB5\x2F\xFD\0\x58\x22\x03\0x\x01\0\0"s;
const std::string kSkippable = "\x50\x2A\x4D\x18\x05\0\0\0hello"s;

// The lengths at which the bytes may end.
std::vector<std::size_t> ends_of(const std::string& bytes) {
  std::vector<std::size_t> ends;
  ZstdFrames frames;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    frames.take(bytes.substr(i, 1));
    if (frames.may_end()) ends.push_back(i + 1);
  }
  ZstdFrames at_once;
  at_once.take(bytes);
  EXPECT_EQ(at_once.may_end(), frames.may_end());
  return ends;
}

TEST(ZstdFrames, MayEndBehindAFrameAlone) {
  EXPECT_TRUE(ZstdFrames().may_end());
  EXPECT_EQ(ends_of(kChecked), std::vector<std::size_t>{kChecked.size()});
  EXPECT_EQ(ends_of(kOfBlocks), std::vector<std::size_t>{kOfBlocks.size()});
  EXPECT_EQ(ends_of(kSkippable), std::vector<std::size_t>{kSkippable.size()});
}

TEST(ZstdFrames, FollowOneAnother) {
  const std::string all = kSkippable + kChecked + kOfBlocks + kChecked;
  const std::size_t first = kSkippable.size(), second = first + kChecked.size(),
                    third = second + kOfBlocks.size();
  EXPECT_EQ(ends_of(all), (std::vector<std::size_t>{first, second, third, all.size()}));
}

// What the header says of a dictionary and of the content's length is passed over.
TEST(ZstdFrames, ALongHeaderIsPassedOver) {
  const std::string longest = "\x28\xB5\x2F\xFD\xC3\x58"s + std::string(4 + 8, '\x01') + "\x01\0\0"s;
  EXPECT_EQ(ends_of(longest), std::vector<std::size_t>{longest.size()});
}

}  // namespace
}  // namespace tidemark

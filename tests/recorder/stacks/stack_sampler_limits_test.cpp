#include "recorder/stacks/stack_sampler.hpp"
#include "tests/recorder/stacks/stack_sampler_fixture.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::comes_true;
using testing::StackSamplerTest;

// What the sampler does where there is too much, or the unwinder fails.
class StackSamplerLimits : public StackSamplerTest {};

TEST_F(StackSamplerLimits, MoreSamplesThanMayBeUnwoundAreCounted) {
  START_OR_SKIP("answer", false, 256);
  constexpr std::uint32_t kSamples = 130;
  sample(1s, kSamples * 256);
  EXPECT_TRUE(comes_true([&] {
    sampler_->pump(1s);
    return !sampler_->is_busy();
  }));
  const auto stacks = static_cast<std::int64_t>(unwound().size());
  EXPECT_LE(stacks, 100);
  EXPECT_GE(stacks, 90);
  EXPECT_GE(stacks + sampler_->take_lost(), kSamples * 4096 / sysconf(_SC_PAGESIZE) * 9 / 10);
  EXPECT_EQ(sampler_->take_lost(), 0);
}

// The rings of all processors have room for 32 stacks of that length.
TEST_F(StackSamplerLimits, WhatTheKernelHasNoRoomForIsCounted) {
  START_OR_SKIP("answer", false, 65528);
  std::int64_t lost = 0;
  sample(1s, 60 * 256);
  EXPECT_LE(unwound().size(), 40U);
  EXPECT_TRUE(comes_true([&] {
    sample(2s, 1024);
    static_cast<void>(unwound());
    return (lost += sampler_->take_lost()) >= 20;
  }));
}

TEST_F(StackSamplerLimits, WhatTheUnwinderDoesNotTakeWaits) {
  START_OR_SKIP("deaf", false, 65528);
  sample(1s, 25 * 256);
  EXPECT_TRUE(sampler_->is_busy());
  sampler_->pump(1100ms);
  EXPECT_EQ(sampler_->take_lost(), 0);
  EXPECT_EQ(sampler_->failure(), "");
  sampler_->finish(0ms);
  const auto sent = sampler_->take_lost();
  EXPECT_GE(sent, 1);
  EXPECT_LT(sent, 25) << "the socket has room for some";
}

TEST_F(StackSamplerLimits, AtTheEndNothingIsWaitedForWithoutTime) {
  START_OR_SKIP("answer");
  sample(1s);
  EXPECT_TRUE(comes_true([&] { return fake_.count("answered") >= 4; }));
  sampler_->finish(0ms);
  EXPECT_FALSE(sampler_->is_busy());
  EXPECT_GE(sampler_->take_lost(), 4);
}

TEST_F(StackSamplerLimits, AnUnwinderThatEndsIsReplacedSomeTimes) {
  START_OR_SKIP("end");
  auto now = 1s;
  std::int64_t lost = 0;
  EXPECT_TRUE(comes_true([&] {
    sample(now += 1s, 1024);
    lost += sampler_->take_lost();
    return !sampler_->failure().empty();
  }));
  EXPECT_EQ(sampler_->failure(), "the unwinder has died too often");
  EXPECT_FALSE(sampler_->is_busy());
  EXPECT_GE(lost, 6) << "one at least of each";
  EXPECT_TRUE(comes_true([&] { return fake_.count("modules of 6") == 1; }));
  EXPECT_EQ(fake_.count("modules of 7"), 0);
}

TEST_F(StackSamplerLimits, WithoutAnUnwinderAllIsGivenUp) {
  START_OR_SKIP("/nowhere");
  sample(1s);
  EXPECT_EQ(sampler_->failure().find("/nowhere: "), 0U) << sampler_->failure();
  EXPECT_GE(sampler_->take_lost(), 4);
  sample(2s);
  sampler_->pump(3s);
  EXPECT_EQ(sampler_->take_lost(), 0) << "nobody expects them any more";
  EXPECT_FALSE(sampler_->is_busy());
  EXPECT_TRUE(unwound().empty());
}

TEST_F(StackSamplerLimits, AnUnwinderThatTakesTooMuchMemoryIsReplaced) {
  START_OR_SKIP("silent-and-fat");
  sample(1s);
  EXPECT_TRUE(sampler_->is_busy());
  EXPECT_TRUE(comes_true([&] { return fake_.count("sample of 1") >= 1; }));
  sampler_->pump(1999ms);
  const auto used = sampler_->cpu();
  EXPECT_GT(used, 0ns);
  EXPECT_TRUE(sampler_->is_busy()) << "it is looked at once a second";
  sampler_->pump(2s);
  EXPECT_FALSE(sampler_->is_busy());
  EXPECT_GE(sampler_->take_lost(), 4);
  EXPECT_GE(sampler_->cpu(), used) << "that of the one before counts";
  EXPECT_EQ(sampler_->failure(), "");
  sample(2500ms);
  EXPECT_TRUE(comes_true([&] { return fake_.count("modules of 2") == 1; }));
}

TEST_F(StackSamplerLimits, AnUnwinderOfLittleMemoryStays) {
  START_OR_SKIP("silent");
  sample(1s);
  sampler_->pump(2s);
  sampler_->pump(3s);
  EXPECT_TRUE(sampler_->is_busy());
  EXPECT_EQ(sampler_->take_lost(), 0);
}

TEST_F(StackSamplerLimits, StacksThatNobodyTakesAreCountedBeyondSomeThousands) {
  START_OR_SKIP("answer");
  sample(1s);
  sampler_->finish(Seconds(30));
  const auto expected = fake_.count("sample of 1");
  std::vector<ProcessStack> stacks(4094);
  sampler_->move_stacks_to(stacks);
  EXPECT_EQ(stacks.size(), 4096U);
  EXPECT_EQ(stacks.back().token, 7U);
  EXPECT_EQ(sampler_->take_lost(), expected - 2);
  sample(2s);
  sampler_->finish(Seconds(30));
  std::vector<ProcessStack> full(5000);
  sampler_->move_stacks_to(full);
  EXPECT_EQ(full.size(), 5000U);
  EXPECT_GE(sampler_->take_lost(), 4);
}

TEST(StackDescriptors, AreThoseOfEachProcessorAndWordAndOfTheModulesOfAMessage) {
  EXPECT_GE(stack_descriptors(), static_cast<std::size_t>(sysconf(_SC_NPROCESSORS_CONF)) +
                                     Watchpoints::kMostEvents + kMostModulesAMessage);
}

}  // namespace
}  // namespace tidemark

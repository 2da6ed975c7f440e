#include "recorder/stacks/stack_sampler.hpp"

#include "common/text.hpp"
#include "tests/recorder/stacks/stack_sampler_fixture.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::comes_true;
using testing::PageToucher;
using testing::StackSamplerTest;
using testing::TouchOrder;

TEST_F(StackSamplerTest, SamplesOfWhatHasGrownComeBackAsStacks) {
  START_OR_SKIP("answer");
  sample(1s);
  EXPECT_TRUE(sampler_->is_busy());
  const auto stacks = unwound();
  EXPECT_FALSE(sampler_->is_busy());
  EXPECT_GE(count_of(stacks, "anonymous"), 4);
  EXPECT_LE(stacks.size(), 12U) << "one for each MiB, and what the program began with";
  for (const ProcessStack& stack : stacks) {
    EXPECT_EQ(stack.token, 7U);
    EXPECT_EQ(stack.slot, 2U);
    EXPECT_TRUE(stack.stack.is_whole);
    EXPECT_FALSE(stack.stack.is_kept);
    EXPECT_EQ(stack.stack.samples, 1);
    EXPECT_EQ(stack.stack.faults * sysconf(_SC_PAGESIZE), 1 << 20);
    ASSERT_EQ(stack.stack.frames.size(), 2U);
    FrameRow touch = stack.stack.frames[0];
    EXPECT_TRUE(touch.module && touch.module->starts_with('/')) << touch.module.value_or("none");
    touch.module.reset();
    EXPECT_EQ(touch, (FrameRow{{}, "ab12", 0x1234, escape_name("touch\x01")}));
    EXPECT_EQ(stack.stack.frames[1], (FrameRow{{}, {}, {}, "made"})) << "of no module that was told";
  }
  EXPECT_EQ(sampler_->take_lost(), 0);
  EXPECT_EQ(sampler_->failure(), "");
  EXPECT_TRUE(unwound().empty()) << "each is given once";
}

TEST_F(StackSamplerTest, OfWhatHasNotGrownNothingIsUnwound) {
  START_OR_SKIP("answer");
  snapshot_.processes[0].has_grown = false;
  sample(1s);
  EXPECT_FALSE(sampler_->is_busy());
  EXPECT_TRUE(unwound().empty());
  EXPECT_EQ(sampler_->take_lost(), 0);
  EXPECT_EQ(sampler_->cpu(), 0ns) << "nobody was started";
}

TEST_F(StackSamplerTest, BetweenScansSamplesAreTakenByWhatTheLastOneKnew) {
  START_OR_SKIP("answer");
  sampler_->take(snapshot_, 1s);
  static_cast<void>(unwound());
  static_cast<void>(program_->touch(kPages));
  sampler_->pump(1100ms);
  EXPECT_GE(unwound().size(), 4U);
}

TEST_F(StackSamplerTest, MemoryThatWasMappedSinceIsLookedUp) {
  START_OR_SKIP("answer");
  sample(1s);
  static_cast<void>(unwound());
  static_cast<void>(program_->touch(kPages / 2));
  sample(2s, 3 * kPages);
  EXPECT_GE(count_of(unwound(), "anonymous"), 16);
}

TEST_F(StackSamplerTest, SharedMemoryIsThatOfAFile) {
  START_OR_SKIP("answer");
  static_cast<void>(program_->touch(kPages, TouchOrder::Kind::kShared));
  sampler_->take(snapshot_, 1s);
  EXPECT_GE(count_of(unwound(), "file"), 4);
}

TEST_F(StackSamplerTest, TheLastSamplesOfWhatHasEndedAreTakenForAnotherScan) {
  START_OR_SKIP("answer");
  sample(1s);
  static_cast<void>(unwound());
  static_cast<void>(program_->touch(kPages));
  snapshot_.processes.clear();
  sampler_->take(snapshot_, 2s);
  EXPECT_GE(unwound().size(), 4U);
  EXPECT_EQ(fake_.count("forget 1"), 0);
  sample(3s);
  EXPECT_TRUE(unwound().empty());
  EXPECT_TRUE(comes_true([&] { return fake_.count("forget 1") == 1; }));
  EXPECT_EQ(sampler_->take_lost(), 0) << "it was not to be told of any more";
}

TEST_F(StackSamplerTest, AnotherProgramOfTheSamePidIsToldAnewAtOnce) {
  START_OR_SKIP("answer");
  sample(1s);
  static_cast<void>(unwound());
  EXPECT_EQ(fake_.count("modules of 1"), 1);
  snapshot_.processes[0].token = 8;
  sample(1100ms);
  const auto stacks = unwound();
  EXPECT_EQ(fake_.count("modules of 1"), 2);
  ASSERT_FALSE(stacks.empty());
  EXPECT_EQ(stacks[0].token, 8U);
}

TEST_F(StackSamplerTest, AnAnswerForAProgramThatWasReplacedIsLost) {
  START_OR_SKIP("answer");
  sample(1s);
  EXPECT_TRUE(comes_true([&] { return fake_.count("answered") >= 4; }));
  snapshot_.processes[0].token = 8;
  sampler_->take(snapshot_, 1100ms);
  EXPECT_TRUE(unwound().empty());
  EXPECT_GE(sampler_->take_lost(), 4);
}

TEST_F(StackSamplerTest, WhatIsNotAnsweredIsLost) {
  START_OR_SKIP("skip");
  sample(1s);
  std::vector<ProcessStack> stacks;
  EXPECT_TRUE(comes_true([&] {
    sampler_->pump(1s);
    sampler_->move_stacks_to(stacks);
    return stacks.size() >= 2;
  }));
  const auto lost_before = sampler_->take_lost();
  EXPECT_GE(lost_before, static_cast<std::int64_t>(stacks.size())) << "every other one";
  sampler_->finish(0ms);
  const auto all = static_cast<std::int64_t>(stacks.size()) + lost_before + sampler_->take_lost();
  EXPECT_TRUE(comes_true([&] { return fake_.count("sample of 1") == all; }));
}

TEST_F(StackSamplerTest, AnAnswerWithoutFramesIsLost) {
  START_OR_SKIP("answer-nothing");
  sample(1s);
  EXPECT_TRUE(unwound().empty());
  EXPECT_GE(sampler_->take_lost(), 4);
}

TEST_F(StackSamplerTest, CodeThatNobodyKnowsIsToldByItsAddress) {
  START_OR_SKIP("answer-unknown");
  sample(1s);
  const auto stacks = unwound();
  ASSERT_FALSE(stacks.empty());
  EXPECT_FALSE(stacks[0].stack.is_whole);
  ASSERT_EQ(stacks[0].stack.frames.size(), 1U);
  EXPECT_EQ(stacks[0].stack.frames[0], (FrameRow{{}, {}, 0x7000, {}}));
}

// The oldest goes: it was used in the scan that is longest ago.
TEST_F(StackSamplerTest, TheUnwinderKnowsFewProcessesAtATime) {
  settings_.scope = FaultScope::kHost;
  START_OR_SKIP("answer");
  std::vector<std::unique_ptr<PageToucher>> others;
  auto now = 1s;
  const auto take_once_sampled = [&](const PageToucher& program, int image) {
    EXPECT_TRUE(comes_true([&] {
      static_cast<void>(program.touch(1024));
      sampler_->take(snapshot_, now += 1s);
      static_cast<void>(unwound());
      return fake_.count("modules of " + std::to_string(image)) == 1;
    })) << image;
    static_cast<void>(program.touch(1));
  };
  take_once_sampled(*program_, 1);
  for (int image = 2; image <= 32; ++image) {
    put(*others.emplace_back(std::make_unique<PageToucher>()), 100 + static_cast<std::uint64_t>(image), 3);
    take_once_sampled(*others.back(), image);
  }
  sample(now += 1s);
  static_cast<void>(unwound());
  EXPECT_EQ(fake_.count("forget 1") + fake_.count("forget 2"), 0);
  put(*others.emplace_back(std::make_unique<PageToucher>()), 200, 3);
  take_once_sampled(*others.back(), 33);
  EXPECT_EQ(fake_.count("forget 1"), 0) << "which was used since";
  EXPECT_EQ(fake_.count("forget 2"), 1);
  EXPECT_EQ(fake_.count("forget 3"), 0);
}

}  // namespace
}  // namespace tidemark

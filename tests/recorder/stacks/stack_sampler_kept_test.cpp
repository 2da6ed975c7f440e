#include <linux/hw_breakpoint.h>

#include "recorder/stacks/stack_sampler.hpp"
#include "tests/recorder/stacks/stack_sampler_fixture.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::comes_true;
using testing::StackSamplerTest;
using testing::TouchOrder;

class StackSamplerKept : public StackSamplerTest {
 protected:
  // Begins with a sampler, and has words of new pages watched and written; skips where that is not allowed.
  void start_watching(const std::string& unwinder) {
    start(unwinder, true);
    if (IsSkipped()) return;
    if (!can_watch()) GTEST_SKIP() << "there are no watchpoints here";
    sample(1s);
    before_ = unwound();
    EXPECT_TRUE(sampler_->is_busy());
    lost_before_ = sampler_->take_lost();
    static_cast<void>(program_->touch(kPages, TouchOrder::Kind::kAgain));
  }
  static bool can_watch() {
    static std::uint64_t word = 0;
    perf_event_attr event = {};
    event.size = sizeof event;
    event.type = PERF_TYPE_BREAKPOINT;
    event.bp_type = HW_BREAKPOINT_W;
    event.bp_addr = reinterpret_cast<std::uint64_t>(&word);
    event.bp_len = HW_BREAKPOINT_LEN_8;
    event.sample_period = 1;
    event.exclude_kernel = 1;
    return open_perf_event(event, 0, -1).is_open();
  }
  // Returns what is told of words that are left alone, until nothing is watched any more.
  std::vector<ProcessStack> wait_for_kept() {
    std::vector<ProcessStack> stacks;
    EXPECT_TRUE(comes_true([&] {
      sampler_->pump(now_ += 20ms);
      sampler_->move_stacks_to(stacks);
      return !sampler_->is_busy();
    }));
    return stacks;
  }

  std::vector<ProcessStack> before_;  // of page faults
  std::int64_t lost_before_ = 0;
  std::chrono::nanoseconds now_ = 1s;
};

#define WATCH_OR_SKIP(unwinder) \
  start_watching(unwinder);     \
  if (IsSkipped()) return

TEST_F(StackSamplerKept, WhoWroteWhatIsKeptIsToldOnceOfEachWord) {
  WATCH_OR_SKIP("answer");
  const auto stacks = wait_for_kept();
  EXPECT_GE(stacks.size(), 1U);
  EXPECT_LE(stacks.size(), Watchpoints::kMostOfAProcess);
  for (const ProcessStack& stack : stacks) {
    EXPECT_TRUE(stack.stack.is_kept);
    EXPECT_EQ(stack.token, 7U);
    EXPECT_EQ(stack.stack.memory, "anonymous");
    EXPECT_EQ(stack.stack.faults * sysconf(_SC_PAGESIZE), 1 << 20);
    EXPECT_FALSE(stack.stack.frames.empty());
  }
  EXPECT_EQ(sampler_->take_lost(), 0);
}

// What is lost is told of page faults alone: nobody expects each page that is kept.
TEST_F(StackSamplerKept, OneWithoutFramesIsNotCounted) {
  WATCH_OR_SKIP("answer-nothing");
  EXPECT_GE(lost_before_, 4);
  const int before = fake_.count("sample of 1");
  EXPECT_TRUE(wait_for_kept().empty());
  EXPECT_GT(fake_.count("sample of 1"), before);
  EXPECT_EQ(sampler_->take_lost(), 0);
}

TEST_F(StackSamplerKept, WhatAnotherProgramOfThePidKeepsIsNotThatOfTheFirst) {
  WATCH_OR_SKIP("answer");
  snapshot_.processes[0].token = 8;
  sampler_->take(snapshot_, now_ += 20ms);
  EXPECT_TRUE(wait_for_kept().empty());
}

TEST_F(StackSamplerKept, WhatHasEndedKeepsNothing) {
  WATCH_OR_SKIP("answer");
  sampler_->take({}, now_ += 20ms);
  EXPECT_TRUE(wait_for_kept().empty());
}

TEST_F(StackSamplerKept, SharedMemoryIsNotFollowed) {
  START_OR_SKIP("answer", true);
  static_cast<void>(unwound());
  sampler_->take({}, 1s);
  static_cast<void>(program_->touch(kPages, TouchOrder::Kind::kShared));
  sampler_->take(snapshot_, 2s);
  EXPECT_GE(count_of(unwound(), "file"), 4);
  EXPECT_FALSE(sampler_->is_busy());
}

}  // namespace
}  // namespace tidemark

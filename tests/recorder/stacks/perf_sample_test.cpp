#include "recorder/stacks/perf_sample.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <ctime>

#include "recorder/stacks/sampled_registers.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

// What the kernel writes behind the header of a sample.
class PerfSample : public ::testing::Test {
 protected:
  void SetUp() override {
    if (sampled_registers_mask() == 0) GTEST_SKIP() << "no architecture of which registers are sampled";
    write_head(PERF_SAMPLE_REGS_ABI_64);
    for (int i = 0; i < std::popcount(sampled_registers_mask()); ++i) write(std::uint64_t{100});
  }

  template <typename Number>
  void write(Number number) {
    const auto bytes = std::as_bytes(std::span(&number, 1));
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  void write_head(std::uint64_t abi) {
    bytes_.clear();
    write(std::uint32_t{7});
    write(std::uint32_t{8});
    write(std::uint64_t{5'000'000'000});
    write(std::uint64_t{0x7f001000});
    write(abi);
  }
  void write_stack(std::uint64_t room, std::uint64_t copied) {
    write(room);
    bytes_.resize(bytes_.size() + room, std::byte{'s'});
    write(copied);
  }

  std::vector<std::byte> bytes_;
};

TEST_F(PerfSample, HasProcessTimeAddressRegistersAndTheStackThatIsThere) {
  write_stack(64, 24);
  const auto sample = parse_sample(bytes_);
  ASSERT_TRUE(sample);
  EXPECT_EQ(sample->pid, 7);
  EXPECT_EQ(sample->time, 5s);
  EXPECT_EQ(sample->address, 0x7f001000U);
  EXPECT_FALSE(sample->registers.empty());
  EXPECT_EQ(sample->stack.size(), 24U);
  EXPECT_EQ(bytes_.size() + sizeof(perf_event_header), sample_bytes(64));
}

TEST_F(PerfSample, AStackThatClaimsMoreThanThereIsEndsWithTheRecord) {
  write_stack(64, 1U << 20U);
  EXPECT_EQ(parse_sample(bytes_)->stack.size(), 64U);
  bytes_.resize(bytes_.size() - 40);
  EXPECT_EQ(parse_sample(bytes_)->stack.size(), 0U);
}

TEST_F(PerfSample, OfAProcessThatIsNotSeenHereIsNone) {
  bytes_[0] = bytes_[1] = bytes_[2] = bytes_[3] = std::byte{0};
  write_stack(64, 24);
  EXPECT_FALSE(parse_sample(bytes_));
}

TEST_F(PerfSample, OfAnotherArchitecturesCodeHasNoRegisters) {
  write_head(PERF_SAMPLE_REGS_ABI_32);
  for (int i = 0; i < std::popcount(sampled_registers_mask()); ++i) write(std::uint64_t{100});
  write_stack(64, 24);
  const auto sample = parse_sample(bytes_);
  ASSERT_TRUE(sample);
  EXPECT_TRUE(sample->registers.empty());
  EXPECT_EQ(sample->program_counter, 100U);
  EXPECT_EQ(sample->stack_pointer, 100U);
  EXPECT_EQ(sample->stack.size(), 24U);
}

TEST_F(PerfSample, WithoutAStackThereIsNoneOfItsLength) {
  write(std::uint64_t{0});
  const auto sample = parse_sample(bytes_);
  ASSERT_TRUE(sample);
  EXPECT_TRUE(sample->stack.empty());
}

TEST(AskForSamples, IsForWhatASampleHasOfTheProgramItself) {
  perf_event_attr event = {};
  ask_for_samples(4096, event);
  EXPECT_EQ(event.size, sizeof event);
  EXPECT_EQ(event.sample_type,
            static_cast<std::uint64_t>(PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_ADDR |
                                       PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER));
  EXPECT_EQ(event.sample_regs_user, sampled_registers_mask());
  EXPECT_EQ(event.sample_stack_user, 4096U);
  EXPECT_TRUE(event.use_clockid);
  EXPECT_EQ(event.clockid, CLOCK_MONOTONIC);
  EXPECT_TRUE(event.exclude_hv);
  EXPECT_TRUE(event.exclude_guest) << "a virtual machine's faults are its own";
}

TEST_F(PerfSample, OfNoProgramsCodeIsNone) {
  write_head(PERF_SAMPLE_REGS_ABI_NONE);
  EXPECT_FALSE(parse_sample(bytes_));
  EXPECT_FALSE(parse_sample({}));
}

}  // namespace
}  // namespace tidemark

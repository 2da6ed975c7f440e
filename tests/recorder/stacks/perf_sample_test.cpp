#include "recorder/stacks/perf_sample.hpp"

#include <gtest/gtest.h>

#include <bit>

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

TEST_F(PerfSample, OfNoProgramsCodeIsNone) {
  write_head(PERF_SAMPLE_REGS_ABI_NONE);
  EXPECT_FALSE(parse_sample(bytes_));
  EXPECT_FALSE(parse_sample({}));
}

}  // namespace
}  // namespace tidemark

#include "recorder/stacks/sampled_registers.hpp"

#include <gtest/gtest.h>

#include <bit>

namespace tidemark {
namespace {

// The kernel gives the registers of the mask in the order of their bits; here each holds the number of its bit.
std::vector<std::uint64_t> numbered() {
  std::vector<std::uint64_t> values;
  for (unsigned bit = 0; bit < 64; ++bit) {
    if (((sampled_registers_mask() >> bit) & 1U) != 0) values.push_back(bit);
  }
  return values;
}

TEST(SampledRegisters, StandByTheirDwarfNumbers) {
  if (sampled_registers_mask() == 0) GTEST_SKIP() << "not known on this architecture";
  const auto registers = sort_registers(numbered());
  ASSERT_TRUE(registers);
#if defined(__x86_64__)
  // asm/perf_regs.h: AX BX CX DX SI DI BP SP IP ... R8 at 16
  EXPECT_EQ(registers->by_dwarf_number,
            (std::vector<std::uint64_t>{0, 3, 2, 1, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 8}));
  EXPECT_EQ(registers->program_counter, 8U);
  EXPECT_EQ(registers->stack_pointer, 7U);
#elif defined(__aarch64__)
  EXPECT_EQ(registers->by_dwarf_number.size(), 32U);
  EXPECT_EQ(registers->program_counter, 32U);
  EXPECT_EQ(registers->stack_pointer, 31U);
#endif
}

TEST(SampledRegisters, FewerThanAskedForAreNone) {
  if (sampled_registers_mask() == 0) GTEST_SKIP() << "not known on this architecture";
  const auto values = numbered();
  EXPECT_FALSE(sort_registers(std::span(values).first(values.size() - 1)));
}

}  // namespace
}  // namespace tidemark

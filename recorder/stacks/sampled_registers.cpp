#include "recorder/stacks/sampled_registers.hpp"

#if defined(__x86_64__) || defined(__aarch64__)
#include <asm/perf_regs.h>
#endif

#include <array>
#include <bit>

namespace tidemark {
namespace {

// The kernel's numbers in the order of DWARF's; the first one that is no general register is the program counter.
#if defined(__x86_64__)
// System V ABI, AMD64 Architecture Processor Supplement, figure 3.36
constexpr std::array kByDwarfNumber{PERF_REG_X86_AX,  PERF_REG_X86_DX,  PERF_REG_X86_CX,  PERF_REG_X86_BX,
                                    PERF_REG_X86_SI,  PERF_REG_X86_DI,  PERF_REG_X86_BP,  PERF_REG_X86_SP,
                                    PERF_REG_X86_R8,  PERF_REG_X86_R9,  PERF_REG_X86_R10, PERF_REG_X86_R11,
                                    PERF_REG_X86_R12, PERF_REG_X86_R13, PERF_REG_X86_R14, PERF_REG_X86_R15,
                                    PERF_REG_X86_IP};
constexpr std::size_t kStackPointer = 7;
constexpr std::size_t kProgramCounter = 16;
constexpr std::size_t kGiven = 17;
#elif defined(__aarch64__)
// DWARF for the Arm 64-bit Architecture, section 4.1
constexpr std::array<int, 33> kByDwarfNumber = [] {
  std::array<int, 33> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int>(i);
  return numbers;
}();
constexpr std::size_t kStackPointer = 31;
constexpr std::size_t kProgramCounter = 32;
constexpr std::size_t kGiven = 32;
#else
constexpr std::array<int, 0> kByDwarfNumber{};
constexpr std::size_t kStackPointer = 0;
constexpr std::size_t kProgramCounter = 0;
constexpr std::size_t kGiven = 0;
#endif

constexpr std::uint64_t mask_of(const auto& numbers) {
  std::uint64_t mask = 0;
  for (const auto number : numbers) mask |= std::uint64_t{1} << static_cast<unsigned>(number);
  return mask;
}

constexpr std::uint64_t kMask = mask_of(kByDwarfNumber);

}  // namespace

std::uint64_t sampled_registers_mask() { return kMask; }

std::optional<SampledRegisters> sort_registers(std::span<const std::uint64_t> values) {
  if (kMask == 0 || values.size() < static_cast<std::size_t>(std::popcount(kMask))) return std::nullopt;
  std::vector<std::uint64_t> sorted;
  for (const auto number : kByDwarfNumber) {
    // They come in the order of their bits.
    const std::uint64_t below = kMask & ((std::uint64_t{1} << static_cast<unsigned>(number)) - 1);
    sorted.push_back(values[static_cast<std::size_t>(std::popcount(below))]);
  }
  SampledRegisters registers{sorted.at(kProgramCounter), sorted.at(kStackPointer), {}};
  sorted.resize(kGiven);
  registers.by_dwarf_number = std::move(sorted);
  return registers;
}

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tidemark {

// Registers that the kernel samples for an unwinder (PERF_SAMPLE_REGS_USER), of this machine's architecture.

// Bit for each that is asked for, as asm/perf_regs.h numbers them; 0 for an architecture that is not known here.
[[nodiscard]] std::uint64_t sampled_registers_mask();

struct SampledRegisters {
  std::uint64_t program_counter;
  std::uint64_t stack_pointer;
  std::vector<std::uint64_t> by_dwarf_number;
};

// values   as many as the mask has bits, in its order
// Returns  nullopt where there are fewer
[[nodiscard]] std::optional<SampledRegisters> sort_registers(std::span<const std::uint64_t> values);

}  // namespace tidemark

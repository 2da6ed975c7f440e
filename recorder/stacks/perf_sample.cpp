#include "recorder/stacks/perf_sample.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <ctime>
#include <utility>

#include "recorder/stacks/sampled_registers.hpp"

namespace tidemark {
namespace {

std::size_t register_count() { return static_cast<std::size_t>(std::popcount(sampled_registers_mask())); }

// Reads the fields of a record, one after the other.
class Fields {
 public:
  explicit Fields(std::span<const std::byte> bytes) : rest_(bytes) {}

  template <typename Number>
  Number take() {
    Number value{};
    const auto bytes = take_bytes(sizeof value);
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  std::span<const std::byte> take_bytes(std::size_t count) {
    if (count > rest_.size()) {
      rest_ = {};
      return {};
    }
    const auto bytes = rest_.first(count);
    rest_ = rest_.subspan(count);
    return bytes;
  }

 private:
  std::span<const std::byte> rest_;
};

}  // namespace

void ask_for_samples(std::uint32_t stack_bytes, perf_event_attr& event) {
  event.size = sizeof event;
  // With PERF_SAMPLE_PERIOD the kernel samples every single fault of a software event.
  event.sample_type =
      PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_ADDR | PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER;
  event.sample_regs_user = sampled_registers_mask();
  event.sample_stack_user = stack_bytes;
  event.use_clockid = 1;
  event.clockid = CLOCK_MONOTONIC;
  event.exclude_hv = 1;
  event.exclude_guest = 1;
}

std::size_t sample_bytes(std::uint32_t stack_bytes) {
  // Header, thread, time, address, ABI, registers, and the stack between its length and how much of it is there.
  return sizeof(perf_event_header) + (4 + register_count() + 2) * sizeof(std::uint64_t) + stack_bytes;
}

// The fields come as perf_event_open(2) orders those that ask_for_samples() asks for.
std::optional<TouchSample> parse_sample(std::span<const std::byte> bytes) {
  Fields fields(bytes);
  TouchSample sample;
  sample.pid = static_cast<pid_t>(fields.take<std::uint32_t>());
  static_cast<void>(fields.take<std::uint32_t>());  // thread
  sample.time = std::chrono::nanoseconds(fields.take<std::uint64_t>());
  sample.address = fields.take<std::uint64_t>();
  const auto abi = fields.take<std::uint64_t>();
  if (abi == PERF_SAMPLE_REGS_ABI_NONE || sample.pid <= 0) return std::nullopt;
  std::vector<std::uint64_t> values(register_count());
  for (std::uint64_t& value : values) value = fields.take<std::uint64_t>();
  auto registers = sort_registers(values);
  if (!registers) return std::nullopt;
  sample.program_counter = registers->program_counter;
  sample.stack_pointer = registers->stack_pointer;
  if (abi == PERF_SAMPLE_REGS_ABI_64) sample.registers = std::move(registers->by_dwarf_number);
  const auto size = fields.take<std::uint64_t>();
  const auto stack = fields.take_bytes(static_cast<std::size_t>(size));
  const auto copied = fields.take<std::uint64_t>();  // not there where the size is 0
  sample.stack = stack.first(std::min<std::size_t>(stack.size(), static_cast<std::size_t>(copied)));
  return sample;
}

}  // namespace tidemark

#include "recorder/stacks/fault_events.hpp"

#include <fmt/core.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>
#include <optional>

#include "recorder/procfs/proc_files.hpp"
#include "recorder/stacks/sampled_registers.hpp"
#include "recorder/system/capabilities.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kLeastRingBytes = 64 * 1024;

perf_event_attr describe(FaultScope scope, std::uint64_t period, std::uint32_t stack_bytes, bool of_kernel) {
  perf_event_attr event = {};
  event.size = sizeof event;
  event.type = PERF_TYPE_SOFTWARE;
  event.config = PERF_COUNT_SW_PAGE_FAULTS_MIN;
  event.sample_period = period;
  // With PERF_SAMPLE_PERIOD the kernel samples every single fault of a software event.
  event.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_ADDR | PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER;
  event.sample_regs_user = sampled_registers_mask();
  event.sample_stack_user = stack_bytes;
  // What the kernel touches on a program's behalf, as read(2) does its buffer, is the program's growth as well.
  event.exclude_kernel = of_kernel ? 0 : 1;
  event.exclude_hv = 1;
  event.exclude_guest = 1;
  if (scope == FaultScope::kCommand) {
    event.inherit = 1;
    event.disabled = 1;
    event.enable_on_exec = 1;
  }
  return event;
}

int open_event(perf_event_attr& event, pid_t pid, int cpu) {
  return static_cast<int>(syscall(SYS_perf_event_open, &event, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC));
}

std::string explain(FaultScope scope, int error) {
  if (error != EACCES && error != EPERM) return fmt::format("perf_event_open: {}", std::strerror(error));
  const auto text = ProcFiles("/proc").read_file("sys/kernel/perf_event_paranoid", 16);
  const std::string level = text ? text->substr(0, text->find('\n')) : "unknown";
  const char* const most = scope == FaultScope::kHost ? "0" : "2";
  if (has_capability(CAP_PERFMON) || has_capability(CAP_SYS_ADMIN) || level <= most)
    return "the call perf_event_open is denied here, as by a container's seccomp profile";
  return fmt::format("it takes CAP_PERFMON, or kernel.perf_event_paranoid at {} (it is {})", most, level);
}

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

// The fields of PERF_RECORD_SAMPLE behind its header, as perf_event_open(2) orders those that describe() asks for.
std::optional<FaultSample> parse_sample(std::span<const std::byte> bytes, std::uint64_t period) {
  Fields fields(bytes);
  FaultSample sample;
  sample.pid = static_cast<pid_t>(fields.take<std::uint32_t>());
  static_cast<void>(fields.take<std::uint32_t>());  // thread
  sample.address = fields.take<std::uint64_t>();
  sample.faults = period;
  const auto abi = fields.take<std::uint64_t>();
  if (abi == PERF_SAMPLE_REGS_ABI_NONE || sample.pid <= 0) return std::nullopt;
  std::vector<std::uint64_t> values(static_cast<std::size_t>(std::popcount(sampled_registers_mask())));
  for (std::uint64_t& value : values) value = fields.take<std::uint64_t>();
  auto registers = sort_registers(values);
  if (!registers) return std::nullopt;
  sample.program_counter = registers->program_counter;
  sample.stack_pointer = registers->stack_pointer;
  if (abi == PERF_SAMPLE_REGS_ABI_64) sample.registers = std::move(registers->by_dwarf_number);
  const auto size = fields.take<std::uint64_t>();
  const auto stack = fields.take_bytes(static_cast<std::size_t>(size));
  const auto copied = size > 0 ? fields.take<std::uint64_t>() : 0;
  sample.stack = stack.first(std::min<std::size_t>(stack.size(), static_cast<std::size_t>(copied)));
  return sample;
}

perf_event_mmap_page& head_of(void* memory) { return *static_cast<perf_event_mmap_page*>(memory); }

}  // namespace

FaultEvents::FaultEvents(FaultScope scope, std::uint64_t period, std::uint32_t stack_bytes,
                         std::size_t ring_bytes)
    : period_(period) {
  if (sampled_registers_mask() == 0) throw StacksUnavailable("stacks are not sampled on this architecture");
  if (!open_all(scope, period, stack_bytes, true) && !open_all(scope, period, stack_bytes, false))
    throw StacksUnavailable(explain(scope, errno));
  map_rings(ring_bytes);
}

FaultEvents::~FaultEvents() {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  for (const Ring& ring : rings_) {
    if (ring.memory != nullptr) munmap(ring.memory, page + ring.data_bytes);
  }
}

// errno tells why not. A CPU that is not online has no event.
bool FaultEvents::open_all(FaultScope scope, std::uint64_t period, std::uint32_t stack_bytes,
                           bool of_kernel) {
  perf_event_attr event = describe(scope, period, stack_bytes, of_kernel);
  rings_.clear();
  const long cpus = sysconf(_SC_NPROCESSORS_CONF);
  for (int cpu = 0; cpu < cpus; ++cpu) {
    Descriptor opened(open_event(event, scope == FaultScope::kHost ? -1 : 0, cpu));
    if (opened.is_open()) {
      rings_.push_back({std::move(opened), nullptr, 0});
    } else if (errno != ENODEV) {
      return false;
    }
  }
  return !rings_.empty();
}

// What one user may lock for rings is bounded (kernel.perf_event_mlock_kb): smaller ones do.
void FaultEvents::map_rings(std::size_t ring_bytes) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  std::size_t bytes = std::bit_floor(std::max(ring_bytes / rings_.size(), kLeastRingBytes));
  for (Ring& ring : rings_) {
    for (;;) {
      void* const memory =
          mmap(nullptr, page + bytes, PROT_READ | PROT_WRITE, MAP_SHARED, ring.event.number(), 0);
      if (memory != MAP_FAILED) {
        ring.memory = memory;
        ring.data_bytes = bytes;
        break;
      }
      if (bytes <= std::max(page, kLeastRingBytes / 4))
        throw StacksUnavailable(fmt::format("a ring for samples: {}", std::strerror(errno)));
      bytes /= 2;
    }
  }
}

void FaultEvents::read(const std::function<bool(const FaultSample&)>& take) {
  for (const Ring& ring : rings_) {
    if (!read_ring(ring, take)) return;
  }
}

bool FaultEvents::read_ring(const Ring& ring, const std::function<bool(const FaultSample&)>& take) {
  perf_event_mmap_page& head = head_of(ring.memory);
  const std::byte* const data =
      static_cast<const std::byte*>(ring.memory) + static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::uint64_t end = std::atomic_ref(head.data_head).load(std::memory_order_acquire);
  std::uint64_t at = head.data_tail;
  bool goes_on = true;
  const auto copy = [&](std::uint64_t from, std::size_t count) {
    record_.resize(count);
    const std::size_t place = static_cast<std::size_t>(from % ring.data_bytes);
    const std::size_t first = std::min(count, ring.data_bytes - place);
    std::memcpy(record_.data(), data + place, first);
    std::memcpy(record_.data() + first, data, count - first);
  };
  while (at < end) {
    perf_event_header header = {};
    copy(at, sizeof header);
    std::memcpy(&header, record_.data(), sizeof header);
    if (header.size < sizeof header) break;
    copy(at + sizeof header, header.size - sizeof header);
    if (header.type == PERF_RECORD_LOST) {
      Fields fields(record_);
      static_cast<void>(fields.take<std::uint64_t>());
      lost_ += fields.take<std::uint64_t>();
    } else if (header.type == PERF_RECORD_SAMPLE) {
      const auto sample = parse_sample(record_, period_);
      goes_on = !sample || take(*sample);
      if (!goes_on) break;
    }
    at += header.size;
  }
  std::atomic_ref(head.data_tail).store(at, std::memory_order_release);
  return goes_on;
}

std::uint64_t FaultEvents::take_lost() { return std::exchange(lost_, 0); }

}  // namespace tidemark

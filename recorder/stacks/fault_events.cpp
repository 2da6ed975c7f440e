#include "recorder/stacks/fault_events.hpp"

#include <fmt/core.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

#include "recorder/procfs/proc_files.hpp"
#include "recorder/stacks/sampled_registers.hpp"
#include "recorder/system/capabilities.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kLeastRingBytes = 64 * 1024;

perf_event_attr describe(FaultScope scope, std::uint64_t period, std::uint32_t stack_bytes, bool of_kernel) {
  perf_event_attr event = {};
  ask_for_samples(stack_bytes, event);
  event.type = PERF_TYPE_SOFTWARE;
  event.config = PERF_COUNT_SW_PAGE_FAULTS_MIN;
  event.sample_period = period;
  // What the kernel touches on a program's behalf, as read(2) does its buffer, is the program's growth as well.
  event.exclude_kernel = of_kernel ? 0 : 1;
  if (scope == FaultScope::kCommand) {
    event.inherit = 1;
    event.disabled = 1;
    event.enable_on_exec = 1;
  }
  return event;
}

std::string explain(FaultScope scope, int error) {
  if (error != EACCES && error != EPERM) return fmt::format("perf_event_open: {}", std::strerror(error));
  const auto text = ProcFiles("/proc").read_file("sys/kernel/perf_event_paranoid");
  const std::string level = text ? text->substr(0, text->find('\n')) : "unknown";
  const char* const most = scope == FaultScope::kHost ? "0" : "2";
  if (has_capability(CAP_PERFMON) || has_capability(CAP_SYS_ADMIN) || level <= most)
    return "the call perf_event_open is denied here, as by a container's seccomp profile";
  return fmt::format("it takes CAP_PERFMON, or kernel.perf_event_paranoid at {} (it is {})", most, level);
}

}  // namespace

FaultEvents::FaultEvents(FaultScope scope, std::uint64_t period, std::uint32_t stack_bytes,
                         std::size_t ring_bytes)
    : period_(period) {
  if (sampled_registers_mask() == 0) throw StacksUnavailable("stacks are not sampled on this architecture");
  if (!open_all(scope, period, stack_bytes, true) && !open_all(scope, period, stack_bytes, false))
    throw StacksUnavailable(explain(scope, errno));
  map_rings(ring_bytes);
}

// errno tells why not. A CPU that is not online has no event.
bool FaultEvents::open_all(FaultScope scope, std::uint64_t period, std::uint32_t stack_bytes,
                           bool of_kernel) {
  perf_event_attr event = describe(scope, period, stack_bytes, of_kernel);
  events_.clear();
  const long cpus = sysconf(_SC_NPROCESSORS_CONF);
  for (int cpu = 0; cpu < cpus; ++cpu) {
    Descriptor opened = open_perf_event(event, scope == FaultScope::kHost ? -1 : 0, cpu);
    if (opened.is_open()) {
      events_.push_back(std::move(opened));
    } else if (errno != ENODEV) {
      return false;
    }
  }
  return !events_.empty();
}

// What one user may lock for rings is bounded (kernel.perf_event_mlock_kb): smaller ones do.
void FaultEvents::map_rings(std::size_t ring_bytes) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  std::size_t bytes = std::bit_floor(std::max(ring_bytes / events_.size(), kLeastRingBytes));
  for (Descriptor& event : events_) {
    for (;;) {
      if (auto ring = PerfRing::map(event, bytes, PerfRing::Kind::kKeepsFirst)) {
        rings_.push_back(std::move(*ring));
        break;
      }
      if (bytes <= std::max(page, kLeastRingBytes / 4))
        throw StacksUnavailable(fmt::format("a ring for samples: {}", std::strerror(errno)));
      bytes /= 2;
    }
  }
  events_.clear();
}

void FaultEvents::read(const std::function<bool(const TouchSample&)>& take) {
  for (PerfRing& ring : rings_) {
    if (!read_ring(ring, take)) return;
  }
}

bool FaultEvents::read_ring(PerfRing& ring, const std::function<bool(const TouchSample&)>& take) {
  const std::uint64_t end = ring.head();
  std::uint64_t at = ring.tail();
  bool goes_on = true;
  while (at < end) {
    const perf_event_header header = ring.copy_record(at, record_);
    if (header.size == 0) break;
    if (header.type == PERF_RECORD_LOST) {
      std::uint64_t lost = 0;  // behind the event's id
      if (record_.size() >= 2 * sizeof lost) std::memcpy(&lost, record_.data() + sizeof lost, sizeof lost);
      lost_ += lost;
    } else if (header.type == PERF_RECORD_SAMPLE) {
      auto sample = parse_sample(record_);
      if (sample) sample->faults = period_;
      goes_on = !sample || take(*sample);
      if (!goes_on) break;
    }
    at += header.size;
  }
  ring.set_tail(at);
  return goes_on;
}

std::uint64_t FaultEvents::take_lost() { return std::exchange(lost_, 0); }

}  // namespace tidemark

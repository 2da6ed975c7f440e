#include "analyzer/groups/machine_series.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tidemark {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
// A series takes a 0 for not observed.
constexpr double kNothing = 1.0;

// Takes series out of the ticks of a session, at its times.
class TickSeries {
 public:
  TickSeries(const Recording& recording, std::uint32_t session, const TimeRange& range)
      : recording_(recording), seconds_(held_times(recording, session)) {
    const Session& its = recording.sessions[session];
    const std::int64_t begin_ns = recording.ticks[its.first_tick].axis_ns;
    std::uint32_t tick = its.first_tick;
    for (const double second : seconds_) {
      const auto time_ns = begin_ns + static_cast<std::int64_t>(second * kNanosecondsPerSecond);
      while (tick + 1 < its.end_tick && recording.ticks[tick + 1].axis_ns <= time_ns) ++tick;
      const WallTime time = to_wall_time(recording.ticks[tick].wall_ns);
      const bool is_outside = (range.since && time < *range.since) || (range.until && time > *range.until);
      ticks_.push_back(is_outside ? std::nullopt : std::optional(tick));
    }
  }

  [[nodiscard]] const std::vector<double>& seconds() const { return seconds_; }

  // Returns what `of` returns of the machine's memory and the tick.
  template <typename Of>
  [[nodiscard]] std::vector<double> take(Of&& of) const {
    std::vector<double> bytes;
    bytes.reserve(ticks_.size());
    for (const auto& tick : ticks_) {
      const Kib kib = tick ? of(recording_.machine[*tick], recording_.ticks[*tick]) : Kib();
      bytes.push_back(kib.is_known() ? kib.bytes() : kUnknown);
    }
    return bytes;
  }

 private:
  const Recording& recording_;
  std::vector<double> seconds_;
  std::vector<std::optional<std::uint32_t>> ticks_;  // of each time, absent outside of the range
};

bool is_recorded(const MemoryPart& part) {
  return std::any_of(part.bytes.begin(), part.bytes.end(), [](double bytes) { return !std::isnan(bytes); });
}

Kib difference(Kib whole, Kib part) {
  if (!whole.is_known() || !part.is_known()) return {};
  return Kib(std::max<std::int64_t>(0, whole.count() - part.count()));
}

Kib sum(Kib one, Kib other) {
  return one.is_known() && other.is_known() ? Kib(one.count() + other.count()) : Kib();
}

// Adds up the parts that were recorded; nothing where none was.
std::optional<OutsideMemory> add_up(const Recording& recording, std::uint32_t session,
                                    const std::vector<double>& seconds, std::vector<MemoryPart> parts) {
  std::erase_if(parts, [](const MemoryPart& part) { return !is_recorded(part); });
  if (parts.empty()) return std::nullopt;
  OutsideMemory memory{{&recording, session, seconds, {}}, std::move(parts), {}, {}};
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    double bytes = kNothing;
    for (const MemoryPart& part : memory.parts) bytes += part.bytes[i];
    memory.outside.bytes.push_back(bytes);
  }
  return memory;
}

// left_bytes  what was left at the end, not a number where it is not known
void set_limit(OutsideMemory& memory, double left_bytes) {
  const double limit = memory.outside.bytes.back() + left_bytes;
  if (!std::isnan(limit)) memory.limit_bytes = limit;
}

bool is_told_of(const Recording& recording, std::uint32_t session) {
  const Session& its = recording.sessions[session];
  return !recording.machine.empty() && its.end_tick - its.first_tick >= 2;
}

}  // namespace

std::optional<OutsideMemory> outside_of_machine(const Recording& recording, std::uint32_t session,
                                                const TimeRange& range) {
  if (!is_told_of(recording, session)) return std::nullopt;
  const TickSeries ticks(recording, session, range);
  const auto part = [&](Kib MachineMemory::*field) {
    return ticks.take([&](const MachineMemory& machine, const Tick&) { return machine.*field; });
  };
  auto memory = add_up(recording, session, ticks.seconds(),
                       {{"shared memory", part(&MachineMemory::shmem)},
                        {"kernel memory", part(&MachineMemory::slab_unreclaimable)},
                        {"page tables", part(&MachineMemory::page_tables)}});
  if (!memory) return std::nullopt;
  const Session& its = recording.sessions[session];
  const auto free = [](const MachineMemory& machine, const Tick& tick) {
    return machine.swap_free.is_known() ? sum(tick.mem_available, machine.swap_free) : tick.mem_available;
  };
  const auto used = [&](const MachineMemory& machine, const Tick& tick) {
    const bool has_swap = machine.swap_free.is_known() && its.swap_total.is_known();
    const Kib whole = has_swap ? sum(its.mem_total, its.swap_total) : its.mem_total;
    return difference(whole, has_swap ? free(machine, tick) : tick.mem_available);
  };
  memory->used = ticks.take(used);
  set_limit(*memory, ticks.take(free).back());
  return memory;
}

std::optional<OutsideMemory> outside_of_cgroup(const Recording& recording, std::uint32_t session,
                                               const TimeRange& range) {
  const Session& its = recording.sessions[session];
  if (!is_told_of(recording, session) || !its.cgroup) return std::nullopt;
  const TickSeries ticks(recording, session, range);
  const auto part = [&](Kib MachineMemory::*field) {
    return ticks.take([&](const MachineMemory& machine, const Tick&) { return machine.*field; });
  };
  auto memory = add_up(recording, session, ticks.seconds(),
                       {{"shared memory", part(&MachineMemory::cgroup_shmem)},
                        {"kernel memory", part(&MachineMemory::cgroup_slab)}});
  if (!memory) return std::nullopt;
  memory->used = ticks.take([](const MachineMemory& machine, const Tick&) {
    return difference(machine.cgroup_memory, machine.cgroup_inactive_file);
  });
  if (its.cgroup_limit_bytes) {
    set_limit(*memory, std::max(static_cast<double>(*its.cgroup_limit_bytes) - memory->used.back(), 0.0));
  }
  return memory;
}

}  // namespace tidemark

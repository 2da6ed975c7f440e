#include "analyzer/groups/machine_series.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analyzer/groups/tick_places.hpp"

namespace tidemark {
namespace {

using MachineField = Kib MachineMemory::*;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
// A series takes a 0 for not observed.
constexpr double kNothing = 1.0;

// Takes series out of the ticks of a session, at its times.
class TickSeries {
 public:
  explicit TickSeries(const WholeSession& session) : places_(tick_places(session)) {}

  // Returns what `of` returns of the machine's memory and the tick.
  template <typename Of>
  [[nodiscard]] std::vector<double> take(Of&& of) const {
    std::vector<double> bytes;
    bytes.reserve(places_.size());
    for (const TickPlace& place : places_) {
      const auto& machine = place.recording->machine;
      const Kib kib = machine.empty() ? Kib() : of(machine[place.index], place.tick());
      bytes.push_back(kib.is_known() ? kib.bytes() : kUnknown);
    }
    return bytes;
  }

 private:
  std::vector<TickPlace> places_;  // of each time its tick
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
std::optional<OutsideMemory> add_up(const WholeSession& session, std::vector<MemoryPart> parts) {
  std::erase_if(parts, [](const MemoryPart& part) { return !is_recorded(part); });
  if (parts.empty()) return std::nullopt;
  OutsideMemory memory{{&session, {}}, std::move(parts), {}, {}};
  for (std::size_t i = 0; i < session.seconds.size(); ++i) {
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

bool is_told_of(const WholeSession& session) {
  return !session.seconds.empty() &&
         std::any_of(session.parts.begin(), session.parts.end(),
                     [](const SessionPart& part) { return !part.recording->machine.empty(); });
}

}  // namespace

std::optional<OutsideMemory> outside_of_machine(const WholeSession& session) {
  if (!is_told_of(session)) return std::nullopt;
  const TickSeries ticks(session);
  const auto part = [&](MachineField field) {
    return ticks.take([&](const MachineMemory& machine, const Tick&) { return machine.*field; });
  };
  auto memory = add_up(session, {{"shared memory", part(&MachineMemory::shmem)},
                                 {"kernel memory", part(&MachineMemory::slab_unreclaimable)},
                                 {"page tables", part(&MachineMemory::page_tables)}});
  if (!memory) return std::nullopt;
  const Session& its = session.newest();
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

std::optional<OutsideMemory> outside_of_cgroup(const WholeSession& session) {
  const Session& its = session.newest();
  if (!is_told_of(session) || !its.cgroup) return std::nullopt;
  const TickSeries ticks(session);
  const auto part = [&](MachineField field) {
    return ticks.take([&](const MachineMemory& machine, const Tick&) { return machine.*field; });
  };
  auto memory = add_up(session, {{"shared memory", part(&MachineMemory::cgroup_shmem)},
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

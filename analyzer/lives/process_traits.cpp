#include "analyzer/lives/process_traits.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <tuple>
#include <vector>

#include "analyzer/recordings/arguments.hpp"

namespace tidemark {
namespace {

constexpr double kDefaultHeapShare = 0.25;  // MaxRAMPercentage of the JVM

// Returns the number behind `option`, with the JVM's k, m, g, t; bare numbers count `unit` bytes.
std::optional<double> size_behind(const std::string& argument, std::string_view option, double unit) {
  if (!argument.starts_with(option)) return std::nullopt;
  const char* begin = argument.data() + option.size();
  const char* end = argument.data() + argument.size();
  std::int64_t number = 0;
  const auto parsed = std::from_chars(begin, end, number);
  if (parsed.ec != std::errc() || number <= 0) return std::nullopt;
  if (parsed.ptr != end) {
    const std::size_t power = std::string_view("kmgt").find(static_cast<char>(*parsed.ptr | 0x20));
    if (power == std::string_view::npos || parsed.ptr + 1 != end) return std::nullopt;
    unit = static_cast<double>(std::int64_t{1} << (10U * (power + 1)));
  }
  return static_cast<double>(number) * unit;
}

// Returns the part of the machine's memory that a JVM may take; the last option that sets it counts.
double heap_share(const std::vector<std::string>& arguments) {
  constexpr std::string_view kOption = "-XX:MaxRAMPercentage=";
  double share = kDefaultHeapShare;
  for (const std::string& argument : arguments) {
    if (!argument.starts_with(kOption)) continue;
    double percent = 0.0;
    const char* end = argument.data() + argument.size();
    const auto parsed = std::from_chars(argument.data() + kOption.size(), end, percent);
    if (parsed.ec == std::errc() && parsed.ptr == end && percent > 0.0) share = percent / 100.0;
  }
  return share;
}

// Returns the memory that the life sees as the machine's.
std::optional<double> visible_memory(const ProcessLife& life) {
  std::optional<double> memory;
  if (life.session().mem_total.is_known()) memory = life.session().mem_total.bytes();
  if (const auto limit = life.process().cgroup_limit_bytes) {
    memory = std::min(memory.value_or(static_cast<double>(*limit)), static_cast<double>(*limit));
  }
  return memory;
}

std::optional<double> jvm_bound(const ProcessLife& life, const std::vector<std::string>& arguments) {
  std::optional<double> bound;
  for (const std::string& argument : arguments) {
    for (const std::string_view option : {"-Xmx", "-XX:MaxHeapSize="}) {
      if (const auto size = size_behind(argument, option, 1)) bound = size;
    }
  }
  if (bound) return bound;
  const auto memory = visible_memory(life);
  if (!memory) return std::nullopt;
  return heap_share(arguments) * *memory;
}

std::optional<double> node_bound(const std::vector<std::string>& arguments) {
  std::optional<double> bound;
  for (const std::string& argument : arguments) {
    for (const std::string_view option : {"--max-old-space-size=", "--max_old_space_size="}) {
      if (const auto size = size_behind(argument, option, 0x1p20)) bound = size;
    }
  }
  return bound;
}

// Returns the bound that V8 chooses by itself.
std::optional<double> v8_default_bound(const ProcessLife& life) {
  constexpr double kGib = 0x1p30;
  const auto memory = visible_memory(life);
  if (!memory) return std::nullopt;
  return *memory >= 15.5 * kGib ? 4.0 * kGib : std::min(2.0 * kGib, *memory / 2.0);
}

std::tuple<std::uint32_t, std::int64_t, std::uint32_t> begin_of(const RecordedProcess& process) {
  return {process.session, process.pid, *process.first_tick};
}

bool was_there(const RecordedProcess& parent, std::uint32_t tick) {
  return !parent.exit_tick || *parent.exit_tick >= tick;
}

}  // namespace

Parents::Parents(std::span<const Recording> recordings) {
  for (const Recording& recording : recordings) {
    const auto& processes = recording.processes;
    std::vector<std::uint32_t>& rows = rows_[&recording];
    for (std::uint32_t row = 0; row < processes.size(); ++row) {
      if (processes[row].was_seen()) rows.push_back(row);
    }
    std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t one, std::uint32_t other) {
      return begin_of(processes[one]) < begin_of(processes[other]);
    });
  }
}

// A PID has one process at a time, so one that was gone had none before it that was still there. Of one that goes
// through an exec, both programs are seen at a tick.
std::optional<std::uint32_t> Parents::find(const ProcessLife& life) const {
  const LifePart& first = life.parts.front();
  const RecordedProcess& child = first.process();
  if (child.exec_generation != 0 || !child.ppid || !child.command_line || !child.first_tick)
    return std::nullopt;
  const auto& processes = first.recording->processes;
  const auto& rows = rows_.at(first.recording);
  const auto end =
      std::upper_bound(rows.begin(), rows.end(), std::tuple(child.session, *child.ppid, *child.first_tick),
                       [&](const auto& key, std::uint32_t row) { return key < begin_of(processes[row]); });
  for (auto row = end; row != rows.begin();) {
    const RecordedProcess& parent = processes[*--row];
    const bool is_parent = parent.session == child.session && parent.pid == *child.ppid;
    if (!is_parent || !was_there(parent, *child.first_tick)) break;
    if (parent.exe == child.exe && parent.command_line == child.command_line) return *row;
  }
  return std::nullopt;
}

ProcessTraits read_traits(const ProcessLife& life, const History& history, const Parents& parents) {
  ProcessTraits traits;
  const Session& session = life.session();
  const RecordedProcess& process = life.process();
  traits.cores = session.cores;
  if (session.mem_total.is_known() && session.swap_total.is_known()) {
    traits.machine_bytes = session.mem_total.bytes() + session.swap_total.bytes();
  }
  const std::string program = process.exe ? process.exe->str().substr(process.exe->str().rfind('/') + 1) : "";
  traits.is_jvm = program == "java" || process.runtime == Runtime::kJvm;
  if (traits.is_jvm) {
    traits.heap = read_heap(life, history);
    traits.heap_bound_bytes = jvm_bound(life, arguments_of(process.command_line));
  }
  traits.is_node = program == "node" || program == "nodejs" || process.runtime == Runtime::kNode;
  if (traits.is_node) {
    traits.heap_bound_bytes = node_bound(arguments_of(process.command_line));
    traits.v8_bound_bytes = traits.heap_bound_bytes ? traits.heap_bound_bytes : v8_default_bound(life);
  }
  traits.parent = parents.find(life);
  traits.forked = traits.parent.has_value();
  return traits;
}

}  // namespace tidemark

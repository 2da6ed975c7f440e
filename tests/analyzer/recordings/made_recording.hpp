#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/recordings/recording.hpp"

namespace tidemark::testing {

inline constexpr std::int64_t kSecond = 1'000'000'000;

// A Recording in memory: one session, `ticks` ticks a second apart from second `start` on, and no process
// yet.
struct MadeRecording {
  explicit MadeRecording(std::uint32_t ticks, std::int64_t start = 0, const std::string& uuid = "session") {
    recording.path = "made.tidemark";
    recording.sessions.push_back({.uuid = uuid,
                                  .part = 1,
                                  .origin = "recorded",
                                  .has_wall_axis = false,
                                  .every_sample = false,
                                  .start_wall_ns = (1000 + start) * kSecond,
                                  .interval_ns = kSecond,
                                  .ended_cleanly = true,
                                  .recorder_version = "test",
                                  .visibility = {},
                                  .host = "testhost",
                                  .boot_id = "boot",
                                  .pid_namespace = 1,
                                  .kernel = {},
                                  .mem_total = Kib(16 * 1024 * 1024),
                                  .swap_total = Kib(0),
                                  .cores = 4,
                                  .clock_ticks_per_second = {},
                                  .tree_root = {},
                                  .first_tick = 0,
                                  .end_tick = ticks});
    for (std::uint32_t i = 0; i < ticks; ++i) {
      recording.ticks.push_back({.axis_ns = (start + i) * kSecond,
                                 .wall_ns = (1000 + start + i) * kSecond,
                                 .interval_ns = kSecond,
                                 .mem_available = {},
                                 .missed_before = 0,
                                 .gap_reason = {},
                                 .pressure_us = {}});
    }
  }

  // Adds a process first seen at its first row; rows are (tick, VmSize in KiB or nothing).
  RecordedProcess& add_process(const std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>>& rows,
                               std::int64_t pid = 42) {
    RecordedProcess process{.session = 0,
                            .pid = pid,
                            .start_ticks = 77,
                            .exec_generation = 0,
                            .ppid = 1,
                            .name = "server",
                            .exe = "/usr/bin/server",
                            .command_line = R"(["server","--serve"])",
                            .first_tick = {},
                            .exit_tick = {},
                            .rows = {},
                            .cgroup_limit_bytes = {}};
    if (!rows.empty()) process.first_tick = rows.front().first;
    for (const auto& [tick, vm_size] : rows) {
      MemoryKib memory;
      if (vm_size) memory.vm_size = Kib(*vm_size);
      process.rows.push_back({tick, memory});
    }
    recording.processes.push_back(process);
    return recording.processes.back();
  }

  Recording recording{};
};

}  // namespace tidemark::testing

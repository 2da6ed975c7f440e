#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <vector>

#include "recorder/sampling/procfs_sampler.hpp"
#include "tests/support/fake_proc.hpp"

namespace tidemark::testing {

// A sampler over a fake /proc, and what its scans find.
class SamplerTest : public ::testing::Test {
 protected:
  // What one scan says of one process, kept beyond the scan.
  struct Seen {
    std::uint64_t token;
    std::uint32_t slot;
    ProcessRow identity;
    MemoryValues values;
    std::string cgroup;  // empty where not known
    ProcessCounts counts;
  };
  using Scan = std::map<pid_t, Seen>;

  void filter_by(const FilterSettings& filter) { sampler_.emplace(settings(), ProcessFilter(filter)); }

  Scan scan(ExitSource* exits = nullptr) {
    if (!sampler_) filter_by({});
    const Snapshot& snapshot = sampler_->scan(exits);
    Scan found;
    for (const ProcessReading& reading : snapshot.processes) {
      const auto pid = static_cast<pid_t>(reading.identity->pid);
      const bool is_first = found
                                .emplace(pid, Seen{reading.token, reading.slot, *reading.identity,
                                                   reading.values, group_name(snapshot, reading.cgroup),
                                                   reading.counts ? *reading.counts : ProcessCounts()})
                                .second;
      EXPECT_TRUE(is_first) << "PID " << pid << " is in the snapshot twice";
    }
    seen_ = snapshot.seen;
    unread_ = snapshot.unread;
    arrivals_ = snapshot.arrivals;
    exits_seen_ = snapshot.exits;
    has_all_exits_ = snapshot.has_all_exits;
    return found;
  }

  static std::string group_name(const Snapshot& snapshot, std::uint64_t token) {
    for (const CgroupReading& group : snapshot.cgroups) {
      if (group.token == token) return *group.name;
    }
    return "";
  }

  // Scans often enough for every process to have had its turn at what is looked for in a few each time.
  Scan scan_all_turns() {
    Scan found;
    for (int i = 0; i < 50; ++i) found = scan();
    return found;
  }

  static std::vector<pid_t> pids(const Scan& scan) {
    std::vector<pid_t> pids;
    for (const auto& [pid, seen] : scan) pids.push_back(pid);
    return pids;
  }

  static FakeProcess process(pid_t pid, pid_t ppid = 1) {
    FakeProcess process;
    process.pid = pid;
    process.ppid = ppid;
    process.start_ticks = 5000 + pid;
    return process;
  }

  FakeProc proc_;
  std::int64_t seen_ = 0;  // as the last scan said
  std::int64_t unread_ = 0;
  std::int64_t arrivals_ = 0;
  std::vector<ExitReading> exits_seen_;
  bool has_all_exits_ = false;

 private:
  [[nodiscard]] SamplerSettings settings() const {
    SamplerSettings settings;
    settings.proc_root = proc_.root();
    settings.page_size_kib = 4;
    return settings;
  }

  std::optional<ProcfsSampler> sampler_;
};

using Pids = std::vector<pid_t>;

}  // namespace tidemark::testing

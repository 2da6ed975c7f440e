#include "recorder/sampling/bpf_sampler.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <map>

#include "tests/recorder/sampling/fake_exits.hpp"
#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

using testing::FakeProcess;

constexpr std::uint64_t kNsPerTick = 10'000'000;

// Tells of the tasks that a test has put there.
class FakeIterator : public TaskIterator {
 public:
  FakeIterator(const std::map<pid_t, task_record>& tasks, std::map<std::uint64_t, task_end>& ends)
      : tasks_(tasks), ends_(ends) {}

  void read(std::vector<task_record>& processes) override {
    processes.clear();
    for (const auto& [pid, task] : tasks_) processes.push_back(task);
  }

  std::optional<task_end> take_end(const task_key& process) override {
    const auto end = ends_.find(process.start_boottime_ns + process.host_process);
    if (end == ends_.end()) return std::nullopt;
    const task_end taken = end->second;
    ends_.erase(end);
    return taken;
  }

 private:
  const std::map<pid_t, task_record>& tasks_;
  std::map<std::uint64_t, task_end>& ends_;
};

class BpfSamplerTest : public ::testing::Test {
 protected:
  struct Seen {
    std::uint64_t token;
    std::uint32_t slot;
    ProcessRow identity;
    MemoryValues values;
    ProcessCounts counts;
  };

  BpfSamplerTest() {
    std::filesystem::create_symlink(std::to_string(getpid()), proc_.root() + "/self");
    FakeProcess own;
    own.pid = getpid();
    put(own);
  }

  // Both in /proc and as a task.
  void put(const FakeProcess& process) {
    proc_.put(process);
    task_record& task = tasks_[process.pid];
    task = {};
    task.kind = TASK_RECORD_PROCESS;
    task.process = static_cast<std::uint32_t>(process.pid);
    task.parent = static_cast<std::uint32_t>(process.ppid);
    task.uid = process.uid;
    task.start_boottime_ns = static_cast<std::uint64_t>(process.start_ticks) * kNsPerTick + 4711;
    task.total_pages = 1000;
    task.file_pages = 40;
    task.anonymous_pages = 50;
    task.shmem_pages = 10;
    task.swap_pages = 20;
    task.data_pages = 300;
    task.minor_faults = 7;
    task.major_faults = 3;
    task.threads = 2;
    task.host_process = host_pid(process.pid);
    std::strncpy(&task.comm[0], process.comm.c_str(), sizeof(task.comm));
  }

  static std::uint32_t host_pid(pid_t pid) { return static_cast<std::uint32_t>(pid) + 70'000; }

  // What the kernel notes as the last thread of a process exits.
  task_end& put_end(pid_t pid, std::uint32_t wait_status) {
    task_end& end = ends_[tasks_.at(pid).start_boottime_ns + host_pid(pid)];
    end = {};
    end.end_ns = 100'000'000'000;
    end.wait_status = wait_status;
    end.exec_id = tasks_.at(pid).exec_id;
    return end;
  }

  // The values that a scan tells of the end of one process: all that are told of it.
  [[nodiscard]] ExitValues told_of(std::uint64_t token) const {
    ExitValues told;
    for (const ExitReading& exit : exits_) {
      if (exit.token == token) add_missing(told, exit.identity.exit);
    }
    return told;
  }

  static FakeProcess process(pid_t pid, pid_t ppid = 1) {
    FakeProcess process;
    process.pid = pid;
    process.ppid = ppid;
    return process;
  }

  std::map<pid_t, Seen> scan(ExitSource* exits = nullptr) {
    if (!sampler_) {
      SamplerSettings settings;
      settings.proc_root = proc_.root();
      sampler_ = std::make_unique<BpfSampler>(settings, ProcessFilter(filter_),
                                              std::make_unique<FakeIterator>(tasks_, ends_));
    }
    std::map<pid_t, Seen> found;
    const Snapshot& snapshot = sampler_->scan(exits);
    exits_ = snapshot.exits;
    for (const ProcessReading& reading : snapshot.processes) {
      found[static_cast<pid_t>(reading.identity->pid)] = {reading.token, reading.slot, *reading.identity,
                                                          reading.values,
                                                          reading.counts ? *reading.counts : ProcessCounts()};
    }
    return found;
  }

  // Scans often enough for every process to have had its turn.
  std::map<pid_t, Seen> scan_all_turns() {
    std::map<pid_t, Seen> found;
    for (int i = 0; i < 5; ++i) found = scan();
    return found;
  }

  testing::FakeProc proc_;
  std::map<pid_t, task_record> tasks_;
  std::map<std::uint64_t, task_end> ends_;  // by the sum of their keys
  FilterSettings filter_;
  std::unique_ptr<BpfSampler> sampler_;
  std::vector<ExitReading> exits_;
};

TEST_F(BpfSamplerTest, ValuesAreTheTasksAndTheRestIsReadFromProc) {
  put(process(100));
  const Seen seen = scan().at(100);
  EXPECT_EQ(seen.values.vm_size_kib, 4000);
  EXPECT_EQ(seen.values.rss_kib, 400);
  EXPECT_EQ(seen.values.shared_kib, 200);
  EXPECT_EQ(seen.values.data_kib, 1200);
  EXPECT_EQ(seen.values.minor_faults, 7);
  EXPECT_EQ(seen.values.major_faults, 3);
  EXPECT_EQ(seen.values.threads, 2);
  EXPECT_EQ(seen.values.swap_kib, 80);
  EXPECT_EQ(seen.values.shmem_kib, 40);
  EXPECT_EQ(seen.identity.start_ticks, 5000);
  EXPECT_EQ(seen.identity.command_line, R"(["worker","--fast"])");
}

TEST_F(BpfSamplerTest, AnotherExecIdIsAnotherGeneration) {
  put(process(100));
  const Seen before = scan().at(100);
  FakeProcess after = process(100);
  after.comm = "other";
  put(after);
  tasks_[100].exec_id = 9;
  const Seen seen = scan().at(100);
  EXPECT_NE(seen.token, before.token);
  EXPECT_EQ(seen.slot, before.slot);
  EXPECT_EQ(seen.identity.exec_generation, 1);
  EXPECT_EQ(seen.identity.comm, "other");
  EXPECT_EQ(scan().at(100).token, seen.token);
}

TEST_F(BpfSamplerTest, ExitsAreToldOfWhatWasSeenAndOfWhatWasNot) {
  put(process(100));
  testing::FakeExits exits;
  const Seen seen = scan(&exits).at(100);
  proc_.remove(100);
  tasks_.erase(100);
  exits.add(101);
  exits.add(100);
  scan(&exits);
  ASSERT_EQ(exits_.size(), 2U);
  EXPECT_EQ(exits_[0].token, seen.token);
  EXPECT_EQ(exits_[0].identity.exit.peak_vm_kib, 7100);
  EXPECT_EQ(exits_[0].identity.exit.cpu_ns, 0);
  EXPECT_EQ(exits_[1].token, 0U);
  EXPECT_EQ(exits_[1].identity.pid, 101);
}

TEST_F(BpfSamplerTest, CpuTimeIsTakenOfWhatGrowsByAMiB) {
  put(process(100));
  tasks_[100].cpu_ns = 5;
  EXPECT_EQ(scan().at(100).identity.exit.cpu_ns, std::nullopt);
  tasks_[100].cpu_ns = 6;
  tasks_[100].anonymous_pages += 256;
  tasks_[100].total_pages += 256;
  scan_all_turns();
  tasks_[100].cpu_ns = 7;
  EXPECT_EQ(scan_all_turns().at(100).identity.exit.cpu_ns, 6);
  tasks_[100].anonymous_pages += 256;
  EXPECT_EQ(scan_all_turns().at(100).identity.exit.cpu_ns, 7);
}

TEST_F(BpfSamplerTest, TheLastKnownCpuTimeIsToldAtTheEnd) {
  put(process(100));
  scan();
  tasks_[100].cpu_ns = 7;
  const Seen seen = scan().at(100);
  tasks_.erase(100);
  scan();
  ASSERT_EQ(exits_.size(), 1U);
  EXPECT_EQ(exits_[0].token, seen.token);
  EXPECT_EQ(exits_[0].identity.exit.cpu_ns, 7);
}

TEST_F(BpfSamplerTest, CpuTimeThatTheExitTellsStands) {
  put(process(100));
  testing::FakeExits exits;
  scan(&exits);
  tasks_.erase(100);
  exits.add(100);
  exits.waiting[0].exit.cpu_ns = 9;
  scan(&exits);
  ASSERT_EQ(exits_.size(), 1U);
  EXPECT_EQ(exits_[0].identity.exit.cpu_ns, 9);
}

TEST_F(BpfSamplerTest, AReusedPidIsAnotherProcess) {
  put(process(100));
  const Seen before = scan().at(100);
  FakeProcess after = process(100);
  after.start_ticks += 1;
  put(after);
  const Seen seen = scan().at(100);
  EXPECT_NE(seen.token, before.token);
  EXPECT_EQ(seen.identity.exec_generation, 0);
  EXPECT_EQ(seen.identity.start_ticks, 5001);
}

TEST_F(BpfSamplerTest, AReusedPidWithinOneClockTickIsAnotherGeneration) {
  put(process(100));
  scan();
  tasks_[100].start_boottime_ns += 1;
  EXPECT_EQ(scan().at(100).identity.exec_generation, 1);
}

TEST_F(BpfSamplerTest, AZombieIsLeftOut) {
  put(process(100));
  scan();
  tasks_[100].total_pages = 0;
  EXPECT_EQ(scan().count(100), 0U);
}

TEST_F(BpfSamplerTest, ZombiesOfTwoScansAreCountedForTheirParent) {
  put(process(100));
  put(process(110, 100));
  scan();
  tasks_[110].total_pages = 0;
  EXPECT_EQ(scan().at(100).counts.zombies, std::nullopt);
  EXPECT_EQ(scan().at(100).counts.zombies, 1);
  tasks_.erase(110);
  EXPECT_EQ(scan().at(100).counts.zombies, 0);
}

TEST_F(BpfSamplerTest, HowAProcessEndedIsToldOnceItIsGone) {
  put(process(100));
  const Seen seen = scan().at(100);
  task_end& end = put_end(100, 3 << 8);
  end.stop_signal = 15;
  end.stop_ns = end.end_ns - 1;
  end.cpu_ns = 9;
  EXPECT_TRUE((scan(), exits_.empty()));
  tasks_.erase(100);
  scan();
  EXPECT_EQ(told_of(seen.token).exit_code, 3);
  EXPECT_EQ(told_of(seen.token).exit_signal, std::nullopt);
  EXPECT_EQ(told_of(seen.token).stop_signal, 15);
  EXPECT_EQ(told_of(seen.token).cpu_ns, 9);
  EXPECT_TRUE(ends_.empty());
}

TEST_F(BpfSamplerTest, ThreadsThatWereJustEndingHaveUsedTheirTime) {
  put(process(100));
  tasks_[100].cpu_ns = 500;
  const Seen seen = scan().at(100);
  put_end(100, 0).cpu_ns = 20;
  tasks_.erase(100);
  scan();
  EXPECT_EQ(told_of(seen.token).cpu_ns, 500);
}

TEST_F(BpfSamplerTest, AZombiesEndIsToldAsSoonAsItIsOne) {
  put(process(100));
  const Seen seen = scan().at(100);
  put_end(100, 9);
  tasks_[100].total_pages = 0;
  scan();
  EXPECT_EQ(told_of(seen.token).exit_signal, 9);
  tasks_.erase(100);
  EXPECT_TRUE((scan(), exits_.empty()));
}

TEST_F(BpfSamplerTest, AZombiesStatusIsReadWhereTheKernelHasNotTold) {
  put(process(100));
  const Seen seen = scan().at(100);
  FakeProcess zombie = process(100);
  zombie.state = 'Z';
  zombie.pages = testing::kNoPages;
  zombie.exe = std::nullopt;
  zombie.wait_status = 4 << 8;
  put(zombie);
  tasks_[100].total_pages = 0;
  scan();
  EXPECT_EQ(told_of(seen.token).exit_code, 4);
}

TEST_F(BpfSamplerTest, TheEndBeforeAReusedPidIsThatOfItsFirstOwner) {
  put(process(100));
  const Seen before = scan().at(100);
  put_end(100, 1 << 8);
  FakeProcess after = process(100);
  after.start_ticks += 1;
  put(after);
  const Seen seen = scan().at(100);
  EXPECT_EQ(told_of(before.token).exit_code, 1);
  EXPECT_EQ(told_of(seen.token), ExitValues{});
}

TEST_F(BpfSamplerTest, TheEndOfAProgramThatNoScanSawIsNotTheOneBefore) {
  put(process(100));
  const Seen seen = scan().at(100);
  tasks_[100].exec_id += 1;
  put_end(100, 1 << 8);
  tasks_[100].total_pages = 0;
  scan();
  EXPECT_EQ(told_of(seen.token), ExitValues{});
  tasks_.erase(100);
  scan();
  EXPECT_EQ(told_of(seen.token).exit_code, std::nullopt);
}

TEST_F(BpfSamplerTest, WhatTheKernelTellsTwiceIsJoined) {
  put(process(100));
  testing::FakeExits exits;
  const Seen seen = scan(&exits).at(100);
  put_end(100, 2 << 8);
  tasks_.erase(100);
  exits.add(100);
  scan(&exits);
  EXPECT_EQ(told_of(seen.token).peak_vm_kib, 7100);
  EXPECT_EQ(told_of(seen.token).exit_code, 2);
}

TEST_F(BpfSamplerTest, WhatProcDoesNotShowIsKnownFromTheTask) {
  put(process(100));
  proc_.remove(100);
  const Seen seen = scan().at(100);
  EXPECT_EQ(seen.identity.comm, "worker");
  EXPECT_EQ(seen.identity.uid, 1000);
  EXPECT_EQ(seen.identity.start_ticks, 5000);
  EXPECT_EQ(seen.identity.command_line, std::nullopt);
}

TEST_F(BpfSamplerTest, FollowsATreeWhoeverAdoptsItsProcesses) {
  filter_.tree_root = 100;
  put(process(100, 1));
  put(process(90, 101));
  put(process(101, 100));
  put(process(200, 1));
  auto found = scan();
  EXPECT_EQ(found.count(90) + found.count(100) + found.count(101), 3U);
  EXPECT_EQ(found.count(200), 0U);
  tasks_.erase(101);
  tasks_[90].parent = 1;
  EXPECT_EQ(scan().count(90), 1U);
}

TEST_F(BpfSamplerTest, AProcessThatTakesAnAdmittedNameIsRecordedFromThenOn) {
  filter_.include = {"^late$"};
  put(process(100));
  EXPECT_TRUE(scan().empty());
  FakeProcess after = process(100);
  after.comm = "late";
  put(after);
  const auto found = scan();
  ASSERT_EQ(found.count(100), 1U);
  EXPECT_EQ(found.at(100).identity.exec_generation, 0);
}

TEST_F(BpfSamplerTest, RefusesTheProcOfAnotherNamespace) {
  std::filesystem::remove(proc_.root() + "/self");
  std::filesystem::create_symlink("1", proc_.root() + "/self");
  EXPECT_THROW(scan(), BpfUnavailable);
}

TEST_F(BpfSamplerTest, RefusesAnIteratorThatMisreadsThisProcess) {
  tasks_[getpid()].start_boottime_ns += kNsPerTick;
  EXPECT_THROW(scan(), BpfUnavailable);
}

}  // namespace
}  // namespace tidemark

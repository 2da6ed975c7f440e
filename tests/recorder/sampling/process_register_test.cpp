#include "recorder/sampling/process_register.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/recorder/sampling/fake_exits.hpp"
#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

using testing::FakeProcess;
using Pids = std::vector<std::int64_t>;

class ProcessRegisterTest : public ::testing::Test {
 protected:
  ProcessRegisterTest() { admit_by({}); }

  void admit_by(const FilterSettings& filter) {
    register_.emplace(files_, sys_.path(), ProcessFilter(filter));
  }
  void admit(const std::string& expression) {
    FilterSettings filter;
    filter.include = {expression};
    admit_by(filter);
  }

  static FakeProcess process(pid_t pid) {
    FakeProcess process;
    process.pid = pid;
    return process;
  }
  [[nodiscard]] ProcessFacts facts_of(const FakeProcess& process) const {
    proc_.put(process);
    return *read_process(files_, process.pid, CommandLinePolicy::kFull);
  }
  // Returns it as a sampler would keep it.
  RegisteredProcess& enter(const FakeProcess& process) {
    RegisteredProcess& known = known_[process.pid];
    register_->enter(known, facts_of(process));
    return known;
  }

  // Has a snapshot with its values, and none of any other process.
  const Snapshot& see(RegisteredProcess& process) {
    MemoryValues values;
    values.vm_size_kib = 4000;
    register_->begin_snapshot();
    register_->report(process, &values);
    return register_->finish_snapshot();
  }
  // Has a snapshot of the exits that wait, where the tree is what `parent` has started.
  const Snapshot& scan_exits(pid_t parent = 1) {
    register_->begin_snapshot();
    register_->take_exits(exits_, [this](pid_t pid) {
      const auto found = known_.find(pid);
      return found == known_.end() ? nullptr : &found->second;
    });
    register_->report_unseen([&](pid_t ppid) { return ppid == parent; });
    return register_->finish_snapshot();
  }
  static Pids pids(const Snapshot& snapshot) {
    Pids pids;
    for (const ExitReading& exit : snapshot.exits) pids.push_back(exit.identity.pid);
    return pids;
  }

  const testing::FakeProc proc_;
  const testing::TemporaryDirectory sys_;
  const ProcFiles files_{proc_.root()};
  std::optional<ProcessRegister> register_;
  std::map<pid_t, RegisteredProcess> known_;
  testing::FakeExits exits_;
};

TEST_F(ProcessRegisterTest, AnExecIsAGenerationWithATokenOfItsOwnInTheSameSlot) {
  RegisteredProcess& entered = enter(process(100));
  const std::uint64_t token = entered.token;
  const std::uint32_t slot = entered.slot;
  EXPECT_EQ(entered.kind, ProcessKind::kRecorded);
  EXPECT_EQ(entered.row->exec_generation, 0);
  FakeProcess after = process(100);
  after.comm = "other";
  enter(after);
  EXPECT_EQ(entered.row->exec_generation, 1);
  EXPECT_EQ(entered.row->comm, "other");
  EXPECT_NE(entered.token, token);
  EXPECT_EQ(entered.slot, slot);
}

TEST_F(ProcessRegisterTest, AnotherStartTimeBeginsItsGenerationsAnew) {
  const RegisteredProcess& entered = enter(process(100));
  enter(process(100));
  FakeProcess later = process(100);
  later.start_ticks += 1;
  enter(later);
  EXPECT_EQ(entered.row->exec_generation, 0);
  EXPECT_EQ(entered.row->start_ticks, 5001);
}

TEST_F(ProcessRegisterTest, SlotsStayDenseAndTokensAreNeverGivenTwice) {
  RegisteredProcess& first = enter(process(100));
  const RegisteredProcess& second = enter(process(101));
  const std::uint64_t token = first.token;
  EXPECT_EQ(first.slot, 0U);
  EXPECT_EQ(second.slot, 1U);
  register_->forget(first);
  EXPECT_EQ(first.token, 0U);
  const RegisteredProcess& third = enter(process(102));
  EXPECT_EQ(third.slot, 0U);
  EXPECT_NE(third.token, token);
  EXPECT_NE(third.token, second.token);
  EXPECT_EQ(enter(process(103)).slot, 2U);
}

TEST_F(ProcessRegisterTest, ForgettingWhatWasNeverEnteredFreesNoSlot) {
  enter(process(100));
  RegisteredProcess never_entered;
  register_->forget(never_entered);
  EXPECT_EQ(enter(process(101)).slot, 1U);
}

TEST_F(ProcessRegisterTest, AWatchedProcessIsRecordedOnceItsNameIsAdmitted) {
  admit("late");
  RegisteredProcess& watched = enter(process(100));
  FakeProcess now = process(100);
  register_->look_again(watched, facts_of(now));
  EXPECT_EQ(watched.kind, ProcessKind::kWatched);
  const std::uint64_t token = watched.token;
  enter(now);
  EXPECT_NE(watched.token, token);
  const std::uint64_t second_token = watched.token;
  now.comm = "late";
  register_->look_again(watched, facts_of(now));
  EXPECT_EQ(watched.kind, ProcessKind::kRecorded);
  EXPECT_EQ(watched.row->comm, "late");
  EXPECT_EQ(watched.row->exec_generation, 1);
  EXPECT_EQ(watched.token, second_token);
}

TEST_F(ProcessRegisterTest, ARecordedProcessKeepsItsIdentityUnderAnotherName) {
  RegisteredProcess& recorded = enter(process(100));
  FakeProcess now = process(100);
  now.comm = "renamed";
  register_->look_again(recorded, facts_of(now));
  EXPECT_EQ(recorded.row->comm, "worker");
  EXPECT_EQ(recorded.image->comm, "renamed");
}

TEST_F(ProcessRegisterTest, WhatCannotBeReadIsReportedWithoutValuesAndNotAsSeen) {
  RegisteredProcess& readable = enter(process(100));
  RegisteredProcess& other = enter(process(101));
  const MemoryValues values = see(readable).processes.at(0).values;
  register_->begin_snapshot();
  register_->report(readable, &values);
  register_->report(other, nullptr);
  register_->count_unread();
  const Snapshot& snapshot = register_->finish_snapshot();
  ASSERT_EQ(snapshot.processes.size(), 2U);
  EXPECT_EQ(snapshot.processes[0].values.vm_size_kib, 4000);
  EXPECT_EQ(snapshot.processes[1].identity->pid, 101);
  EXPECT_TRUE(snapshot.processes[1].values.is_unobserved());
  EXPECT_EQ(snapshot.seen, 1);
  EXPECT_EQ(snapshot.unread, 1);
}

TEST_F(ProcessRegisterTest, ASnapshotHoldsNothingOfTheOneBefore) {
  exits_.add(200);
  register_->begin_snapshot();
  register_->take_exits(exits_, [](pid_t) -> RegisteredProcess* { return nullptr; });
  register_->report_unseen([](pid_t) { return true; });
  register_->report(enter(process(100)), nullptr);
  register_->count_unread();
  register_->count_arrival();
  static_cast<void>(register_->finish_snapshot());
  register_->begin_snapshot();
  const Snapshot& snapshot = register_->finish_snapshot();
  EXPECT_TRUE(snapshot.processes.empty());
  EXPECT_TRUE(snapshot.exits.empty());
  EXPECT_FALSE(snapshot.has_all_exits);
  EXPECT_EQ(snapshot.seen + snapshot.unread + snapshot.arrivals, 0);
}

TEST_F(ProcessRegisterTest, AControlGroupIsReportedWhileAProcessIsInIt) {
  std::filesystem::create_directory(sys_.file("tests"));
  testing::write_bytes(sys_.file("tests/memory.max"), "1048576\n");
  FakeProcess member = process(100);
  member.cgroup = "0::/tests\n";
  RegisteredProcess& entered = enter(member);
  const Snapshot& snapshot = see(entered);
  ASSERT_EQ(snapshot.cgroups.size(), 1U);
  EXPECT_EQ(*snapshot.cgroups[0].name, "/tests");
  EXPECT_EQ(snapshot.cgroups[0].limit_bytes, 1048576);
  EXPECT_EQ(snapshot.processes.at(0).cgroup, snapshot.cgroups[0].token);
  register_->forget(entered);
  register_->begin_snapshot();
  EXPECT_TRUE(register_->finish_snapshot().cgroups.empty());
}

class LaterLooksOfARegister : public ProcessRegisterTest {
 protected:
  static FakeProcess python_host(pid_t pid) {
    FakeProcess host = process(pid);
    host.maps = "7f00-7f01 r-xp 00000000 08:01 42   /usr/lib/libpython3.11.so.1.0\n";
    return host;
  }
  void look(RegisteredProcess& process, std::int64_t vm_size_kib) {
    register_->begin_snapshot();
    register_->recognize_later(process, vm_size_kib);
  }
};

TEST_F(LaterLooksOfARegister, TellTheRuntimeOfTheSameProgram) {
  RegisteredProcess& host = enter(python_host(100));
  const std::uint64_t token = host.token;
  EXPECT_EQ(host.row->runtime, std::nullopt);
  look(host, 4000);
  EXPECT_EQ(host.runtime, Runtime::kPython);
  EXPECT_EQ(host.row->runtime, "python");
  EXPECT_EQ(host.token, token);
}

TEST_F(LaterLooksOfARegister, AreTwoASnapshot) {
  for (const pid_t pid : {100, 101, 102}) enter(python_host(pid));
  register_->begin_snapshot();
  for (auto& [pid, host] : known_) register_->recognize_later(host, 4000);
  EXPECT_EQ(known_[101].runtime, Runtime::kPython);
  EXPECT_EQ(known_[102].runtime, Runtime::kUnknown);
  look(known_[102], 4000);
  EXPECT_EQ(known_[102].runtime, Runtime::kPython);
}

TEST_F(LaterLooksOfARegister, WaitForSomethingElseToBeMapped) {
  RegisteredProcess& host = enter(process(100));
  look(host, 4000);
  proc_.put(python_host(100));
  look(host, 4000);
  EXPECT_EQ(host.runtime, Runtime::kUnknown);
  look(host, 4004);
  EXPECT_EQ(host.runtime, Runtime::kPython);
}

TEST_F(LaterLooksOfARegister, LeaveWhatTheProgramFileTellsAlone) {
  FakeProcess java = python_host(100);
  java.exe = "java";
  RegisteredProcess& entered = enter(java);
  look(entered, 4000);
  EXPECT_EQ(entered.runtime, Runtime::kJvm);
}

TEST_F(LaterLooksOfARegister, BeginAnewWithAnExec) {
  RegisteredProcess& host = enter(process(100));
  look(host, 4000);
  look(host, 4004);
  enter(python_host(100));
  look(host, 4004);
  EXPECT_EQ(host.runtime, Runtime::kPython);
}

class ExitsOfARegister : public ProcessRegisterTest {};

TEST_F(ExitsOfARegister, TheFirstOfAPidIsOfTheProcessSeenTheSecondOfAnother) {
  RegisteredProcess& seen = enter(process(100));
  see(seen);
  exits_.add(100);
  exits_.add(100);
  const Snapshot& snapshot = scan_exits();
  ASSERT_EQ(snapshot.exits.size(), 2U);
  EXPECT_EQ(snapshot.exits[0].token, seen.token);
  EXPECT_EQ(snapshot.exits[0].slot, seen.slot);
  EXPECT_EQ(snapshot.exits[0].identity.exit.peak_vm_kib, 7100);
  EXPECT_EQ(snapshot.exits[1].token, 0U);
  EXPECT_TRUE(snapshot.has_all_exits);
}

TEST_F(ExitsOfARegister, WhatSeveralKnowOfOneEndIsOneReading) {
  RegisteredProcess& seen = enter(process(100));
  see(seen);
  exits_.add(100);
  register_->begin_snapshot();
  register_->take_exits(exits_, [&](pid_t) { return &seen; });
  ExitValues status;
  status.exit_signal = 9;
  register_->report_end(seen, status);
  const Snapshot& snapshot = register_->finish_snapshot();
  ASSERT_EQ(snapshot.exits.size(), 1U);
  EXPECT_EQ(snapshot.exits[0].identity.exit.peak_vm_kib, 7100);
  EXPECT_EQ(snapshot.exits[0].identity.exit.exit_signal, 9);
}

TEST_F(ExitsOfARegister, OfAProcessThatNoSnapshotHasHadTheValuesOfItIsUnseen) {
  register_->report(enter(process(100)), nullptr);
  exits_.add(100);
  const Snapshot& snapshot = scan_exits();
  ASSERT_EQ(snapshot.exits.size(), 1U);
  EXPECT_EQ(snapshot.exits[0].token, 0U);
  EXPECT_EQ(snapshot.count_unseen_exits(), 1);
}

TEST_F(ExitsOfARegister, AfterAnExecThatNoScanSawItIsOfTheNextGeneration) {
  RegisteredProcess& seen = enter(process(100));
  see(seen);
  exits_.add(100, 1, "other\n");
  exits_.waiting.back().program_inode = seen.image->file->second + 1;
  const Snapshot& snapshot = scan_exits();
  ASSERT_EQ(snapshot.exits.size(), 1U);
  EXPECT_EQ(snapshot.exits[0].token, 0U);
  EXPECT_EQ(snapshot.exits[0].identity.comm, "other\\x0A");
  EXPECT_EQ(snapshot.exits[0].identity.start_ticks, 5000);
  EXPECT_EQ(snapshot.exits[0].identity.exec_generation, 1);
}

TEST_F(ExitsOfARegister, AnotherNameAloneIsTheSameProgram) {
  RegisteredProcess& seen = enter(process(100));
  see(seen);
  exits_.add(100, 1, "a thread");
  exits_.waiting.back().program_inode = seen.image->file->second;
  EXPECT_EQ(scan_exits().exits.at(0).token, seen.token);
}

TEST_F(ExitsOfARegister, WhatIsNotAdmittedIsLeftOut) {
  admit("wanted");
  ASSERT_EQ(enter(process(100)).kind, ProcessKind::kWatched);
  exits_.add(100, 1, "wanted");
  exits_.add(101, 1, "worker");
  exits_.add(102, 1, "wanted");
  EXPECT_EQ(pids(scan_exits()), (Pids{102}));
}

TEST_F(ExitsOfARegister, DescendantsOfWhatExitedBelongToTheTreeInTheirOrder) {
  exits_.add(302, 301);
  exits_.add(301, 300);
  exits_.add(400, 2);
  exits_.add(300, 1);
  EXPECT_EQ(pids(scan_exits()), (Pids{302, 301, 300}));
}

TEST_F(ExitsOfARegister, ChildrenOfATreesProcessThatExitedBelongToIt) {
  for (const pid_t pid : {100, 200}) see(enter(process(pid)));
  known_[100].in_tree = true;
  exits_.add(101, 100);
  exits_.add(201, 200);
  exits_.add(100, 2);
  exits_.add(200, 2);
  EXPECT_EQ(pids(scan_exits()), (Pids{100, 200, 101}));
}

TEST_F(ExitsOfARegister, AParentThatIsKnownAtTheNextScanBringsItsChildIn) {
  exits_.add(101, 100);
  EXPECT_TRUE(scan_exits(1).exits.empty());
  EXPECT_EQ(pids(scan_exits(100)), (Pids{101}));
  EXPECT_TRUE(scan_exits(100).exits.empty());
}

TEST_F(ExitsOfARegister, AParentThatIsUnknownAtTheNextScanTooIsOutsideTheTree) {
  exits_.add(101, 100);
  EXPECT_TRUE(scan_exits(1).exits.empty());
  EXPECT_TRUE(scan_exits(1).exits.empty());
  EXPECT_TRUE(scan_exits(100).exits.empty());
}

TEST_F(ExitsOfARegister, AreNotAllWhereTheSourceLostSome) {
  exits_.complete = false;
  EXPECT_FALSE(scan_exits().has_all_exits);
  EXPECT_TRUE(scan_exits().has_all_exits);
}

FakeProcess sender_of_marks(pid_t pid, pid_t ppid) {
  FakeProcess sender;
  sender.pid = pid;
  sender.ppid = ppid;
  sender.comm = "tidemark-record";
  sender.exe = "tidemark-recorder";
  sender.command_line = std::string("tidemark-recorder\0mark\0run\0t\0", 29);
  return sender;
}

TEST_F(ProcessRegisterTest, ARecordersSenderOfMarksIsNotRecordedAndItsParentStandsForIt) {
  FakeProcess command = sender_of_marks(102, 101);
  EXPECT_EQ(enter(sender_of_marks(101, 50)).kind, ProcessKind::kWatched);
  EXPECT_EQ(enter(command).kind, ProcessKind::kWatched) << "a fork of it";
  command.comm = "worker";
  command.exe = "worker";
  const RegisteredProcess& entered = enter(command);
  EXPECT_EQ(entered.kind, ProcessKind::kRecorded);
  EXPECT_EQ(entered.row->ppid, 50);
  register_->forget(known_[101]);
  FakeProcess late = process(103);
  late.ppid = 101;
  EXPECT_EQ(enter(late).row->ppid, 101) << "the PID is another's by now";
}

TEST_F(ProcessRegisterTest, AnotherCommandOfARecorderIsRecorded) {
  FakeProcess recorder = sender_of_marks(101, 50);
  recorder.command_line = std::string("tidemark-recorder\0exec\0mark\0", 28);
  EXPECT_EQ(enter(recorder).kind, ProcessKind::kRecorded);
  recorder.pid = 102;
  recorder.command_line = std::string("tidemark-recorder\0marks\0", 24);
  EXPECT_EQ(enter(recorder).kind, ProcessKind::kRecorded);
}

TEST_F(ProcessRegisterTest, AnUnseenSenderOfMarksIsNotToldAndWhatItStartedIs) {
  exits_.add(202, 201);
  exits_.add(201, 1, "tidemark-record");
  EXPECT_EQ(pids(scan_exits()), Pids{202});
}

}  // namespace
}  // namespace tidemark

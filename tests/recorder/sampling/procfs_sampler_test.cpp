#include "recorder/sampling/procfs_sampler.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "common/error.hpp"
#include "tests/recorder/sampling/sampler_fixture.hpp"

namespace tidemark {
namespace {

using testing::FakePages;
using testing::FakeProcess;
using testing::kNoPages;
using testing::Pids;

class ProcfsSamplerTest : public testing::SamplerTest {};

TEST_F(ProcfsSamplerTest, PagesBecomeKibibytes) {
  proc_.put(process(100));
  const MemoryValues values = scan().at(100).values;
  EXPECT_EQ(values.vm_size_kib, 4000);
  EXPECT_EQ(values.rss_kib, 400);
  EXPECT_EQ(values.shared_kib, 200);
  EXPECT_EQ(values.data_kib, 1200);
  EXPECT_EQ(values.minor_faults, std::nullopt);
  EXPECT_EQ(values.threads, std::nullopt);
}

TEST_F(ProcfsSamplerTest, AnEmptyProcHasNoProcesses) {
  EXPECT_TRUE(scan().empty());
  EXPECT_EQ(seen_, 0);
}

TEST_F(ProcfsSamplerTest, ARootThatIsNoDirectoryIsAnError) {
  SamplerSettings settings;
  settings.proc_root = proc_.root() + "/meminfo";
  EXPECT_THROW(ProcfsSampler(settings, ProcessFilter(FilterSettings{})), FileError);
}

TEST_F(ProcfsSamplerTest, EntriesThatAreNoPidsArePassedOver) {
  proc_.put(process(100));
  testing::write_bytes(proc_.root() + "/100x", "");
  testing::write_bytes(proc_.root() + "/0", "");
  testing::write_bytes(proc_.root() + "/99999999999", "");
  EXPECT_EQ(pids(scan()), Pids{100});
}

TEST_F(ProcfsSamplerTest, NewProcessesAppearAndGoneOnesDisappear) {
  proc_.put(process(200));
  EXPECT_EQ(pids(scan()), Pids{200});
  proc_.put(process(100));
  proc_.put(process(300));
  EXPECT_EQ(pids(scan()), (Pids{100, 200, 300}));
  proc_.remove(200);
  EXPECT_EQ(pids(scan()), (Pids{100, 300}));
  EXPECT_EQ(seen_, 2);
}

TEST_F(ProcfsSamplerTest, AProcessKeepsTokenAndSlotWhileItLives) {
  proc_.put(process(100));
  const auto first = scan().at(100);
  FakeProcess grown = process(100);
  grown.pages.size += 50;
  proc_.put(grown);
  const auto second = scan().at(100);
  EXPECT_EQ(second.token, first.token);
  EXPECT_EQ(second.slot, first.slot);
  EXPECT_EQ(second.identity.exec_generation, 0);
  EXPECT_EQ(second.values.vm_size_kib, 4200);
}

TEST_F(ProcfsSamplerTest, AReusedPidIsAnotherProcess) {
  proc_.put(process(100));
  const auto first = scan().at(100);
  FakeProcess other = process(100);
  other.start_ticks += 1;
  proc_.put(other);
  const auto second = scan().at(100);
  EXPECT_NE(second.token, first.token);
  EXPECT_EQ(second.identity.start_ticks, other.start_ticks);
  EXPECT_EQ(second.identity.exec_generation, 0);
}

TEST_F(ProcfsSamplerTest, AReusedPidMayBelongToAKernelThread) {
  proc_.put(process(100));
  EXPECT_EQ(pids(scan()), Pids{100});
  FakeProcess thread = process(100);
  thread.start_ticks += 1;
  thread.flags = 0x00200000;
  thread.pages = kNoPages;
  proc_.put(thread);
  scan();
  EXPECT_TRUE(scan().empty());
}

TEST_F(ProcfsSamplerTest, SlotsOfGoneProcessesAreUsedAgain) {
  std::set<std::uint32_t> slots;
  for (int i = 0; i < 20; ++i) {
    FakeProcess one = process(100 + i);
    proc_.put(one);
    slots.insert(scan().at(100 + i).slot);
    proc_.remove(100 + i);
    scan();
  }
  EXPECT_EQ(slots.size(), 1U);
}

TEST_F(ProcfsSamplerTest, KernelThreadsAreLeftOut) {
  FakeProcess thread = process(2, 0);
  thread.flags = 0x00200000;
  thread.pages = kNoPages;
  proc_.put(thread);
  EXPECT_TRUE(scan().empty());
  EXPECT_EQ(unread_, 0);
}

TEST_F(ProcfsSamplerTest, AZombieIsNoLongerThere) {
  proc_.put(process(100));
  EXPECT_EQ(pids(scan()), Pids{100});
  FakeProcess zombie = process(100);
  zombie.state = 'Z';
  zombie.pages = kNoPages;
  proc_.put(zombie);
  EXPECT_TRUE(scan().empty());
  EXPECT_TRUE(scan_all_turns().empty());
  EXPECT_EQ(unread_, 0);
}

// One that is a zombie at one scan alone may just be waited for.
TEST_F(ProcfsSamplerTest, ZombiesOfTwoScansAreCountedForTheirParent) {
  proc_.put(process(100));
  for (const pid_t pid : {50, 110, 120}) proc_.put(process(pid, 100));
  EXPECT_EQ(scan().at(100).counts.zombies, std::nullopt);
  for (const pid_t pid : {50, 110}) {
    FakeProcess zombie = process(pid, 100);
    zombie.state = 'Z';
    zombie.pages = kNoPages;
    proc_.put(zombie);
  }
  FakeProcess never_seen = process(130, 100);
  never_seen.state = 'Z';
  never_seen.pages = kNoPages;
  proc_.put(never_seen);
  EXPECT_EQ(scan().at(100).counts.zombies, std::nullopt);
  EXPECT_EQ(scan().at(100).counts.zombies, 3);
  EXPECT_EQ(scan().at(120).counts.zombies, std::nullopt);
  for (const pid_t pid : {50, 110, 130}) proc_.remove(pid);
  EXPECT_EQ(scan().at(100).counts.zombies, 0);
}

TEST_F(ProcfsSamplerTest, APidWhoseZombieWasReapedAndThatWasGivenAgainIsSeen) {
  FakeProcess zombie = process(100);
  zombie.state = 'Z';
  zombie.pages = kNoPages;
  proc_.put(zombie);
  EXPECT_TRUE(scan().empty());
  FakeProcess other = process(100);
  other.start_ticks += 7;
  proc_.put(other);
  EXPECT_EQ(scan_all_turns().at(100).identity.start_ticks, other.start_ticks);
}

TEST_F(ProcfsSamplerTest, AProcessWhoseLeaderHasExitedIsReadFromALivingThread) {
  FakeProcess running = process(100);
  running.threads = {{101, running.pages}};
  proc_.put(running);
  const auto before = scan().at(100);
  FakeProcess headless = process(100);
  headless.state = 'Z';
  headless.pages = kNoPages;
  headless.threads = {{101, kNoPages}, {102, FakePages{2000, 100, 50, 10, 300}}};
  proc_.put(headless);
  const auto after = scan().at(100);
  EXPECT_EQ(after.token, before.token);
  EXPECT_EQ(after.values.vm_size_kib, 8000);
}

TEST_F(ProcfsSamplerTest, ALeaderThatHadExitedBeforeItWasFirstSeenIsFound) {
  FakeProcess headless = process(100);
  headless.state = 'Z';
  headless.pages = kNoPages;
  headless.threads = {{101, FakePages{}}};
  proc_.put(headless);
  EXPECT_EQ(scan().at(100).values.vm_size_kib, 4000);
  headless.threads = {{101, kNoPages}};
  proc_.put(headless);
  EXPECT_TRUE(scan().empty());
}

TEST_F(ProcfsSamplerTest, AProcessThatComesBackFromHavingNoMemoryIsSeen) {
  FakeProcess starting = process(100);
  starting.pages = kNoPages;
  proc_.put(starting);
  EXPECT_TRUE(scan().empty());
  proc_.put(process(100));
  EXPECT_EQ(pids(scan_all_turns()), Pids{100});
}

TEST_F(ProcfsSamplerTest, APidThatVanishesBetweenListingAndReadingIsNeitherSeenNorUnread) {
  proc_.put(process(100));
  proc_.empty(101);
  EXPECT_EQ(pids(scan()), Pids{100});
  EXPECT_EQ(unread_, 0);
  proc_.empty(100);
  EXPECT_TRUE(scan().empty());
  EXPECT_EQ(unread_, 0);
}

TEST_F(ProcfsSamplerTest, APidThatWasEmptyAtFirstIsSeenOnceItHasFiles) {
  proc_.empty(100);
  EXPECT_TRUE(scan().empty());
  proc_.put(process(100));
  EXPECT_EQ(pids(scan()), Pids{100});
}

TEST_F(ProcfsSamplerTest, AProcessThatWasNeverReadableIsCountedAsUnread) {
  proc_.put(process(100));
  proc_.make_unreadable(100, "statm");
  EXPECT_TRUE(scan().empty());
  EXPECT_EQ(unread_, 1);
  proc_.put(process(101));
  proc_.make_unreadable(101, "stat");
  EXPECT_TRUE(scan().empty());
  EXPECT_EQ(unread_, 2);
}

TEST_F(ProcfsSamplerTest, AProcessThatCannotBeReadForAWhileIsThereWithoutValues) {
  proc_.put(process(100));
  const auto before = scan().at(100);
  proc_.make_unreadable(100, "statm");
  const auto during = scan().at(100);
  EXPECT_TRUE(during.values.is_unobserved());
  EXPECT_EQ(during.token, before.token);
  EXPECT_EQ(unread_, 1);
  EXPECT_EQ(seen_, 0);
  proc_.put(process(100));
  EXPECT_EQ(scan().at(100).values, before.values);
}

TEST_F(ProcfsSamplerTest, MalformedStatmIsUnreadNotZero) {
  proc_.put(process(100));
  scan();
  testing::write_bytes(proc_.root() + "/100/statm", "1000 x\n");
  EXPECT_TRUE(scan().at(100).values.is_unobserved());
}

TEST_F(ProcfsSamplerTest, HostileNamesAreRecordedEscaped) {
  FakeProcess hostile = process(100);
  hostile.comm = "a) R 1 (\n\x1B\xFF";
  proc_.put(hostile);
  EXPECT_EQ(scan().at(100).identity.comm, "a) R 1 (\\x0A\\x1B\\xFF");
}

// Whatever comes and goes, a scan holds exactly the processes that are there, with their values; no two share
// a slot, and a token stays with its process.
RC_GTEST_PROP(ProcfsSampler, ScansFollowARandomHistory, ()) {
  const testing::FakeProc proc;
  SamplerSettings settings;
  settings.proc_root = proc.root();
  ProcfsSampler sampler(settings, ProcessFilter(FilterSettings{}));
  std::map<pid_t, FakeProcess> living;
  std::map<std::uint64_t, std::pair<pid_t, std::int64_t>> owners;  // of tokens
  const int scans = *rc::gen::inRange(1, 12);
  for (int i = 0; i < scans; ++i) {
    for (pid_t pid = 10; pid < 16; ++pid) {
      const bool lives = living.contains(pid);
      enum class Event { kNothing, kStart, kChange, kEnd };
      const auto event = *rc::gen::element(Event::kNothing, Event::kStart, Event::kChange, Event::kEnd);
      if (event == Event::kStart || (event == Event::kChange && lives)) {
        FakeProcess& process = living[pid];
        process.pid = pid;
        if (event == Event::kStart) process.start_ticks = 100 + i;
        process.pages.size = *rc::gen::inRange<std::int64_t>(1, 100);
        proc.put(process);
      } else if (event == Event::kEnd && lives) {
        living.erase(pid);
        proc.remove(pid);
      }
    }
    const Snapshot& snapshot = sampler.scan(nullptr);
    RC_ASSERT(snapshot.processes.size() == living.size());
    std::set<std::uint32_t> slots;
    for (const ProcessReading& reading : snapshot.processes) {
      const FakeProcess& process = living.at(static_cast<pid_t>(reading.identity->pid));
      RC_ASSERT(reading.identity->start_ticks == process.start_ticks);
      RC_ASSERT(reading.values.vm_size_kib == process.pages.size * settings.page_size_kib);
      RC_ASSERT(slots.insert(reading.slot).second);
      const auto owner = std::pair(process.pid, process.start_ticks);
      RC_ASSERT(owners.emplace(reading.token, owner).first->second == owner);
    }
  }
}

TEST_F(ProcfsSamplerTest, SaysWhichControlGroupAProcessIsInAndNoticesItsMove) {
  FakeProcess moving = process(100);
  moving.cgroup = "0::/before\n";
  proc_.put(moving);
  proc_.put(process(200));  // its file cannot be read
  const Scan before = scan();
  EXPECT_EQ(before.at(100).cgroup, "/before");
  EXPECT_EQ(before.at(200).cgroup, "");
  moving.cgroup = "0::/after\n";
  proc_.put(moving);
  EXPECT_EQ(scan_all_turns().at(100).cgroup, "/after");
}

}  // namespace
}  // namespace tidemark

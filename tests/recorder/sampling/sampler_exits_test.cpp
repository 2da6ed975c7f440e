#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/recorder/sampling/fake_exits.hpp"
#include "tests/recorder/sampling/sampler_fixture.hpp"

namespace tidemark {
namespace {

using testing::FakeProcess;

class SamplerExits : public testing::SamplerTest {
 protected:
  // The PIDs of processes that no scan has seen, in the order told.
  [[nodiscard]] std::vector<std::int64_t> unseen() const {
    std::vector<std::int64_t> pids;
    for (const ExitReading& exit : exits_seen_) {
      if (exit.token == 0) pids.push_back(exit.identity.pid);
    }
    return pids;
  }
  Scan scan_with(bool complete = true) {
    exits_.complete = complete;
    return scan(&exits_);
  }

  void put_zombie(pid_t pid) const {
    FakeProcess zombie = process(pid);
    zombie.state = 'Z';
    zombie.pages = testing::kNoPages;
    proc_.put(zombie);
  }

  testing::FakeExits exits_;
};

using Unseen = std::vector<std::int64_t>;

TEST_F(SamplerExits, OfAProcessThatWasSeenThePeakIsToldWithItsToken) {
  proc_.put(process(100));
  const Seen seen = scan_with().at(100);
  proc_.remove(100);
  exits_.add(100);
  EXPECT_TRUE(scan_with().empty());
  ASSERT_EQ(exits_seen_.size(), 1U);
  EXPECT_EQ(exits_seen_[0].token, seen.token);
  EXPECT_EQ(exits_seen_[0].slot, seen.slot);
  EXPECT_EQ(exits_seen_[0].identity.exit.peak_vm_kib, 7100);
}

TEST_F(SamplerExits, AProcessThatNoScanSawIsToldWithWhatItWas) {
  scan_with();
  exits_.add(100, 7, "a\nb");
  scan_with();
  ASSERT_EQ(unseen(), Unseen{100});
  const ProcessRow& row = exits_seen_[0].identity;
  EXPECT_EQ(row.ppid, 7);
  EXPECT_EQ(row.uid, 1000);
  EXPECT_EQ(row.comm, "a\\x0Ab");
  EXPECT_EQ(row.start_ticks, std::nullopt);
  EXPECT_EQ(exits_seen_[0].identity.exit.peak_vm_kib, 7100);
  scan_with();
  EXPECT_TRUE(exits_seen_.empty());
}

TEST_F(SamplerExits, APidThatWasGivenTwiceIsTheKnownProcessAndThenAnother) {
  proc_.put(process(100));
  scan_with();
  proc_.remove(100);
  exits_.add(100);
  exits_.add(100);
  scan_with();
  EXPECT_EQ(exits_seen_.size(), 2U);
  EXPECT_EQ(unseen(), Unseen{100});
}

TEST_F(SamplerExits, AZombiesExitIsToldOnce) {
  proc_.put(process(100));
  scan_with();
  put_zombie(100);
  exits_.add(100);
  scan_with();
  EXPECT_EQ(exits_seen_.size(), 1U);
  EXPECT_TRUE(unseen().empty());
  proc_.remove(100);
  exits_.add(100);  // its PID's next owner
  scan_with();
  EXPECT_EQ(unseen(), Unseen{100});
}

TEST_F(SamplerExits, AZombieTellsHowItEndedWhereTheKernelDoesNot) {
  proc_.put(process(100));
  const Seen seen = scan_with().at(100);
  FakeProcess zombie = process(100);
  zombie.state = 'Z';
  zombie.pages = testing::kNoPages;
  zombie.exe = std::nullopt;
  zombie.wait_status = 4 << 8;
  proc_.put(zombie);
  scan();
  ASSERT_EQ(exits_seen_.size(), 1U);
  EXPECT_EQ(exits_seen_[0].token, seen.token);
  EXPECT_EQ(exits_seen_[0].identity.exit.exit_code, 4);
  scan();
  EXPECT_TRUE(exits_seen_.empty());
}

TEST_F(SamplerExits, AProcessThatIsAZombieAtFirstSightWasNotSeen) {
  scan_with();
  put_zombie(100);
  exits_.add(100);
  scan_with();
  EXPECT_EQ(unseen(), Unseen{100});
}

TEST_F(SamplerExits, AProgramThatBeganAfterTheLastScanIsAFurtherGeneration) {
  proc_.put(process(100));
  const Seen seen = scan_with().at(100);
  struct stat program = {};
  ASSERT_EQ(stat((proc_.root() + "/100/exe").c_str(), &program), 0);
  exits_.add(100, 1, "tool");
  exits_.waiting[0].program_inode = program.st_ino + 1;
  scan_with();
  ASSERT_EQ(unseen(), Unseen{100});
  EXPECT_EQ(exits_seen_[0].identity.start_ticks, seen.identity.start_ticks);
  EXPECT_EQ(exits_seen_[0].identity.exec_generation, 1);
}

TEST_F(SamplerExits, AThreadThatIsItsProcesssLastAndNamesItselfIsNoOtherProgram) {
  proc_.put(process(100));
  scan_with();
  struct stat program = {};
  ASSERT_EQ(stat((proc_.root() + "/100/exe").c_str(), &program), 0);
  exits_.add(100, 1, "pool-1");
  exits_.waiting[0].program_inode = program.st_ino;
  scan_with();
  EXPECT_EQ(exits_seen_.size(), 1U);
  EXPECT_TRUE(unseen().empty());
}

TEST_F(SamplerExits, OnlyWhatTheFilterAdmitsIsTold) {
  FilterSettings filter;
  filter.include = {"server"};
  filter_by(filter);
  proc_.put(process(90));
  scan_with();
  exits_.add(90);
  exits_.add(100, 1, "server");
  exits_.add(101, 1, "client");
  scan_with();
  EXPECT_EQ(unseen(), Unseen{100});
}

TEST_F(SamplerExits, ATreesUnseenAreTheDescendantsOfWhatIsInIt) {
  FilterSettings filter;
  filter.tree_root = 50;
  filter_by(filter);
  proc_.put(process(50));
  proc_.put(process(60, 50));
  proc_.put(process(62, 60));
  proc_.put(process(70));
  scan_with();
  proc_.remove(62);
  exits_.add(103, 102);  // a grandchild before its parent
  exits_.add(102, 60);
  exits_.add(104, 70);
  exits_.add(105, 1);
  exits_.add(107, 62);
  exits_.add(62, 60);  // known, and gone by now
  exits_.add(106, 61);
  proc_.put(process(61, 60));  // that this scan sees first
  scan_with();
  EXPECT_EQ(unseen(), (Unseen{103, 102, 107, 106}));
}

TEST_F(SamplerExits, AChildOfOneThatIsKnownOnlyAtTheNextScanIsToldThen) {
  FilterSettings filter;
  filter.tree_root = 50;
  filter_by(filter);
  proc_.put(process(50));
  scan_with();
  exits_.add(101, 60);
  exits_.add(102, 61);
  exits_.add(103, 62);
  scan_with();
  EXPECT_TRUE(unseen().empty());
  proc_.put(process(60, 50));
  exits_.add(61, 50);
  scan_with();
  EXPECT_EQ(unseen(), (Unseen{101, 102, 61}));
  proc_.put(process(62, 50));
  scan_with();
  EXPECT_TRUE(unseen().empty());
}

TEST_F(SamplerExits, ArrivalsAreTheProcessesThatTheScanBeforeDidNotMeet) {
  proc_.put(process(100));
  scan_with();
  EXPECT_EQ(arrivals_, 1);
  scan_with();
  EXPECT_EQ(arrivals_, 0);
  proc_.put(process(90));
  proc_.put(process(200));
  scan_with(false);
  EXPECT_EQ(arrivals_, 2);
  EXPECT_FALSE(has_all_exits_);
}

}  // namespace
}  // namespace tidemark

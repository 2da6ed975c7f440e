#include <gtest/gtest.h>

#include "tests/recorder/sampling/sampler_fixture.hpp"

namespace tidemark {
namespace {

using testing::FakeProcess;
using testing::Pids;

class ProcfsSamplerFilterTest : public testing::SamplerTest {
 protected:
  void filter_by_tree(pid_t root, bool itself = true) {
    FilterSettings filter;
    filter.tree_root = root;
    filter.tree_root_itself = itself;
    filter_by(filter);
  }

  static FakeProcess named(pid_t pid, const char* comm, uid_t uid = 1000) {
    FakeProcess named = process(pid);
    named.comm = comm;
    named.exe = comm;
    named.uid = uid;
    return named;
  }
};

TEST_F(ProcfsSamplerFilterTest, ByNameAndUser) {
  FilterSettings filter;
  filter.include = {"server"};
  filter.exclude = {"old"};
  filter.user = 1000;
  filter_by(filter);
  proc_.put(named(100, "server"));
  proc_.put(named(101, "old_server"));
  proc_.put(named(102, "client"));
  proc_.put(named(103, "server", 0));
  EXPECT_EQ(pids(scan()), Pids{100});
  EXPECT_EQ(seen_, 1);
}

TEST_F(ProcfsSamplerFilterTest, AServerThatDropsToItsUserIsFoundInTurn) {
  FilterSettings filter;
  filter.user = 1000;
  filter_by(filter);
  proc_.put(named(100, "server", 0));
  EXPECT_TRUE(scan().empty());
  proc_.put(named(100, "server", 1000));
  const auto found = scan_all_turns();
  ASSERT_EQ(pids(found), Pids{100});
  EXPECT_EQ(found.at(100).identity.exec_generation, 0);
  EXPECT_EQ(found.at(100).identity.uid, 1000);
}

TEST_F(ProcfsSamplerFilterTest, ATreeIsItsRootAndAllDescendants) {
  filter_by_tree(100);
  proc_.put(process(100));
  proc_.put(process(110, 100));
  proc_.put(process(120, 110));
  proc_.put(process(130, 1));
  proc_.put(process(131, 130));
  EXPECT_EQ(pids(scan()), (Pids{100, 110, 120}));
}

TEST_F(ProcfsSamplerFilterTest, ATreeMayLeaveItsRootOut) {
  filter_by_tree(100, false);
  proc_.put(process(100));
  proc_.put(process(110, 100));
  proc_.put(process(120, 110));
  EXPECT_EQ(pids(scan()), (Pids{110, 120}));
}

TEST_F(ProcfsSamplerFilterTest, AChildListedBeforeItsParentIsInTheTree) {
  filter_by_tree(300);
  proc_.put(process(10, 20));
  proc_.put(process(20, 200));
  proc_.put(process(200, 300));
  proc_.put(process(300));
  EXPECT_EQ(pids(scan()), (Pids{10, 20, 200, 300}));
}

TEST_F(ProcfsSamplerFilterTest, ADescendantStaysInTheTreeWhenItIsOrphaned) {
  filter_by_tree(100);
  proc_.put(process(100));
  proc_.put(process(110, 100));
  FakeProcess orphan = process(120, 110);
  proc_.put(orphan);
  scan();
  proc_.remove(110);
  orphan.ppid = 1;
  proc_.put(orphan);
  EXPECT_EQ(pids(scan()), (Pids{100, 120}));
  EXPECT_EQ(pids(scan_all_turns()), (Pids{100, 120}));
}

TEST_F(ProcfsSamplerFilterTest, AChildOfAZombieInTheTreeIsInTheTree) {
  filter_by_tree(100);
  proc_.put(process(100));
  FakeProcess zombie = process(110, 100);
  zombie.state = 'Z';
  zombie.pages = testing::kNoPages;
  proc_.put(zombie);
  proc_.put(process(120, 110));
  EXPECT_EQ(pids(scan()), (Pids{100, 120}));
}

// Its stat named a parent that was gone when that was looked at: the next scan reads who has adopted it.
TEST_F(ProcfsSamplerFilterTest, AChildWhoseParentVanishesDuringTheScanIsLookedAtAgain) {
  filter_by_tree(300);
  proc_.put(process(300));
  proc_.put(process(10, 20));
  proc_.empty(20);
  scan();
  proc_.remove(20);
  proc_.put(process(10, 300));
  EXPECT_EQ(pids(scan()), (Pids{10, 300}));
}

TEST_F(ProcfsSamplerFilterTest, ParentsThatNameEachOtherAreOutsideOfTheTree) {
  filter_by_tree(300);
  proc_.put(process(10, 20));
  proc_.put(process(20, 10));
  proc_.put(process(30, 30));
  EXPECT_TRUE(scan().empty());
}

TEST_F(ProcfsSamplerFilterTest, APidOfTheTreeThatIsGivenToAnotherProcessIsOutsideOfIt) {
  filter_by_tree(100);
  proc_.put(process(100));
  proc_.put(process(110, 100));
  scan();
  FakeProcess other = process(110, 1);
  other.start_ticks += 1;
  proc_.put(other);
  EXPECT_EQ(pids(scan()), Pids{100});
}

TEST_F(ProcfsSamplerFilterTest, APidOutsideOfTheTreeThatIsGivenToADescendantIsFoundInTurn) {
  filter_by_tree(100);
  proc_.put(process(100));
  proc_.put(process(110, 1));
  EXPECT_EQ(pids(scan()), Pids{100});
  FakeProcess other = process(110, 100);
  other.start_ticks += 1;
  proc_.put(other);
  EXPECT_EQ(pids(scan_all_turns()), (Pids{100, 110}));
}

TEST_F(ProcfsSamplerFilterTest, ARootsPidThatIsGivenToAnotherProcessHeadsNoTree) {
  filter_by_tree(100);
  proc_.put(process(100));
  proc_.put(process(110, 100));
  scan();
  FakeProcess other = process(100);
  other.start_ticks += 1;
  proc_.put(other);
  proc_.put(process(120, 100));
  EXPECT_EQ(pids(scan()), Pids{110});
  EXPECT_EQ(pids(scan_all_turns()), Pids{110});
}

TEST_F(ProcfsSamplerFilterTest, ATreeWithoutItsRootIsEmpty) {
  filter_by_tree(100);
  proc_.put(process(110, 1));
  EXPECT_TRUE(scan().empty());
}

}  // namespace
}  // namespace tidemark

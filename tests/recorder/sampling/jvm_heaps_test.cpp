#include "recorder/sampling/jvm_heaps.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <vector>

#include "recorder/sampling/process_register.hpp"
#include "tests/support/fake_proc.hpp"
#include "tests/support/made_jvm_counters.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;
using testing::made_serial_heap;

// Java virtual machines whose counters lie in one /tmp.
class JvmHeapsTest : public ::testing::Test {
 protected:
  JvmHeapsTest() { std::filesystem::create_directories(root_.file("tmp/hsperfdata_me")); }

  void put(pid_t pid) const {
    testing::FakeProcess process;
    process.pid = pid;
    process.exe = "java";
    process.uid = geteuid();
    proc_.put(process);
    const std::string directory = fmt::format("{}/{}/", proc_.root(), pid);
    testing::write_bytes(directory + "mountinfo", "20 1 8:1 / / rw - ext4 /dev/root rw\n");
    std::filesystem::create_directory_symlink(root_.path(), directory + "root");
  }
  void count(pid_t pid, std::int64_t collections) const {
    testing::write_bytes(root_.file(fmt::format("tmp/hsperfdata_me/{}", pid)),
                         made_serial_heap(false, collections).bytes());
  }
  // Returns the collections known, -1 where they are not.
  std::int64_t follow(pid_t pid) {
    const JvmHeap* heap = heaps_.follow(pid, known_[pid]);
    return heap == nullptr ? -1 : heap->collections.value_or(-1);
  }
  std::int64_t follow_at(seconds now, pid_t pid) {
    now_ = now;
    heaps_.begin_snapshot();
    return follow(pid);
  }

  const testing::FakeProc proc_;
  const testing::TemporaryDirectory root_;
  const ProcFiles files_{proc_.root()};
  nanoseconds now_{0};
  JvmHeaps heaps_{files_, [this] { return now_; }};
  std::map<pid_t, std::unique_ptr<JvmProcess>> known_;
};

TEST_F(JvmHeapsTest, OneIsReadOnceASecondAndKeptMeanwhile) {
  put(7);
  count(7, 4);
  EXPECT_EQ(follow_at(seconds(2), 7), 4);
  count(7, 5);
  EXPECT_EQ(follow_at(seconds(2), 7), 4);
  EXPECT_EQ(follow_at(seconds(3), 7), 5);
}

TEST_F(JvmHeapsTest, TwoAreReadASnapshotAndAllInTurn) {
  for (const pid_t pid : {7, 8, 9}) {
    put(pid);
    count(pid, pid);
  }
  std::vector<std::int64_t> known;
  for (int snapshot = 0; snapshot < 2; ++snapshot) {
    heaps_.begin_snapshot();
    for (const pid_t pid : {7, 8, 9}) known.push_back(follow(pid));
  }
  EXPECT_EQ(known, (std::vector<std::int64_t>{7, 8, -1, 7, 8, 9}));
}

TEST_F(JvmHeapsTest, OneWithoutCountersIsLookedForEverLessOften) {
  put(7);
  EXPECT_EQ(follow_at(seconds(1), 7), -1);
  EXPECT_EQ(follow_at(seconds(2), 7), -1);
  count(7, 4);
  EXPECT_EQ(follow_at(seconds(3), 7), -1);
  EXPECT_EQ(follow_at(seconds(4), 7), 4);
}

TEST_F(JvmHeapsTest, CountersThatAreGoneLeaveTheLastKnown) {
  put(7);
  count(7, 4);
  EXPECT_EQ(follow_at(seconds(2), 7), 4);
  std::filesystem::remove_all(root_.file("tmp/hsperfdata_me"));
  EXPECT_EQ(follow_at(seconds(3), 7), 4);
}

// What a register reports of a Java virtual machine.
class JvmHeapsOfARegister : public JvmHeapsTest {
 protected:
  JvmHeapsOfARegister() {
    put(7);
    count(7, 4);
    enter();
  }
  void enter() { register_.enter(process_, *read_process(files_, 7, CommandLinePolicy::kFull)); }
  std::optional<std::int64_t> collections(std::int64_t vm_size_kib, std::int64_t rss_kib = 100) {
    MemoryValues values;
    values.vm_size_kib = vm_size_kib;
    values.rss_kib = rss_kib;
    register_.begin_snapshot();
    register_.report(process_, &values);
    const JvmHeap* heap = register_.finish_snapshot().processes.at(0).jvm_heap;
    return heap == nullptr ? std::nullopt : heap->collections;
  }

  const testing::TemporaryDirectory sys_;
  ProcessRegister register_{files_, sys_.path(), ProcessFilter({})};
  RegisteredProcess process_;
};

TEST_F(JvmHeapsOfARegister, BeginOnceItHasGrownByAMebibyte) {
  EXPECT_EQ(collections(5000), std::nullopt);
  EXPECT_EQ(collections(6023), std::nullopt);
  EXPECT_EQ(collections(6024), 4);
}

TEST_F(JvmHeapsOfARegister, ResidentGrowthCountsToo) {
  EXPECT_EQ(collections(5000), std::nullopt);
  EXPECT_EQ(collections(5000, 1124), 4);
}

TEST_F(JvmHeapsOfARegister, LastUntilAnExec) {
  EXPECT_EQ(collections(0), std::nullopt);
  EXPECT_EQ(collections(9000), 4);
  enter();
  EXPECT_EQ(collections(20000), std::nullopt);
}

}  // namespace
}  // namespace tidemark

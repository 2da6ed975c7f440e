#include "recorder/sampling/object_counts.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <vector>

#include "recorder/sampling/process_register.hpp"
#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

class ObjectCountsTest : public ::testing::Test {
 protected:
  void put(pid_t pid, int descriptors) const {
    testing::FakeProcess process;
    process.pid = pid;
    process.thread_count = 5;
    proc_.put(process);
    const std::string directory = fmt::format("{}/{}/fd", proc_.root(), pid);
    std::filesystem::remove_all(directory);
    std::filesystem::create_directories(directory);
    for (int i = 0; i < descriptors; ++i)
      std::filesystem::create_symlink("socket:[1]", fmt::format("{}/{}", directory, i));
  }
  // Returns the descriptors known, -1 where they are not.
  std::int64_t follow(pid_t pid) {
    counts_.follow(pid, std::nullopt, known_[pid]);
    return known_[pid] ? known_[pid]->counts.descriptors.value_or(-1) : -1;
  }
  std::int64_t follow_at(nanoseconds now, pid_t pid) {
    now_ = now;
    counts_.begin_snapshot();
    return follow(pid);
  }

  const testing::FakeProc proc_;
  const ProcFiles files_{proc_.root()};
  nanoseconds now_{0};
  nanoseconds look_takes_{0};  // a half of it
  ObjectCounts counts_{files_, [this] { return now_ += look_takes_; }};
  std::map<pid_t, std::unique_ptr<CountedProcess>> known_;
};

TEST_F(ObjectCountsTest, ThoseOfOneAreCountedOnceASecond) {
  put(7, 4);
  EXPECT_EQ(follow_at(seconds(2), 7), 4);
  EXPECT_EQ(known_[7]->counts.threads, 5);
  put(7, 6);
  EXPECT_EQ(follow_at(milliseconds(2900), 7), 4);
  EXPECT_EQ(follow_at(seconds(3), 7), 6);
}

TEST_F(ObjectCountsTest, TwoAreCountedASnapshotAndAllInTurn) {
  for (const pid_t pid : {7, 8, 9}) put(pid, pid);
  std::vector<std::int64_t> known;
  for (int snapshot = 0; snapshot < 2; ++snapshot) {
    counts_.begin_snapshot();
    for (const pid_t pid : {7, 8, 9}) known.push_back(follow(pid));
  }
  EXPECT_EQ(known, (std::vector<std::int64_t>{7, 8, -1, 7, 8, 9}));
}

TEST_F(ObjectCountsTest, WhatTakesLongIsCountedLessOften) {
  put(7, 4);
  look_takes_ = milliseconds(5);
  EXPECT_EQ(follow_at(seconds(2), 7), 4);
  put(7, 6);
  look_takes_ = nanoseconds(0);
  EXPECT_EQ(follow_at(seconds(6), 7), 4);
  EXPECT_EQ(follow_at(seconds(8), 7), 6);
}

TEST_F(ObjectCountsTest, ARegisterCountsThoseOfWhatHasGrownByAMebibyte) {
  put(7, 4);
  const testing::TemporaryDirectory sys;
  ProcessRegister registered(files_, sys.path(), ProcessFilter({}));
  RegisteredProcess process;
  registered.enter(process, *read_process(files_, 7, CommandLinePolicy::kFull));
  const auto counts_at = [&](std::int64_t vm_size_kib) {
    MemoryValues values;
    values.vm_size_kib = vm_size_kib;
    values.threads = 3;
    registered.begin_snapshot();
    registered.report(process, &values);
    const ProcessCounts* counts = registered.finish_snapshot().processes.at(0).counts;
    return counts == nullptr ? ProcessCounts() : *counts;
  };
  EXPECT_EQ(counts_at(5000), ProcessCounts());
  EXPECT_EQ(counts_at(6023), ProcessCounts());
  EXPECT_EQ(counts_at(6024), (ProcessCounts{3, 4, std::nullopt}));
}

}  // namespace
}  // namespace tidemark

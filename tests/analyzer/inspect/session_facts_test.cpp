#include "analyzer/inspect/session_facts.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "analyzer/recordings/recording_reader.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/analyzer/stacks/stacked_recording.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;

class ReadFacts : public ::testing::Test {
 protected:
  [[nodiscard]] RecordingFacts facts() const {
    Recording recording{};
    recording.path = path_;
    return read_facts(recording);
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("r.tidemark");
};

TEST_F(ReadFacts, OfTheRecorderAreItsCostAndItsLongerIntervals) {
  {
    WrittenRecording recording(path_);
    SessionRow row = session_row();
    row.in_container = 1;
    const RowId session = recording.rows.insert_session(row);
    for (int i = 0; i < 5; ++i) {
      TickRow tick = tick_row(i);
      tick.recorder_cpu_ns = 1000 + 10 * i;
      tick.recorder_rss_kib = i == 2 ? 7000 : 6000;
      tick.recorder_written_bytes = 5000 + 100 * i;
      if (i >= 3) tick.interval_ns = 3 * kSecond;
      recording.rows.insert_tick(session, tick);
    }
    recording.finish(session);
  }
  const RecordingFacts found = facts();
  ASSERT_EQ(found.sessions.size(), 1U);
  EXPECT_EQ(found.sessions[0].in_container, true);
  EXPECT_EQ(found.sessions[0].cpu_ns, 40);
  EXPECT_EQ(found.sessions[0].most_rss_kib, 7000);
  EXPECT_EQ(found.sessions[0].written_bytes, 400);
  EXPECT_EQ(found.sessions[0].stretched_ticks, 2);
  EXPECT_EQ(found.sessions[0].longest_interval_ns, 3 * kSecond);
  EXPECT_TRUE(found.cgroups.empty());
}

TEST_F(ReadFacts, OfShortLivedProcessesAreTheirNumberAndTheLargest) {
  {
    WrittenRecording recording(path_);
    recording.rows.insert_session(session_row());
    SessionRow row = session_row();
    row.part = 2;
    const RowId session = recording.rows.insert_session(row);
    RowId last = 0;
    for (int i = 0; i < 3; ++i) {
      TickRow tick = tick_row(i);
      if (i > 0) tick.short_lived_unknown = i;
      last = recording.rows.insert_tick(session, tick);
    }
    for (int pid = 1; pid <= 3; ++pid) {
      ProcessRow process = process_row(pid);
      process.comm = "p" + std::to_string(pid);
      process.exit.peak_vm_kib = pid == 2 ? 9000 : 100;
      recording.rows.insert_process(session, std::nullopt, process, last);
    }
    recording.finish(session);
  }
  const RecordingFacts found = facts();
  ASSERT_EQ(found.sessions.size(), 2U);
  EXPECT_EQ(found.sessions[0].short_lived, 0U);
  EXPECT_EQ(found.sessions[0].short_lived_unknown, std::nullopt);
  EXPECT_EQ(found.sessions[1].short_lived, 3U);
  EXPECT_EQ(found.sessions[1].largest_short_lived, "p2");
  EXPECT_EQ(found.sessions[1].largest_short_lived_kib, 9000);
  EXPECT_EQ(found.sessions[1].short_lived_unknown, 3);
}

TEST_F(ReadFacts, AnExitThatBelongsToNoSessionIsNobodys) {
  {
    WrittenRecording recording(path_);
    const RowId session = recording.rows.insert_session(session_row());
    const RowId tick = recording.rows.insert_tick(session, tick_row(0));
    recording.rows.insert_process(session, std::nullopt, process_row(1), tick);
    recording.finish(session);
  }
  change_file(path_, "PRAGMA foreign_keys = OFF; UPDATE process SET session = 99");
  const RecordingFacts found = facts();
  ASSERT_EQ(found.sessions.size(), 1U);
  EXPECT_EQ(found.sessions[0].short_lived, 0U);
}

TEST_F(ReadFacts, WhatIsNotRecordedIsAbsent) {
  {
    WrittenRecording recording(path_);
    recording.finish(recording.rows.insert_session(session_row()));
  }
  const RecordingFacts found = facts();
  ASSERT_EQ(found.sessions.size(), 1U);
  EXPECT_FALSE(found.sessions[0].in_container || found.sessions[0].cpu_ns || found.sessions[0].most_rss_kib ||
               found.sessions[0].written_bytes);
  EXPECT_EQ(found.sessions[0].stretched_ticks, 0);
}

TEST_F(ReadFacts, OfAControlGroupAreItsLastLimitAndHowOftenItChanged) {
  {
    WrittenRecording recording(path_);
    const RowId session = recording.rows.insert_session(session_row());
    const RowId first = recording.rows.insert_tick(session, tick_row(0));
    const RowId second = recording.rows.insert_tick(session, tick_row(1));
    const RowId limited = recording.rows.insert_cgroup("/limited");
    const RowId free = recording.rows.insert_cgroup("/free");
    recording.rows.insert_cgroup_limit(first, limited, 100);
    recording.rows.insert_cgroup_limit(second, limited, 200);
    recording.rows.insert_cgroup_limit(first, free, kUnlimited);
    for (int pid = 1; pid <= 3; ++pid) {
      const RowId process = recording.rows.insert_process(session, first, process_row(pid));
      recording.rows.insert_process_cgroup(first, process, pid == 1 ? free : limited);
    }
    recording.finish(session);
  }
  const RecordingFacts found = facts();
  ASSERT_EQ(found.cgroups.size(), 2U);
  EXPECT_EQ(found.cgroups[0].path, "/limited");
  EXPECT_EQ(found.cgroups[0].limit_bytes, 200);
  EXPECT_EQ(found.cgroups[0].limit_changes, 1U);
  EXPECT_EQ(found.cgroups[0].processes, 2U);
  EXPECT_EQ(found.cgroups[1].limit_bytes, kUnlimited);
  EXPECT_EQ(found.cgroups[1].limit_changes, 0U);
}

TEST(RoomOfStacks, IsNearWhatTheyTake) {
  const TemporaryDirectory directory;
  const auto size_with = [&](bool has_stacks, const std::string& name) {
    write_stacked(directory.file(name), 300, [&](int i) {
      std::vector<FaultStack> stacks;
      for (int k = 0; has_stacks && k < 20; ++k)
        stacks.push_back(
            touched_in({"function_" + std::to_string(i % 50), "caller_" + std::to_string(k), "main"}));
      return stacks;
    });
    return static_cast<double>(std::filesystem::file_size(directory.file(name)));
  };
  const double took = size_with(true, "with") - size_with(false, "without");
  const auto stacks = read_facts(read_recording(directory.file("with"), ReadSamples::kNo)).stacks;
  ASSERT_TRUE(stacks);
  EXPECT_EQ(stacks->rows, 6000U);
  EXPECT_EQ(stacks->stacks, 1000U);
  EXPECT_EQ(stacks->samples, 6000.0);
  EXPECT_NEAR(stacks->bytes, took, 0.3 * took);
  EXPECT_FALSE(read_facts(read_recording(directory.file("without"), ReadSamples::kNo)).stacks);
}

}  // namespace
}  // namespace tidemark

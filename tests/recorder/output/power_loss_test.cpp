// What is left of a recording where the power fails.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "common/error.hpp"
#include "common/uuid.hpp"
#include "recorder/output/session_output.hpp"
#include "tests/support/files.hpp"
#include "tests/support/power_loss_disk.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::query_number;
using testing::query_rows;
using testing::Rows;

class PowerLoss : public ::testing::Test {
 protected:
  static constexpr std::size_t kProcesses = 150;
  static constexpr int kStates = 100;

  PowerLoss() {
    std::random_device entropy;
    seed_ = entropy();
    random_.seed(seed_);
    settings_.path = directory_.file("r.tidemark");
    session_.uuid = random_uuid();
    session_.recorder_version = "1";
    for (std::size_t i = 0; i < kProcesses; ++i) {
      processes_[i].pid = static_cast<std::int64_t>(i) + 1;
      processes_[i].start_ticks = 1;
      processes_[i].comm = "worker";
    }
  }

  // Records so many ticks, in each of which every process changes, and remembers when each was committed.
  void record(int ticks) {
    SessionOutput output(settings_, session_, Clock{[this] { return now_; }, [this] { return now_; }},
                         [](std::string_view, std::string_view) {});
    for (int i = 0; i < ticks; ++i) {
      now_ += 1s;
      TickRow tick;
      tick.boottime_ns = now_.count();
      Snapshot snapshot;
      for (std::uint32_t p = 0; p < kProcesses; ++p) {
        MemoryValues values;
        values.vm_size_kib = 1000 + i;
        snapshot.processes.push_back({p + 1, p, &processes_[p], values});
      }
      output.write_tick(tick, snapshot);
      committed_.push_back(disk_.operations());
    }
    EXPECT_TRUE(output.end());
  }

  // How many ticks were committed within the first `operations`.
  [[nodiscard]] std::int64_t committed(std::size_t operations) const {
    return std::upper_bound(committed_.begin(), committed_.end(), operations) - committed_.begin();
  }

  // Looks at what may be left where the power fails after so many operations.
  void expect_sound(std::size_t operations) {
    const testing::TemporaryDirectory after;
    disk_.lay_out(operations, random_, after.path());
    const std::string path = after.file("r.tidemark");
    // What was committed before the newest sync of the log is kept, there or in the file.
    const std::int64_t durable = committed(disk_.last_sync(settings_.path + "-wal", operations));
    try {
      const WritableRecording recording = open_for_writing(path);
      const Database& database = recording.database;
      EXPECT_EQ(query_rows(database, "PRAGMA integrity_check"), Rows{"ok"});
      EXPECT_EQ(query_rows(database, "PRAGMA foreign_key_check"), Rows{});
      const std::int64_t ticks = database.query_int64("SELECT count(*) FROM tick");
      EXPECT_EQ(database.query_int64("SELECT coalesce(max(id), 0) FROM tick"), ticks);
      EXPECT_GE(ticks, durable);
      EXPECT_LE(ticks, committed(operations) + 1);
      EXPECT_EQ(database.query_int64("SELECT count(*) FROM sample"),
                ticks * static_cast<std::int64_t>(kProcesses));
      lost_ += committed(operations) - std::min(ticks, committed(operations));
    } catch (const UserError& error) {
      EXPECT_EQ(durable, 0) << error.what();
      ++unusable_;
    }
  }

  unsigned seed_ = 0;
  std::mt19937 random_;
  testing::TemporaryDirectory directory_;
  testing::PowerLossDisk disk_;
  OutputSettings settings_;
  SessionRow session_;
  std::array<ProcessRow, kProcesses> processes_;
  std::chrono::nanoseconds now_ = 1'800'000'000s;
  std::vector<std::size_t> committed_;
  std::int64_t lost_ = 0;
  int unusable_ = 0;
};

TEST_F(PowerLoss, LeavesASoundFileThatLacksAtMostTheTicksSinceTheLastSync) {
  SCOPED_TRACE(seed_);
  record(400);
  disk_.detach();
  ASSERT_GT(disk_.last_sync(settings_.path + "-wal", committed_[committed_.size() - 2]), 0U)
      << "no checkpoint came to pass";
  std::uniform_int_distribution<std::size_t> moment(0, disk_.operations());
  for (int i = 0; i < kStates; ++i) expect_sound(moment(random_));
  EXPECT_GT(lost_, 0) << "nothing was ever lost: the power failed too gently";
}

TEST_F(PowerLoss, WhileTheFileIsMadeLeavesWhatARecorderCanGoOnWith) {
  SCOPED_TRACE(seed_);
  record(1);
  disk_.detach();
  for (std::size_t operations = 0; operations < disk_.operations(); ++operations) expect_sound(operations);
  EXPECT_EQ(unusable_, 0);
}

}  // namespace
}  // namespace tidemark

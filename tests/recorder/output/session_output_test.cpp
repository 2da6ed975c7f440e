#include "recorder/output/session_output.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "common/error.hpp"
#include "common/uuid.hpp"
#include "recorder/output/part_names.hpp"
#include "tests/support/faults.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using testing::query_number;
using testing::query_rows;
using testing::Rows;

class SessionOutputTest : public ::testing::Test {
 protected:
  SessionOutputTest() {
    settings_.path = directory_.file("r.tidemark");
    session_.uuid = random_uuid();
    session_.recorder_version = "1";
    session_.host = "here";
    process_.pid = 100;
    process_.start_ticks = 1;
    process_.comm = "worker";
  }

  SessionOutput start() {
    return {settings_, session_, Clock{[this] { return boottime_; }, [this] { return wall_; }},
            [this](std::string_view level, std::string_view message) {
              log_.push_back(std::string(level) + ": " + std::string(message));
            }};
  }

  // Lets a second go by and writes what one process holds then.
  void tick(SessionOutput& output, std::int64_t vm_size = 4000) {
    boottime_ += 1s;
    wall_ += 1s;
    MemoryValues values;
    values.vm_size_kib = vm_size;
    Snapshot snapshot;
    snapshot.processes = {{1, 0, &process_, values}};
    TickRow row;
    row.boottime_ns = boottime_.count();
    row.wall_ns = wall_.count();
    output.write_tick(row, snapshot);
  }

  [[nodiscard]] std::vector<std::string> names() const { return testing::list_names(directory_.path()); }
  [[nodiscard]] std::vector<std::string> parts() const { return list_parts(settings_.path); }
  [[nodiscard]] bool has_logged(std::string_view text) const {
    return std::any_of(log_.begin(), log_.end(),
                       [&](const std::string& line) { return line.find(text) != std::string::npos; });
  }

  testing::TemporaryDirectory directory_;
  OutputSettings settings_;
  SessionRow session_;
  ProcessRow process_;
  nanoseconds boottime_ = 100s;
  nanoseconds wall_ = 1'800'000'000s;
  std::vector<std::string> log_;
};

TEST_F(SessionOutputTest, BegunAnewItKeepsTheEarlierRecordingUnderAnotherName) {
  settings_.begins_anew = true;
  for (const int ticks : {1, 2, 3}) {
    SessionOutput output = start();
    for (int i = 0; i < ticks; ++i) tick(output);
    EXPECT_TRUE(output.end());
    EXPECT_FALSE(std::filesystem::exists(settings_.path + ".1-wal")) << "it belongs to the one before";
    testing::write_bytes(settings_.path + ".1-wal", "a log");
  }
  EXPECT_EQ(query_number(settings_.path, "SELECT count(*) FROM tick"), 3);
  std::filesystem::remove(settings_.path + ".1-wal");
  EXPECT_EQ(names(), (std::vector<std::string>{"r.tidemark", "r.tidemark.1"}));
  EXPECT_EQ(query_number(settings_.path + ".1", "SELECT count(*) FROM tick"), 2);
  EXPECT_TRUE(has_logged("r.tidemark: the earlier recording is kept as " + settings_.path + ".1"));
}

TEST_F(SessionOutputTest, BegunAnewItKeepsWhatOnlyTheLogHeldOfAKilledRecorder) {
  const std::string elsewhere = directory_.file("live");
  const auto copy = [&](const std::string& ending) {
    std::filesystem::copy_file(settings_.path + ending, elsewhere + ending);
  };
  {
    SessionOutput output = start();
    tick(output);
    copy("");
    copy("-wal");
    EXPECT_TRUE(output.end());
  }
  for (const char* ending : {"", "-wal"})
    std::filesystem::rename(elsewhere + ending, settings_.path + ending);
  settings_.begins_anew = true;
  EXPECT_TRUE(start().end());
  EXPECT_EQ(query_number(settings_.path + ".1", "SELECT count(*) FROM tick"), 1);
}

TEST_F(SessionOutputTest, BegunAnewItTakesTheNameOfNothingButARecording) {
  settings_.begins_anew = true;
  testing::write_bytes(settings_.path, "notes of somebody");
  EXPECT_THROW(start(), FileError);
  EXPECT_EQ(testing::read_bytes(settings_.path), "notes of somebody");
  std::filesystem::remove(settings_.path);
  EXPECT_TRUE(start().end());
  testing::write_bytes(settings_.path + ".1", "notes of somebody");
  EXPECT_THROW(start(), FileError);
  EXPECT_EQ(testing::read_bytes(settings_.path + ".1"), "notes of somebody");
}

TEST_F(SessionOutputTest, WithoutRotationItIsOneFileOfTheNameAskedFor) {
  SessionOutput output = start();
  for (int i = 0; i < 3; ++i) tick(output);
  EXPECT_TRUE(output.end());
  EXPECT_EQ(names().front(), "r.tidemark");
  EXPECT_EQ(query_number(settings_.path, "SELECT count(*) FROM tick"), 3);
}

TEST_F(SessionOutputTest, ByTimeEachPartIsCompleteInItself) {
  settings_.rotate_every = 3s;
  {
    SessionOutput output = start();
    for (int i = 0; i < 8; ++i) tick(output);
    EXPECT_TRUE(output.end());
  }
  ASSERT_EQ(parts().size(), 3U);
  int part = 0;
  for (const std::string& path : parts()) {
    EXPECT_EQ(query_rows(path, "SELECT uuid, part, ended_cleanly FROM session"),
              Rows{session_.uuid + '|' + std::to_string(++part) + "|1"});
    EXPECT_EQ(query_number(path, "SELECT count(*) FROM sample WHERE tick = 1"), 1) << path;
    EXPECT_EQ(query_rows(path, "PRAGMA journal_mode"), Rows{"delete"});
  }
  EXPECT_EQ(query_number(parts()[0], "SELECT count(*) FROM tick"), 2);
  EXPECT_EQ(query_number(parts()[1], "SELECT min(start_boottime_ns) / 1000000000 FROM session"), 103);
  EXPECT_EQ(names().size(), 3U);
}

TEST_F(SessionOutputTest, BySizeTheWriteAheadLogCounts) {
  settings_.rotate_size = 300'000;
  SessionOutput output = start();
  for (int i = 0; i < 200; ++i) tick(output, 4000 + i);
  EXPECT_TRUE(output.end());
  EXPECT_GT(parts().size(), 2U);
  std::int64_t ticks = 0;
  for (const std::string& path : parts()) {
    EXPECT_LT(std::filesystem::file_size(path), 350'000U);
    ticks += query_number(path, "SELECT count(*) FROM tick");
  }
  EXPECT_EQ(ticks, 200);
}

TEST_F(SessionOutputTest, WhereTheNextFileCannotBeBegunTheOldOneGoesOnAndOneLineSaysSo) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizers open a pipe to look at an exception, and here nothing opens";
#endif
  settings_.rotate_every = 2s;
  SessionOutput output = start();
  tick(output);
  {
    const testing::OpensFail fault;
    for (int i = 0; i < 3; ++i) tick(output);
  }
  EXPECT_EQ(log_.size(), 1U) << log_.back();
  EXPECT_EQ(parts().size(), 1U);
  tick(output);
  EXPECT_TRUE(output.end());
  ASSERT_EQ(parts().size(), 2U);
  EXPECT_EQ(query_number(parts()[0], "SELECT count(*) FROM tick"), 4);
}

TEST_F(SessionOutputTest, ASecondRecorderOfTheSameOutputIsRefused) {
  settings_.rotate_every = 1h;
  const SessionOutput output = start();
  wall_ += 1min;
  EXPECT_THROW(start(), FileError);
  EXPECT_EQ(parts().size(), 1U);
}

TEST_F(SessionOutputTest, AReaderThatStaysCannotLetTheLogGrowForEver) {
  settings_.most_log_bytes = 200'000;
  SessionOutput output = start();
  tick(output);
  const ReadableRecording reader = open_for_reading(settings_.path);
  reader.database.execute("BEGIN");
  EXPECT_EQ(reader.database.query_int64("SELECT count(*) FROM tick"), 1);
  for (int i = 0; i < 100; ++i) tick(output, 4000 + i);
  EXPECT_TRUE(has_logged("a reader keeps its -wal from shrinking"));
  ASSERT_GE(parts().size(), 1U);
  EXPECT_EQ(reader.database.query_int64("SELECT count(*) FROM tick"), 1);
  EXPECT_TRUE(output.end());
}

TEST_F(SessionOutputTest, AFileThatIsMovedKeepsItsTicksAndIsBegunAnew) {
  SessionOutput output = start();
  for (int i = 0; i < 5; ++i) tick(output, 4000 + i);
  const std::string taken = directory_.file("taken");
  std::filesystem::rename(settings_.path, taken);
  tick(output);
  EXPECT_TRUE(has_logged("it was moved to " + taken + ", which has all 5 ticks")) << log_.back();
  EXPECT_EQ(query_rows(taken, "SELECT count(*), (SELECT ended_cleanly FROM session) FROM tick"), Rows{"5|1"});
  EXPECT_FALSE(std::filesystem::exists(taken + "-wal"));
  EXPECT_TRUE(output.end());
  EXPECT_EQ(query_rows(settings_.path, "SELECT part, (SELECT count(*) FROM tick) FROM session"), Rows{"2|1"});
}

TEST_F(SessionOutputTest, AFileThatIsMovedWhileItIsReadTakesItsLogAlong) {
  SessionOutput output = start();
  tick(output);
  const ReadableRecording reader = open_for_reading(settings_.path);
  reader.database.execute("BEGIN; SELECT count(*) FROM tick");
  tick(output);
  const std::string taken = directory_.file("taken");
  std::filesystem::rename(settings_.path, taken);
  tick(output);
  EXPECT_TRUE(has_logged("belongs together with the -wal that is now beside it")) << log_.back();
  reader.database.execute("COMMIT");
  EXPECT_EQ(query_number(taken, "SELECT count(*) FROM tick"), 2);
  EXPECT_TRUE(output.end());
  EXPECT_EQ(query_rows(settings_.path, "SELECT part, (SELECT count(*) FROM tick) FROM session"), Rows{"2|1"});
}

TEST_F(SessionOutputTest, AFileThatIsRemovedOrReplacedIsBegunAnewAndTheLossSaid) {
  SessionOutput output = start();
  tick(output);
  tick(output);
  std::filesystem::remove(settings_.path);
  tick(output);
  EXPECT_TRUE(has_logged("it was removed, and 2 ticks with it")) << log_.back();
  EXPECT_TRUE(output.end());
  EXPECT_EQ(query_rows(settings_.path, "SELECT part, (SELECT count(*) FROM tick) FROM session"), Rows{"2|1"});
  EXPECT_EQ(query_rows(settings_.path, "PRAGMA integrity_check"), Rows{"ok"});
}

TEST_F(SessionOutputTest, AFileThatIsCutIsBegunAnewAndTheLossSaid) {
  SessionOutput output = start();
  tick(output);
  tick(output);
  std::filesystem::resize_file(settings_.path, 0);
  tick(output);
  EXPECT_TRUE(has_logged("it was cut from outside, and up to 2 of its 2 ticks are lost")) << log_.back();
  EXPECT_TRUE(output.end());
  EXPECT_EQ(query_rows(settings_.path, "SELECT part, (SELECT count(*) FROM tick) FROM session"), Rows{"2|1"});
}

TEST_F(SessionOutputTest, AFileThatIsCutInItsMiddleIsKeptAside) {
  {
    SessionOutput output = start();
    for (int i = 0; i < 100; ++i) tick(output, 4000 + i);
    EXPECT_TRUE(output.end());
  }
  session_.uuid = random_uuid();
  SessionOutput output = start();
  tick(output);
  std::filesystem::resize_file(settings_.path, 20000);
  tick(output);
  EXPECT_TRUE(has_logged("of its 101 ticks are lost")) << log_.back();
  EXPECT_TRUE(has_logged("it is kept as"));
  EXPECT_TRUE(output.end());
  EXPECT_EQ(query_rows(settings_.path, "PRAGMA integrity_check"), Rows{"ok"});
}

TEST_F(SessionOutputTest, ALogThatIsCutOrRemovedCostsNoMoreThanWhatItHeld) {
  {
    SessionOutput output = start();
    for (int i = 0; i < 3; ++i) tick(output, 4000 + i);
    EXPECT_TRUE(output.end());
  }
  session_.uuid = random_uuid();
  SessionOutput output = start();
  tick(output);
  std::filesystem::resize_file(settings_.path + "-wal", 0);
  tick(output);
  EXPECT_TRUE(has_logged("up to 1 of its 4 ticks are lost")) << log_.back();
  std::filesystem::remove(settings_.path + "-wal");
  tick(output);
  EXPECT_TRUE(has_logged("what it held is in the recording")) << log_.back();
  EXPECT_TRUE(output.end());
  EXPECT_EQ(query_number(settings_.path, "SELECT count(*) FROM tick"), 5);
  EXPECT_EQ(query_rows(settings_.path, "PRAGMA integrity_check"), Rows{"ok"});
}

TEST_F(SessionOutputTest, WhatAReaderKeepsLockedStopsNoTicksForLong) {
  SessionOutput output = start();
  tick(output);
  // Whoever may read the index may hold a read lock on the byte that writers lock (https://www.sqlite.org/walformat.html).
  const int reader = open((settings_.path + "-shm").c_str(), O_RDONLY | O_CLOEXEC);
  struct flock writers = {};
  writers.l_type = F_RDLCK;
  writers.l_start = 120;
  writers.l_len = 1;
  ASSERT_EQ(fcntl(reader, F_OFD_SETLK, &writers), 0);
  for (int i = 0; i < 3; ++i) EXPECT_THROW(tick(output), SqliteError);
  tick(output);
  EXPECT_TRUE(has_logged("another program keeps it locked; the recording goes on in")) << log_.back();
  EXPECT_TRUE(output.end());
  ASSERT_EQ(parts().size(), 1U);
  EXPECT_EQ(query_rows(parts()[0], "SELECT part, (SELECT count(*) FROM tick) FROM session"), Rows{"2|1"});
  close(reader);
}

// Whoever could open the next index would lock it as well.
TEST_F(SessionOutputTest, OnceLockedOutItKeepsTheIndexToItselfAndRemovesOldParts) {
  settings_.keep.keep_size = 1;
  SessionOutput output = start();
  tick(output);
  std::string locked = settings_.path;
  std::vector<Descriptor> readers;
  for (int round = 0; round < 4; ++round) {
    readers.emplace_back(open((locked + "-shm").c_str(), O_RDONLY | O_CLOEXEC));
    struct flock writers = {};
    writers.l_type = F_RDLCK;
    writers.l_start = 120;
    writers.l_len = 1;
    ASSERT_EQ(fcntl(readers.back().number(), F_OFD_SETLK, &writers), 0);
    for (int i = 0; i < 3; ++i) EXPECT_THROW(tick(output), SqliteError);
    tick(output);
    ASSERT_EQ(parts().size(), 1U) << "the older ones are removed, as --keep-size asks";
    locked = parts()[0];
    const auto rights = [&](const char* companion) {
      return static_cast<unsigned>(std::filesystem::status(locked + companion).permissions()) & 0077U;
    };
    EXPECT_EQ(rights("-shm"), 0U);
    EXPECT_EQ(rights("-wal"), 0U);
    EXPECT_EQ(rights(""), 0040U) << "complete, it is as all others are";
  }
  EXPECT_TRUE(has_logged("note: from now on only its owner can read a part before it is complete"));
  EXPECT_TRUE(output.end());
}

TEST_F(SessionOutputTest, AFileThatIsReadDoesNotKeepASessionFromStarting) {
  { EXPECT_TRUE(start().end()); }
  const Database reader(settings_.path, SQLITE_OPEN_READONLY, settings_.path);
  reader.execute("BEGIN; SELECT count(*) FROM session");
  SessionOutput output = start();
  tick(output);
  EXPECT_TRUE(has_logged("another program keeps it locked; the recording goes on in")) << log_.back();
  EXPECT_TRUE(output.end());
  EXPECT_EQ(parts().size(), 1U);
}

TEST_F(SessionOutputTest, TheLogOfARecordingThatIsGoneIsKeptAside) {
  testing::write_bytes(settings_.path + "-wal", "ticks");
  { EXPECT_TRUE(start().end()); }
  EXPECT_TRUE(has_logged("its recording is gone"));
  EXPECT_EQ(testing::read_bytes(fmt::format("{}.left-{}-wal", settings_.path, 1'800'000'000)), "ticks");
}

TEST_F(SessionOutputTest, APartThatCannotBeMadeLeavesNothing) {
  settings_.rotate_every = 2s;
  SessionOutput output = start();
  tick(output);
  {
    const testing::WritesFail fault;
    for (int i = 0; i < 5; ++i) EXPECT_ANY_THROW(tick(output));
  }
  EXPECT_EQ(parts().size(), 1U);
  tick(output);
  EXPECT_TRUE(output.end());
  for (const std::string& path : parts()) {
    EXPECT_EQ(query_number(path, "SELECT count(*) > 0 FROM tick"), 1) << path;
    EXPECT_EQ(query_number(path, "SELECT count(*) FROM session"), 1) << path;
  }
}

// What they take is the room that the next one needs.
TEST_F(SessionOutputTest, WhileRotationFailsOldPartsAreRemovedAllTheSame) {
  settings_.rotate_every = 2s;
  settings_.keep.keep_age = 8s;
  SessionOutput output = start();
  for (int i = 0; i < 8; ++i) tick(output);
  ASSERT_GE(parts().size(), 3U);
  {
    const testing::WritesFail fault;
    for (int i = 0; i < 12; ++i) EXPECT_ANY_THROW(tick(output));
    EXPECT_EQ(parts().size(), 1U) << "the newest";
  }
  tick(output);
  EXPECT_TRUE(output.end());
}

TEST_F(SessionOutputTest, ASessionThatLosesTicksAtItsEndHasNotEndedCleanly) {
  SessionOutput output = start();
  tick(output);
  {
    const testing::WritesFail fault;
    EXPECT_ANY_THROW(tick(output));
  }
  EXPECT_FALSE(output.end());
  EXPECT_EQ(query_rows(settings_.path, "SELECT ended_cleanly, (SELECT count(*) FROM tick) FROM session"),
            Rows{"0|1"});
}

TEST_F(SessionOutputTest, ADirectoryThatIsTakenAwayAndPutBackCostsTheTicksBetween) {
  const std::string place = directory_.file("place");
  std::filesystem::create_directory(place);
  settings_.path = place + "/r.tidemark";
  SessionOutput output = start();
  tick(output);
  std::filesystem::rename(place, directory_.file("moved"));
  EXPECT_THROW(tick(output), FileError);
  EXPECT_THROW(tick(output), FileError);
  std::filesystem::rename(directory_.file("moved"), place);
  tick(output);
  EXPECT_TRUE(output.end());
  EXPECT_EQ(query_rows(settings_.path, "SELECT part FROM session"), (Rows{"1", "2"}));
  EXPECT_EQ(query_rows(settings_.path, "SELECT session, vm_size_kib FROM sample_filled"),
            (Rows{"1|4000", "2|4000"}));
  EXPECT_EQ(query_rows(settings_.path, "PRAGMA integrity_check"), Rows{"ok"});
}

TEST_F(SessionOutputTest, WritesThatGoOnFailingAreTriedInTheFileOpenedAgain) {
  SessionOutput output = start();
  tick(output);
  {
    const testing::WritesFail fault;
    for (int i = 0; i < 6; ++i) EXPECT_ANY_THROW(tick(output, 5000 + i));
  }
  tick(output, 6000);
  EXPECT_TRUE(output.end());
  EXPECT_EQ(query_rows(settings_.path, "SELECT vm_size_kib FROM sample_filled"), (Rows{"4000", "6000"}));
  EXPECT_EQ(query_rows(settings_.path, "PRAGMA integrity_check"), Rows{"ok"});
}

TEST_F(SessionOutputTest, TheThirdFailureInARowOpensTheFileAgain) {
  const auto sessions_after = [&](int failures) {
    std::filesystem::remove(settings_.path);
    SessionOutput output = start();
    for (int i = 0; i < 2; ++i) {  // a tick between them begins the count anew
      tick(output);
      const testing::WritesFail fault;
      for (int k = 0; k < failures; ++k) EXPECT_THROW(tick(output), SqliteError);
    }
    tick(output);
    EXPECT_TRUE(output.end());
    return query_number(settings_.path, "SELECT count(*) FROM session");
  };
  EXPECT_EQ(sessions_after(2), 1);
  EXPECT_EQ(sessions_after(3), 3);
}

TEST_F(SessionOutputTest, TwoPartsNeverBeginInTheSameSecond) {
  settings_.rotate_every = 1s;
  SessionOutput output = start();
  tick(output);
  wall_ -= 2s;  // to the name of the part that is written
  tick(output);
  EXPECT_EQ(parts().size(), 1U);
  EXPECT_EQ(query_number(parts()[0], "SELECT count(*) FROM session"), 1);
  tick(output);
  EXPECT_TRUE(output.end());
  EXPECT_EQ(parts().size(), 2U);
  EXPECT_TRUE(log_.empty()) << log_.back();
}

TEST_F(SessionOutputTest, APartThatCouldNotBeBegunIsTriedAgainInTheNextSecond) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizers open a pipe to look at an exception, and here nothing opens";
#endif
  settings_.rotate_every = 2s;
  SessionOutput output = start();
  tick(output);
  {
    const testing::OpensFail fault;
    tick(output);
  }
  wall_ -= 1s;
  tick(output);
  EXPECT_EQ(parts().size(), 1U);
  tick(output);
  EXPECT_TRUE(output.end());
  EXPECT_EQ(parts().size(), 2U);
}

TEST_F(SessionOutputTest, ADamagedRecordingIsKeptAsideAndANewOneBegun) {
  {
    SessionOutput output = start();
    for (int i = 0; i < 200; ++i) tick(output, 4000 + i);
    EXPECT_TRUE(output.end());
  }
  std::string bytes = testing::read_bytes(settings_.path);
  std::fill(bytes.begin() + 4096, bytes.begin() + 16384, '\xA5');
  testing::write_bytes(settings_.path, bytes);
  for (const char* ending : {"-wal", "-shm"}) testing::write_bytes(settings_.path + ending, "");
  SessionOutput output = start();
  tick(output);
  EXPECT_TRUE(output.end());
  EXPECT_TRUE(has_logged("it is damaged")) << log_.size();
  EXPECT_EQ(query_number(settings_.path, "SELECT count(*) FROM tick"), 1);
  const std::string aside = fmt::format("{}.damaged-{}", settings_.path, 1'800'000'200);
  EXPECT_EQ(testing::read_bytes(aside), bytes);
  for (const char* ending : {"-wal", "-shm"})
    EXPECT_TRUE(std::filesystem::exists(aside + ending)) << "what lies beside it goes with it: " << ending;
}

TEST_F(SessionOutputTest, ARecordingOfANewerFormatIsRefusedAndLeftAlone) {
  { EXPECT_TRUE(start().end()); }
  testing::change_file(settings_.path, "PRAGMA user_version = 2000");
  const std::string before = testing::read_bytes(settings_.path);
  EXPECT_THROW(start(), FileError);
  EXPECT_EQ(testing::read_bytes(settings_.path), before);
  EXPECT_EQ(names(), std::vector<std::string>{"r.tidemark"});
}

}  // namespace
}  // namespace tidemark

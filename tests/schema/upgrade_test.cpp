#include <gtest/gtest.h>

#include "tests/schema/recording_fixture.hpp"

namespace tidemark {
namespace {

using testing::query_rows;
using testing::Rows;

// A recording as the recorder of format 1.0 left it.
class Upgrade : public testing::RecordingFileTest {
 protected:
  explicit Upgrade(const char* format = TIDEMARK_RECORDING_1_0) {
    testing::change_file(path_, testing::read_bytes(format));
    testing::change_file(path_, testing::kInsertSession +
                                    std::string("INSERT INTO tick (session, boottime_ns, wall_ns)"
                                                " VALUES (1, 1, 1);"
                                                "INSERT INTO process (session, pid, exec_generation, comm,"
                                                " peak_vm_kib, first_tick) VALUES (1, 7, 0, 'old', 8, 1);"
                                                "INSERT INTO sample (tick, process, vm_size_kib)"
                                                " VALUES (1, 1, 9);"));
  }

  void append() const {
    const WritableRecording recording = open_for_writing(path_);
    ASSERT_TRUE(finish_writing(recording.database));
  }

  static constexpr const char* kColumns =
      "SELECT m.type, m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_schema AS m"
      " JOIN pragma_table_info(m.name) AS c ORDER BY m.name, c.cid";
};

TEST_F(Upgrade, AFileThatIsOnlyReadStaysAsItIs) {
  const std::string before = testing::read_bytes(path_);
  EXPECT_FALSE(open_for_reading(path_).has_minor(1));
  EXPECT_EQ(testing::read_bytes(path_), before);
}

TEST_F(Upgrade, AppendingMakesTheTablesThoseOfANewRecording) {
  append();
  EXPECT_TRUE(open_for_reading(path_).has_minor(1));
  const std::string fresh = directory_.file("fresh.tidemark");
  static_cast<void>(open_for_writing(fresh));
  EXPECT_EQ(query_rows(path_, kColumns), query_rows(fresh, kColumns));
  EXPECT_EQ(query_rows(path_, "PRAGMA user_version"), query_rows(fresh, "PRAGMA user_version"));
}

// And one of format 1.1.
class UpgradeFrom11 : public Upgrade {
 protected:
  UpgradeFrom11() : Upgrade(TIDEMARK_RECORDING_1_1) {
    testing::change_file(path_,
                         "INSERT INTO mark (session, kind, name, boottime_ns, wall_ns, sender_pid)"
                         " VALUES (1, 'begin', 'old', 1, 1, 7)");
  }
};

TEST_F(UpgradeFrom11, AppendingMakesTheTablesThoseOfANewRecordingAndWhatWasThereStays) {
  EXPECT_EQ(reading_error(), "");
  append();
  const std::string fresh = directory_.file("fresh.tidemark");
  static_cast<void>(open_for_writing(fresh));
  EXPECT_EQ(query_rows(path_, kColumns), query_rows(fresh, kColumns));
  EXPECT_EQ(query_rows(path_, "PRAGMA user_version"), query_rows(fresh, "PRAGMA user_version"));
  EXPECT_EQ(query_rows(path_, "SELECT name, sender_pid, sender_held_kib FROM mark"), Rows{"old|7|NULL"});
}

// And one of format 1.2.
class UpgradeFrom12 : public Upgrade {
 protected:
  UpgradeFrom12() : Upgrade(TIDEMARK_RECORDING_1_2) {}
};

TEST_F(UpgradeFrom12, AppendingMakesTheTablesThoseOfANewRecordingAndWhatIsNewIsUnknown) {
  EXPECT_EQ(reading_error(), "");
  append();
  const std::string fresh = directory_.file("fresh.tidemark");
  static_cast<void>(open_for_writing(fresh));
  EXPECT_EQ(query_rows(path_, kColumns), query_rows(fresh, kColumns));
  EXPECT_EQ(query_rows(path_, "SELECT fault_stacks, (SELECT fault_samples_lost FROM tick) FROM session"),
            Rows{"NULL|NULL"});
}

TEST_F(UpgradeFrom12, AFileWithATableOfANewNameIsLeftAlone) {
  testing::change_file(path_, "CREATE TABLE stack (mine TEXT)");
  EXPECT_NE(writing_error().find("somebody's own that is called stack"), std::string::npos)
      << writing_error();
  EXPECT_EQ(reading_error(), "");
}

// And one of format 1.3.
class UpgradeFrom13 : public Upgrade {
 protected:
  UpgradeFrom13() : Upgrade(TIDEMARK_RECORDING_1_3) {}
};

TEST_F(UpgradeFrom13, AppendingMakesTheTablesThoseOfANewRecordingAndWhatWasThereStays) {
  testing::change_file(path_,
                       "INSERT INTO stack (frames, is_whole) VALUES ('[1]', 1);"
                       "INSERT INTO fault_stack (tick, process, stack, memory, samples, faults)"
                       " VALUES (1, 1, 1, 'anonymous', 2, 512)");
  EXPECT_EQ(reading_error(), "");
  append();
  const std::string fresh = directory_.file("fresh.tidemark");
  static_cast<void>(open_for_writing(fresh));
  EXPECT_EQ(query_rows(path_, kColumns), query_rows(fresh, kColumns));
  EXPECT_EQ(query_rows(path_, "SELECT samples, (SELECT count(*) FROM kept_stack) FROM fault_stack"),
            Rows{"2|0"});
}

TEST_F(UpgradeFrom11, OneThatLacksATableIsDamaged) {
  testing::change_file(path_, "DROP TABLE jvm_heap");
  EXPECT_NE(reading_error().find("tables are missing"), std::string::npos) << reading_error();
  EXPECT_THROW(append(), DamagedRecording);
}

TEST_F(Upgrade, WhatWasThereStaysAndWhatIsNewIsUnknown) {
  append();
  EXPECT_EQ(query_rows(path_, "SELECT pid, comm, peak_vm_kib, exit_code, listened FROM process"),
            Rows{"7|old|8|NULL|NULL"});
  EXPECT_EQ(query_rows(path_, "SELECT pid, vm_size_kib, swap_kib FROM sample_filled"), Rows{"7|9|NULL"});
}

TEST_F(Upgrade, OneThatLacksMoreThanIsAddedIsDamagedAndStaysAsItWas) {
  testing::change_file(path_, "ALTER TABLE session RENAME COLUMN recorder_version TO other");
  EXPECT_THROW(append(), DamagedRecording);
  EXPECT_EQ(query_rows(path_, "PRAGMA user_version"), Rows{"1000"});
  EXPECT_EQ(query_rows(path_, "SELECT pid, comm FROM process"), Rows{"7|old"});
}

// The changes are refused as for a new file.
TEST_F(Upgrade, TheNewColumnsRefuseWhatCannotBe) {
  append();
  EXPECT_THROW(testing::change_file(path_, "UPDATE process SET exit_code = 256"), SqliteError);
  EXPECT_THROW(testing::change_file(path_, "UPDATE process SET listened = 2"), SqliteError);
  EXPECT_THROW(testing::change_file(path_, "UPDATE tick SET oom_kills = -1"), SqliteError);
  EXPECT_THROW(testing::change_file(path_,
                                    "INSERT INTO mark (session, kind, name, wall_ns, sender_held_kib)"
                                    " VALUES (1, 'note', 'n', 1, -1)"),
               SqliteError);
  EXPECT_THROW(testing::change_file(
                   path_, "INSERT INTO jvm_heap (tick, process, whole_collections) VALUES (1, 1, -1)"),
               SqliteError);
}

TEST_F(Upgrade, AFileWithATableOfThatNameIsLeftAlone) {
  testing::change_file(path_, "CREATE TABLE jvm_heap (mine TEXT)");
  const std::string before = testing::read_bytes(path_);
  EXPECT_NE(writing_error().find("somebody's own that is called"), std::string::npos) << writing_error();
  EXPECT_EQ(testing::read_bytes(path_), before);
  EXPECT_EQ(reading_error(), "");
}

}  // namespace
}  // namespace tidemark

// Files that somebody else has made, or has changed.
#include <gtest/gtest.h>

#include "tests/schema/recording_fixture.hpp"

namespace tidemark {
namespace {

class TableCheck : public testing::RecordingFileTest {
 protected:
  void SetUp() override { make_recording(); }

  void change(const std::string& sql) const { testing::change_file(path_, sql); }
};

TEST_F(TableCheck, AVirtualTableInATablesPlaceIsDamage) {
  change(
      "DROP VIEW sample_filled; DROP TABLE sample; CREATE VIRTUAL TABLE sample USING fts5 (tick, process)");
  expect_refused("sample is a virtual table and no ordinary table");
}

TEST_F(TableCheck, AViewInATablesPlaceIsDamage) {
  change("DROP TABLE mark; CREATE VIEW mark AS SELECT 1 AS id");
  expect_refused("mark is a view and no ordinary table");
}

TEST_F(TableCheck, AColumnThatIsComputedIsDamage) {
  change(
      "DROP TABLE cgroup; CREATE TABLE cgroup (id INTEGER PRIMARY KEY,"
      " path TEXT AS (printf('%.*c', 900000000, 'x')) VIRTUAL) STRICT");
  expect_refused("the column path of cgroup is computed");
}

TEST_F(TableCheck, AColumnThatIsNotThereIsDamage) {
  change("ALTER TABLE mark DROP COLUMN sender_pid");
  expect_refused("the table mark has no column sender_pid");
}

TEST_F(TableCheck, ATableThatTakesAnythingIsDamage) {
  change(
      "DROP TABLE mark; CREATE TABLE mark (id INTEGER PRIMARY KEY, session, kind, name, boottime_ns, wall_ns,"
      " sender_pid)");
  expect_refused("the table mark is of another kind than the format's");
}

TEST_F(TableCheck, OnATableWithATriggerNothingIsWritten) {
  change("CREATE TRIGGER t AFTER INSERT ON tick BEGIN DELETE FROM sample; END");
  EXPECT_EQ(reading_error(), "");
  EXPECT_NE(writing_error().find("a trigger stands on its table tick"), std::string::npos) << writing_error();
}

TEST_F(TableCheck, WhatIsSomebodysOwnIsLeftAlone) {
  change(
      "CREATE TABLE note (b, a AS (1)); CREATE VIEW v AS SELECT * FROM note; CREATE INDEX i ON tick "
      "(wall_ns);"
      "CREATE VIRTUAL TABLE f USING fts5 (a); ALTER TABLE tick ADD COLUMN own INTEGER AS (id + 1);"
      "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM sample; END");
  EXPECT_EQ(reading_error(), "");
  EXPECT_EQ(writing_error(), "");
}

TEST_F(TableCheck, NoViewCanBeQueriedThroughTheConnection) {
  const ReadableRecording recording = open_for_reading(path_);
  EXPECT_THROW(static_cast<void>(recording.database.query_int64("SELECT count(*) FROM sample_filled")),
               SqliteError);
}

}  // namespace
}  // namespace tidemark

#include "schema/recording_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <utility>

#include "tests/schema/recording_fixture.hpp"
#include "tests/support/early_child.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using testing::has;
using testing::query_rows;
using testing::read_bytes;
using testing::Rows;
using testing::write_bytes;

class RecordingFile : public testing::RecordingFileTest {};

TEST_F(RecordingFile, ANewOneIsMarkedAsARecordingOfThisFormat) {
  make_recording();
  EXPECT_EQ(query_rows(path_, "PRAGMA application_id"), Rows{"1415867755"});
  EXPECT_EQ(query_rows(path_, "PRAGMA user_version"), Rows{"1004"});
  EXPECT_EQ(read_bytes(path_).substr(68, 4), "Tdmk");
}

TEST_F(RecordingFile, AnEmptyFileIsTakenAsNew) {
  write_bytes(path_, "");
  make_recording();
  EXPECT_EQ(open_for_reading(path_).version, 1004);
}

TEST_F(RecordingFile, WritingGoesOnWhereItStopped) {
  make_recording();
  {
    const WritableRecording recording = open_for_writing(path_);
    recording.database.execute("INSERT INTO tick (session, wall_ns) VALUES (1, 2)");
    finish_writing(recording.database);
  }
  EXPECT_EQ(query_rows(path_, "SELECT wall_ns FROM tick"), (Rows{"1", "2"}));
}

TEST_F(RecordingFile, IsInWalModeWhileItIsWrittenAndASingleFileAfterwards) {
  {
    const WritableRecording recording = open_for_writing(path_);
    EXPECT_EQ(recording.database.query_text("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(recording.database.query_int64("PRAGMA synchronous"), 1);
    recording.database.execute(testing::kInsertSession);
    EXPECT_TRUE(std::filesystem::exists(path_ + "-wal"));
    EXPECT_TRUE(finish_writing(recording.database));
    EXPECT_EQ(recording.database.query_text("PRAGMA journal_mode"), "delete");
  }
  EXPECT_EQ(testing::list_names(directory_.path()), std::vector<std::string>{"r.tidemark"});
}

TEST_F(RecordingFile, WhoeverOpensItTrustsNothingThatItSays) {
  make_recording();
  const WritableRecording written = open_for_writing(path_);
  const ReadableRecording read = open_for_reading(path_);
  for (const Database* database : {&written.database, &read.database}) {
    EXPECT_EQ(database->query_int64("PRAGMA trusted_schema"), 0);
    EXPECT_EQ(database->query_int64("PRAGMA cell_size_check"), 1);
  }
}

TEST_F(RecordingFile, AReaderThatHasItOpenKeepsTheLogBesideIt) {
  const WritableRecording recording = open_for_writing(path_);
  recording.database.set_busy_timeout(std::chrono::milliseconds(0));
  recording.database.execute(testing::kInsertSession);
  const Database reader(path_, SQLITE_OPEN_READONLY, path_);
  EXPECT_EQ(query_rows(reader, "SELECT count(*) FROM session"), Rows{"1"});
  EXPECT_FALSE(finish_writing(recording.database));
  EXPECT_EQ(query_rows(reader, "SELECT count(*) FROM session"), Rows{"1"});
}

TEST_F(RecordingFile, AReaderSeesWhatIsCommittedWhileTheWriterGoesOn) {
  testing::EarlyChild child([this] {
    const ReadableRecording reader = open_for_reading(path_);
    return reader.log_missing ? 50
                              : static_cast<int>(reader.database.query_int64("SELECT count(*) FROM session"));
  });
  const WritableRecording recording = open_for_writing(path_);
  recording.database.execute(testing::kInsertSession);
  Transaction transaction(recording.database);
  recording.database.execute("INSERT INTO tick (session, wall_ns) VALUES (1, 2)");
  EXPECT_EQ(child.run(), 1);
  transaction.commit();
}

TEST_F(RecordingFile, AReaderThatKeepsAFileLockedIsToldFromOtherFaults) {
  make_recording();
  const Database reader(path_, SQLITE_OPEN_READONLY, path_);
  reader.execute("BEGIN; SELECT count(*) FROM session");
  EXPECT_THROW(static_cast<void>(open_for_writing(path_, {.patience = std::chrono::milliseconds(1)})),
               LockedRecording);
}

TEST_F(RecordingFile, ANewerMinorVersionOpens) {
  make_recording();
  testing::change_file(path_, "PRAGMA user_version = 1007; ALTER TABLE tick ADD COLUMN moon_phase INTEGER;");
  EXPECT_EQ(open_for_reading(path_).version, 1007);
  EXPECT_EQ(writing_error(), "");
  EXPECT_EQ(query_rows(path_, "PRAGMA user_version"), Rows{"1007"});
}

TEST_F(RecordingFile, ANewerMajorVersionIsRefused) {
  make_recording();
  testing::change_file(path_, "PRAGMA user_version = 2000");
  expect_refused("format 2.0 is newer than 1.x");
}

TEST_F(RecordingFile, ANewerMajorVersionThatWasNotClosedIsLeftAloneWithItsLog) {
  make_recording();
  {
    const Database writer(path_, SQLITE_OPEN_READWRITE, path_);
    writer.execute("PRAGMA journal_mode = WAL; PRAGMA user_version = 2000;");
    for (const char* end : {"", "-wal"})
      std::filesystem::copy_file(path_ + end, directory_.file("copy") + end);
  }
  path_ = directory_.file("copy");
  const std::string log = read_bytes(path_ + "-wal");
  ASSERT_FALSE(log.empty());
  const std::string bytes = read_bytes(path_);
  EXPECT_NE(writing_error().find("format 2.0 is newer"), std::string::npos) << writing_error();
  EXPECT_TRUE(read_bytes(path_) == bytes);
  EXPECT_TRUE(read_bytes(path_ + "-wal") == log);
}

TEST_F(RecordingFile, OtherSqliteFilesAreRefused) {
  testing::change_file(path_, "CREATE TABLE t (a); PRAGMA application_id = 7;");
  expect_refused("no Tidemark recording");
}

TEST_F(RecordingFile, OtherFilesAreRefused) {
  write_bytes(path_, "Process ID,Process Name,Time,Memory Usage\n");
  expect_refused("not an SQLite file");
}

TEST_F(RecordingFile, ARecordingWithoutItsTablesIsDamaged) {
  make_recording();
  testing::change_file(path_, "DROP TABLE mark");
  expect_refused("damaged: tables are missing");
}

TEST_F(RecordingFile, OneWithoutATableOfItsMinorVersionIsDamaged) {
  make_recording();
  testing::change_file(path_, "DROP TABLE process_name");
  expect_refused("damaged: tables are missing");
}

TEST_F(RecordingFile, AnEmptyOrAbsentFileOrADirectoryCannotBeRead) {
  EXPECT_NE(reading_error().find("No such file"), std::string::npos) << reading_error();
  write_bytes(path_, "");
  EXPECT_NE(reading_error().find("it is empty"), std::string::npos) << reading_error();
  path_ = directory_.path();
  EXPECT_NE(reading_error().find("it is a directory"), std::string::npos) << reading_error();
}

TEST_F(RecordingFile, APlaceThatCannotBeWrittenIsRefused) {
  path_ = directory_.file("none/r");
  EXPECT_NE(writing_error().find("No such file or directory"), std::string::npos) << writing_error();
  path_ = directory_.path();
  EXPECT_NE(writing_error().find("Is a directory"), std::string::npos) << writing_error();
  path_ = "/dev/full";
  EXPECT_NE(writing_error().find("not a regular file"), std::string::npos) << writing_error();
}

TEST_F(RecordingFile, IsOpenToItsGroupAlone) {
  const mode_t before = umask(0);
  make_recording();
  umask(before);
  struct stat status = {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST_F(RecordingFile, AFifoInItsPlaceOrBesideItIsRefusedAtOnce) {
  const std::string fifo = directory_.file("fifo");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const std::string sound = std::exchange(path_, fifo);
  EXPECT_TRUE(has(reading_error(), "it is a FIFO")) << reading_error();
  EXPECT_TRUE(has(writing_error(), "not a regular file")) << writing_error();
  EXPECT_FALSE(is_being_written(fifo));
  path_ = sound;
  make_recording();
  for (const char* ending : {"-wal", "-shm", "-journal"}) {
    std::filesystem::rename(fifo, path_ + ending);
    for (const std::string& message : {reading_error(), writing_error()})
      EXPECT_TRUE(message.starts_with(path_ + ending) && has(message, "it is a FIFO")) << message;
    std::filesystem::rename(path_ + ending, fifo);
  }
}

TEST_F(RecordingFile, IsReadThroughALinkWithTheLogBesideIt) {
  make_recording();
  const WritableRecording recording = open_for_writing(path_);
  recording.database.execute("INSERT INTO tick (session, boottime_ns, wall_ns) VALUES (1, 2, 2)");
  std::filesystem::create_symlink(path_, directory_.file("link"));
  EXPECT_EQ(open_for_reading(directory_.file("link")).database.query_int64("SELECT count(*) FROM tick"), 2);
}

TEST_F(RecordingFile, IsNotWrittenThroughALinkThatOthersMayHaveMade) {
  make_recording();
  std::filesystem::create_directory(directory_.file("open"));
  std::filesystem::create_symlink(path_, directory_.file("open/link"));
  ASSERT_EQ(chmod(directory_.file("open").c_str(), 01777), 0);
  path_ = directory_.file("open/link");
  EXPECT_TRUE(has(writing_error(), "others may have put there")) << writing_error();
  EXPECT_EQ(reading_error(), "");
}

TEST_F(RecordingFile, NamesThatLookLikeAnAddressAreOnlyNames) {
  path_ = directory_.file("a?mode=memory#b%41 c");
  make_recording();
  EXPECT_EQ(open_for_reading(path_).database.query_int64("SELECT count(*) FROM tick"), 1);
  EXPECT_EQ(testing::list_names(directory_.path()), std::vector<std::string>{"a?mode=memory#b%41 c"});
}

TEST_F(RecordingFile, ACopyOfALiveFileWithoutItsLogOpensAndSaysSo) {
  make_recording();
  {
    const WritableRecording recording = open_for_writing(path_);
    recording.database.execute("INSERT INTO tick (session, wall_ns) VALUES (1, 2)");
    std::filesystem::copy_file(path_, directory_.file("copy"));
  }
  const ReadableRecording copy = open_for_reading(directory_.file("copy"));
  EXPECT_TRUE(copy.log_missing);
  EXPECT_EQ(copy.database.query_int64("SELECT count(*) FROM tick"), 1);
  EXPECT_FALSE(std::filesystem::exists(directory_.file("copy-wal")));
}

// The files as they lie when an older recorder is killed while it makes the tables: pages are in the file, and the
// journal that says that there were none before (https://www.sqlite.org/fileformat.html, 3) is not deleted
// yet.
class HalfMadeRecording : public RecordingFile {
 protected:
  void SetUp() override {
    make_recording();
    std::string journal("\xD9\xD5\x05\xF9\x20\xA1\x63\xD7", 8);
    journal +=
        std::string(14, '\0') + "\x02" + std::string(3, '\0') + "\x10" + std::string(1, '\0');  // 512, 4096
    journal.resize(512);
    write_bytes(path_ + "-journal", journal);
  }
};

TEST_F(HalfMadeRecording, IsDamagedForTheNextWriter) {
  EXPECT_THROW(static_cast<void>(open_for_writing(path_)), DamagedRecording);
}

TEST_F(HalfMadeRecording, TellsAReaderWhatLiesBesideIt) {
  EXPECT_NE(reading_error().find("a change to it was interrupted"), std::string::npos) << reading_error();
}

}  // namespace
}  // namespace tidemark

#include "schema/recording_copy.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "schema/row_writer.hpp"
#include "tests/schema/recording_fixture.hpp"
#include "tests/support/early_child.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/faults.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using testing::has;
using testing::query_rows;
using testing::Rows;
using testing::user_error;

class CopyRecordingTest : public testing::RecordingFileTest {
 protected:
  void SetUp() override {
    session_.uuid = "01234567-89ab-cdef-0123-456789abcdef";
    session_.start_boottime_ns = 1;
    session_.recorder_version = "1";
  }

  void write_ticks(const Database& database, int ticks) const {
    RowWriter rows(database);
    const RowId session = rows.insert_session(session_);
    TickRow tick;
    for (int i = 0; i < ticks; ++i) {
      tick.boottime_ns = i;
      rows.insert_tick(session, tick);
    }
  }

  SessionRow session_;
  std::string copy_ = directory_.file("copy");
};

TEST_F(CopyRecordingTest, OfALiveRecordingIsWholeAndOneFile) {
  // Another process, as POSIX locks do not hold within one; before SQLite is used.
  testing::EarlyChild child([this] {
    copy_recording(path_, copy_);
    return 7;
  });
  const WritableRecording live = open_for_writing(path_);
  write_ticks(live.database, 50);
  EXPECT_EQ(child.run(), 7);
  EXPECT_EQ(query_rows(copy_, "PRAGMA integrity_check"), Rows{"ok"});
  EXPECT_EQ(query_rows(copy_, "PRAGMA journal_mode"), Rows{"delete"});
  EXPECT_EQ(query_rows(copy_, "SELECT count(*) FROM tick"), Rows{"50"});
  for (const std::string& name : testing::list_names(directory_.path()))
    EXPECT_FALSE(name != "copy" && name.starts_with("copy")) << name;
}

TEST_F(CopyRecordingTest, ReplacesNothing) {
  { finish_writing(open_for_writing(path_).database); }
  testing::write_bytes(copy_, "something else");
  EXPECT_TRUE(has(user_error([&] { copy_recording(path_, copy_); }), copy_ + ": cannot write the copy"));
  EXPECT_EQ(testing::read_bytes(copy_), "something else");
}

TEST_F(CopyRecordingTest, IsOpenToItsGroupAlone) {
  { finish_writing(open_for_writing(path_).database); }
  const mode_t before = umask(0);
  copy_recording(path_, copy_);
  umask(before);
  struct stat status = {};
  ASSERT_EQ(stat(copy_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST_F(CopyRecordingTest, AFailureNamesTheFileAndLeavesNothing) {
  { finish_writing(open_for_writing(path_).database); }
  {
    const testing::WritesFail fault;
    EXPECT_TRUE(has(user_error([&] { copy_recording(path_, copy_); }), copy_));
  }
  EXPECT_TRUE(has(user_error([&] { copy_recording(directory_.file("none"), copy_); }), "none"));
  EXPECT_EQ(testing::list_names(directory_.path()).size(), 1U);
}

}  // namespace
}  // namespace tidemark

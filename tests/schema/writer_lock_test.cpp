#include "schema/writer_lock.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "tests/schema/recording_fixture.hpp"
#include "tests/support/early_child.hpp"

namespace tidemark {
namespace {

class WriterLockTest : public testing::RecordingFileTest {};

TEST_F(WriterLockTest, KeepsASecondWriterOff) {
  const WriterLock lock(path_);
  const std::string message = writing_error();
  EXPECT_TRUE(message.starts_with(path_)) << message;
  EXPECT_NE(message.find("another recorder is writing to it"), std::string::npos) << message;
}

TEST_F(WriterLockTest, KeepsAWriterInAnotherProcessOff) {
  testing::EarlyChild child(
      [this] { return writing_error().find("another recorder") != std::string::npos ? 1 : 2; });
  const WritableRecording recording = open_for_writing(path_);
  EXPECT_EQ(child.run(), 1);
}

TEST_F(WriterLockTest, OneThatAnotherUserHoldsIsSaid) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  testing::EarlyChild child([this] {
    return writing_error().find("another user holds its .lock; choose a directory") != std::string::npos ? 1
                                                                                                         : 2;
  });
  const WriterLock lock(path_);
  constexpr uid_t kNobody = 65534;
  ASSERT_EQ(chown((path_ + ".lock").c_str(), kNobody, kNobody), 0);
  EXPECT_EQ(child.run(), 1);
}

TEST_F(WriterLockTest, CanBeSeenByOthers) {
  EXPECT_FALSE(is_being_written(path_));
  {
    const WriterLock lock(path_);
    EXPECT_TRUE(is_being_written(path_));
  }
  EXPECT_FALSE(is_being_written(path_));
}

TEST_F(WriterLockTest, GoesWithItsOwner) {
  std::optional<WriterLock> lock(path_);
  WriterLock moved(std::move(*lock));
  lock.reset();
  EXPECT_NE(writing_error(), "");
  { const WriterLock end(std::move(moved)); }
  EXPECT_EQ(writing_error(), "");
}

TEST_F(WriterLockTest, ARefusedWriterLeavesTheHoldersLockInPlace) {
  testing::EarlyChild child([this] { return writing_error().empty() ? 1 : 2; });
  const WriterLock lock(path_);
  EXPECT_NE(writing_error(), "");
  EXPECT_EQ(child.run(), 2);
}

TEST_F(WriterLockTest, TakesOverWhatAKilledRecorderHasLeftAndLeavesNothing) {
  make_recording();
  testing::write_bytes(path_ + ".lock", "");
  EXPECT_FALSE(is_being_written(path_));
  { const WriterLock lock(path_); }
  EXPECT_EQ(testing::list_names(directory_.path()), std::vector<std::string>{"r.tidemark"});
}

TEST_F(WriterLockTest, FollowsNoLink) {
  testing::write_bytes(directory_.file("other"), "");
  std::filesystem::create_symlink(directory_.file("other"), path_ + ".lock");
  EXPECT_NE(writing_error().find("Too many levels of symbolic links"), std::string::npos) << writing_error();
}

TEST_F(WriterLockTest, OnlyItsOwnerMayOpenIt) {
  const WriterLock lock(path_);
  EXPECT_EQ(std::filesystem::status(path_ + ".lock").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

// Whoever may read a file may hold read locks on it.
TEST_F(WriterLockTest, ReadLocksOnTheRecordingKeepNobodyOff) {
  make_recording();
  testing::EarlyChild child([this] { return writing_error().empty() ? 1 : 2; });
  const int reader = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  struct flock all = {};
  all.l_type = F_RDLCK;
  all.l_start = off_t{1} << 62U;
  ASSERT_EQ(fcntl(reader, F_OFD_SETLK, &all), 0);
  EXPECT_EQ(child.run(), 1);
  EXPECT_FALSE(is_being_written(path_));
  close(reader);
}

TEST_F(WriterLockTest, NeverBlocksAReader) {
  make_recording();
  const WriterLock lock(path_);
  EXPECT_EQ(reading_error(), "");
}

}  // namespace
}  // namespace tidemark

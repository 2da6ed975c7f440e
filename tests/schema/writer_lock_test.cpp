#include "schema/writer_lock.hpp"

#include <gtest/gtest.h>

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

TEST_F(WriterLockTest, NeverBlocksAReader) {
  make_recording();
  const WriterLock lock(path_);
  EXPECT_EQ(reading_error(), "");
}

}  // namespace
}  // namespace tidemark

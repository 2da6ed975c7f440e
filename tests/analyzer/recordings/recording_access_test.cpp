// Which recordings can be opened, as a recorder, a crash, a copy or a bad disk leaves them behind.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <functional>

#include "analyzer/recordings/recording_reader.hpp"
#include "common/error.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;
namespace fs = std::filesystem;

// Returns what a child process makes of `action`: the error's message, or the number of ticks. Readers have
// to be other processes than the writer, as POSIX locks do not hold within one.
std::string in_other_process(
    const std::string& path, const std::function<bool()>& prepare = [] { return true; }) {
  std::array<int, 2> pipe_ends{};
  if (pipe(pipe_ends.data()) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    std::string answer;
    try {
      answer = prepare() ? std::to_string(read_recording(path).ticks.size()) + " ticks" : "not droppable";
    } catch (const UserError& error) {
      answer = error.what();
    } catch (const std::exception& error) {
      answer = std::string("other error: ") + error.what();
    }
    const auto written = write(pipe_ends[1], answer.data(), answer.size());
    _exit(written == static_cast<ssize_t>(answer.size()) ? 0 : 1);
  }
  close(pipe_ends[1]);
  std::string answer(4096, '\0');
  const ssize_t count = read(pipe_ends[0], answer.data(), answer.size());
  close(pipe_ends[0]);
  waitpid(child, nullptr, 0);
  answer.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return answer;
}

// Becomes somebody whom permission bits bind; false where that is not possible.
bool drop_privileges() {
  constexpr uid_t kNobody = 65534;
  return getuid() != 0 || (setgid(kNobody) == 0 && setuid(kNobody) == 0);
}

class RecordingAccess : public ::testing::Test {
 protected:
  void SetUp() override { fs::permissions(directory_.path(), fs::perms(0755)); }
  void TearDown() override { fs::permissions(directory_.path(), fs::perms(0755)); }

  // What somebody without rights reads from a directory that may not be written to.
  std::string from_read_only_directory(const std::string& path) {
    for (const auto& entry : fs::directory_iterator(directory_.path()))
      fs::permissions(entry, fs::perms(0444));
    fs::permissions(directory_.path(), fs::perms(0555));
    std::string answer = in_other_process(path, drop_privileges);
    fs::permissions(directory_.path(), fs::perms(0755));
    return answer;
  }

  static std::string message_of(const std::string& path) {
    try {
      static_cast<void>(read_recording(path));
    } catch (const FileError& error) {
      return error.what();
    }
    return "no error";
  }

  // Writes ticks of a live session; the returned recording is still open.
  std::unique_ptr<WrittenRecording> write_live(int ticks) {
    auto recording = std::make_unique<WrittenRecording>(path_);
    const RowId session = recording->rows.insert_session(session_row());
    for (int i = 0; i < ticks; ++i) recording->rows.insert_tick(session, tick_row(i));
    return recording;
  }

  // Leaves the file and its log as a killed recorder does.
  void write_killed(int ticks) {
    const pid_t child = fork();
    if (child == 0) {
      const auto recording = write_live(ticks);
      _exit(recording == nullptr ? 1 : 0);
    }
    waitpid(child, nullptr, 0);
    ASSERT_TRUE(fs::exists(path_ + "-wal"));
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("a.tidemark");
};

TEST_F(RecordingAccess, ALiveRecordingIsReadWithItsNewestTick) {
  const auto live = write_live(5);
  EXPECT_EQ(in_other_process(path_), "5 ticks");
  live->rows.insert_tick(1, tick_row(5));
  EXPECT_EQ(in_other_process(path_), "6 ticks");
}

TEST_F(RecordingAccess, AKilledRecordingIsRead) {
  write_killed(5);
  EXPECT_EQ(in_other_process(path_), "5 ticks");
}

TEST_F(RecordingAccess, AClosedRecordingIsReadInAReadOnlyDirectory) {
  write_one_process(path_, 5, [](int) { return 1000; });
  EXPECT_EQ(from_read_only_directory(path_), "5 ticks");
}

TEST_F(RecordingAccess, AKilledRecordingInAReadOnlyDirectoryIsReadOrSaysWhyNot) {
  write_killed(5);
  fs::remove(path_ + "-shm");
  const std::string answer = from_read_only_directory(path_);
  if (answer == "not droppable") GTEST_SKIP() << "cannot become another user";
  EXPECT_NE(answer.find("its write-ahead log"), std::string::npos) << answer;
  EXPECT_NE(answer.find("copy both files"), std::string::npos) << answer;
}

TEST_F(RecordingAccess, ACopyWithItsLogHoldsEverything) {
  write_killed(5);
  const std::string copy = directory_.file("copy.tidemark");
  fs::copy_file(path_, copy);
  fs::copy_file(path_ + "-wal", copy + "-wal");
  EXPECT_EQ(in_other_process(copy), "5 ticks");
}

TEST_F(RecordingAccess, ACopyWithoutItsLogOpensAndSaysSo) {
  write_killed(5);
  const std::string copy = directory_.file("copy.tidemark");
  fs::copy_file(path_, copy);
  const Recording recording = read_recording(copy);
  EXPECT_TRUE(recording.log_missing);
  EXPECT_TRUE(recording.ticks.empty());
  fs::remove(path_);
  fs::remove(path_ + "-wal");
  fs::remove(path_ + "-shm");
  EXPECT_EQ(from_read_only_directory(copy), "0 ticks");
}

TEST_F(RecordingAccess, WhatIsNoRecordingIsRefused) {
  EXPECT_NE(message_of(path_).find("No such file"), std::string::npos);
  EXPECT_NE(message_of(directory_.path()).find("it is a directory"), std::string::npos);
  write_bytes(path_, "");
  EXPECT_NE(message_of(path_).find("it is empty"), std::string::npos);
  write_bytes(path_, std::string(5000, 'x'));
  EXPECT_NE(message_of(path_).find("not an SQLite file"), std::string::npos);
  fs::remove(path_);
  change_file(path_, "CREATE TABLE t (x)");
  EXPECT_NE(message_of(path_).find("no Tidemark recording"), std::string::npos);
}

TEST_F(RecordingAccess, OnlyANewerMajorVersionIsRefused) {
  write_one_process(path_, 5, [](int) { return 1000; });
  change_file(path_, "PRAGMA user_version = 2000");
  EXPECT_NE(message_of(path_).find("use a newer Tidemark"), std::string::npos);
  change_file(path_, "PRAGMA user_version = 1999");
  EXPECT_EQ(read_recording(path_).ticks.size(), 5U);
  change_file(path_, "PRAGMA user_version = 7");
  EXPECT_EQ(read_recording(path_).ticks.size(), 5U);
}

// Whatever is wrong with a file, reading it succeeds or is a FileError that names it.
void expect_no_crash(const std::string& path) {
  try {
    static_cast<void>(read_recording(path));
  } catch (const FileError& error) {
    EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
  }
}

TEST_F(RecordingAccess, TruncationAtAnyLengthIsAnErrorOrReadable) {
  write_one_process(path_, 200, [](int i) { return 1000 + i; });
  const std::string whole = read_bytes(path_);
  const std::string cut = directory_.file("cut.tidemark");
  for (std::size_t length = 0; length < whole.size(); length += length < 200 ? 1 : 997) {
    write_bytes(cut, std::string_view(whole).substr(0, length));
    expect_no_crash(cut);
  }
}

TEST_F(RecordingAccess, FlippedBytesAreAnErrorOrReadable) {
  write_one_process(path_, 60, [](int i) { return 1000 + i; });
  const std::string whole = read_bytes(path_);
  const std::string flipped = directory_.file("flipped.tidemark");
  for (std::size_t place = 0; place < whole.size(); place += 37) {
    std::string bytes = whole;
    for (std::size_t i = place; i < std::min(place + 3, bytes.size()); ++i)
      bytes[i] = static_cast<char>(~bytes[i]);
    write_bytes(flipped, bytes);
    expect_no_crash(flipped);
  }
}

TEST_F(RecordingAccess, ACorruptPageIsDamage) {
  write_one_process(path_, 2000, [](int i) { return 1000 + i; });
  std::string bytes = read_bytes(path_);
  constexpr std::size_t kPageSize = 4096;
  // Every page of rows, not the schema's.
  for (std::size_t page = 20; page * kPageSize < bytes.size(); ++page) {
    bytes.replace(page * kPageSize, 64, std::string(64, '\xA5'));
  }
  write_bytes(path_, bytes);
  const std::string message = message_of(path_);
  EXPECT_NE(message.find(path_), std::string::npos) << message;
  EXPECT_NE(message.find("damaged"), std::string::npos) << message;
}

}  // namespace
}  // namespace tidemark

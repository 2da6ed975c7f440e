#include <grp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "common/error.hpp"
#include "schema/recording_file.hpp"
#include "tests/scenario/recorder_fixture.hpp"
#include "tests/support/early_child.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using testing::RealProcess;

constexpr uid_t kNobody = 65534;

// What somebody finds who opens a recording.
enum Found { kOpened = 1, kOpenedWithoutLog, kLogUnusable, kOtherError, kMayWrite };

Found open_it(const std::string& path, std::int64_t least_ticks) {
  try {
    const ReadableRecording recording = open_for_reading(path);
    const bool has_all = recording.database.query_int64("SELECT count(*) FROM tick") >= least_ticks;
    const bool is_sound = recording.database.query_text("PRAGMA integrity_check") == "ok";
    if (!is_sound || (!recording.log_missing && !has_all)) return kOtherError;
    return recording.log_missing ? kOpenedWithoutLog : kOpened;
  } catch (const FileError& error) {
    const bool is_explained = std::string_view(error.what())
                                  .find(
                                      "-wal) holds the newest ticks and cannot be used in a "
                                      "directory that may not be written to") != std::string_view::npos;
    if (!is_explained) std::fprintf(stderr, "%s\n", error.what());
    return is_explained ? kLogUnusable : kOtherError;
  }
}

// Root may write anywhere: it reads as somebody else.
bool give_up_root() {
  return geteuid() != 0 || (setgroups(0, nullptr) == 0 && setgid(kNobody) == 0 && setuid(kNobody) == 0);
}

class Readability : public testing::RecorderTest {
 protected:
  void SetUp() override {
    chmod(directory_.path().c_str(), 0755);
    for (const std::string& place : {work_, copies_}) std::filesystem::create_directory(place);
    recording_ = work_ + "/r.tidemark";
    recorder_.emplace(testing::Launch{run({"--interval", "20ms"})});
    ASSERT_TRUE(reaches_ticks(5)) << recorder_->errors();
    // Others than its user and group may read it once that is allowed.
    for (const char* end : {"", "-wal", "-shm"}) chmod((recording_ + end).c_str(), 0644);
    ticks_ = ticks();
  }
  void TearDown() override {
    for (const std::string& place : {work_, copies_}) chmod(place.c_str(), 0755);
  }

  [[nodiscard]] Found in_writable_directory(const std::string& path) const { return open_it(path, ticks_); }

  [[nodiscard]] Found in_read_only_directory(const std::string& path) const {
    const std::string directory = std::filesystem::path(path).parent_path();
    // The recording is open to its group alone; this is about what lies beside it.
    for (const std::string& name : testing::list_names(directory))
      chmod((directory + "/" + name).c_str(), 0644);
    chmod(directory.c_str(), 0555);
    testing::EarlyChild child([&] {
      if (!give_up_root()) return kOtherError;
      return access(directory.c_str(), W_OK) == 0 ? kMayWrite : open_it(path, ticks_);
    });
    const auto found = static_cast<Found>(child.run());
    chmod(directory.c_str(), 0755);
    return found;
  }

  // Copies the files of the recording with these endings.
  [[nodiscard]] std::string copy(std::initializer_list<const char*> ends) const {
    for (const char* end : ends) std::filesystem::copy_file(recording_ + end, copies_ + "/r.tidemark" + end);
    return copies_ + "/r.tidemark";
  }

  std::string work_ = directory_.file("work");
  std::string copies_ = directory_.file("copies");
  std::optional<RealProcess> recorder_;
  std::int64_t ticks_ = 0;
};

TEST_F(Readability, ALiveRecordingOpensAnywhere) {
  EXPECT_EQ(in_writable_directory(recording_), kOpened);
  EXPECT_EQ(in_read_only_directory(recording_), kOpened);
  EXPECT_TRUE(recorder_->is_running());
}

TEST_F(Readability, AKilledRecordingOpensAnywhere) {
  recorder_.reset();
  EXPECT_EQ(in_read_only_directory(recording_), kOpened);
  EXPECT_EQ(in_writable_directory(recording_), kOpened);
}

TEST_F(Readability, AClosedRecordingOpensAnywhere) {
  recorder_->send(SIGTERM);
  ASSERT_EQ(recorder_->wait(), 0);
  EXPECT_EQ(in_read_only_directory(recording_), kOpened);
  EXPECT_EQ(in_writable_directory(recording_), kOpened);
  EXPECT_EQ(testing::list_names(work_), std::vector<std::string>{"r.tidemark"});
}

TEST_F(Readability, ACopyOfAClosedRecordingOpensAnywhere) {
  recorder_->send(SIGTERM);
  ASSERT_EQ(recorder_->wait(), 0);
  const std::string path = copy({""});
  EXPECT_EQ(in_read_only_directory(path), kOpened);
  EXPECT_EQ(in_writable_directory(path), kOpened);
}

TEST_F(Readability, ACopyOfAKilledRecordingWithItsLogNeedsAWritableDirectory) {
  recorder_.reset();
  const std::string path = copy({"", "-wal"});
  EXPECT_EQ(in_read_only_directory(path), kLogUnusable);
  EXPECT_EQ(in_writable_directory(path), kOpened);
}

TEST_F(Readability, ACopyOfAKilledRecordingWithoutItsLogOpensAsFarAsItGoes) {
  recorder_.reset();
  const std::string path = copy({""});
  EXPECT_EQ(in_read_only_directory(path), kOpenedWithoutLog);
  EXPECT_EQ(in_writable_directory(path), kOpenedWithoutLog);
  EXPECT_EQ(testing::list_names(copies_), std::vector<std::string>{"r.tidemark"});
}

}  // namespace
}  // namespace tidemark

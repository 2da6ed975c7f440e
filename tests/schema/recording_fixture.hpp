#pragma once

#include <gtest/gtest.h>

#include <string>

#include "common/error.hpp"
#include "schema/recording_file.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark::testing {

inline constexpr const char* kInsertSession =
    "INSERT INTO session (id, uuid, part, origin, axis, every_sample, start_wall_ns, start_boottime_ns,"
    " recorder_version) VALUES (1, '00000000-0000-4000-8000-000000000001', 1, 'recorded', 'boottime', 0, 0, "
    "0, 'test');";

// A place for a recording, and what opening it says.
class RecordingFileTest : public ::testing::Test {
 protected:
  // Makes a closed recording with one session and one tick.
  void make_recording() const {
    const WritableRecording recording = open_for_writing(path_);
    recording.database.execute(
        kInsertSession + std::string("INSERT INTO tick (session, boottime_ns, wall_ns) VALUES (1, 1, 1);"));
    ASSERT_TRUE(finish_writing(recording.database));
  }

  // Return the message of the FileError that opening throws, empty where it opens.
  [[nodiscard]] std::string reading_error() const {
    return error_of([this] { static_cast<void>(open_for_reading(path_)); });
  }
  [[nodiscard]] std::string writing_error() const {
    return error_of([this] { static_cast<void>(open_for_writing(path_)); });
  }

  // Expects both ways to open the file to be refused with a message that names it and holds `cause`, and the
  // file and all beside it to be left alone.
  void expect_refused(std::string_view cause) const {
    const std::string bytes = read_bytes(path_);
    const auto names = list_names(directory_.path());
    for (const std::string& message : {reading_error(), writing_error()}) {
      EXPECT_TRUE(message.starts_with(path_)) << message;
      EXPECT_NE(message.find(cause), std::string::npos) << message;
    }
    EXPECT_TRUE(read_bytes(path_) == bytes);
    EXPECT_EQ(list_names(directory_.path()), names);
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("r.tidemark");

 private:
  template <typename Action>
  static std::string error_of(Action action) {
    try {
      action();
    } catch (const FileError& error) {
      return error.what();
    }
    return {};
  }
};

}  // namespace tidemark::testing

#include "recorder/output/retention.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/uuid.hpp"
#include "recorder/output/part_names.hpp"
#include "schema/recording_file.hpp"
#include "schema/row_writer.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using Paths = std::vector<std::string>;

class RetentionTest : public ::testing::Test {
 protected:
  // Makes the part that begins `hour` hours into a day, and was last written to then.
  std::string make_part(int hour, const std::string& host = "here", const std::string& origin = "recorded") {
    const WallTime time = day_ + std::chrono::hours(hour);
    const std::string path = part_path(output_, time);
    {
      const WritableRecording recording = open_for_writing(path);
      SessionRow session;
      session.uuid = random_uuid();
      session.start_boottime_ns = 1;
      session.recorder_version = "1";
      session.host = host;
      session.origin = origin;
      RowWriter(recording.database).insert_session(session);
      finish_writing(recording.database);
    }
    set_time(path, time);
    return path;
  }

  static void set_time(const std::string& path, WallTime time) {
    const auto offset = time - WallTime(std::chrono::system_clock::now());
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() + offset);
  }

  Paths remove(const RetentionSettings& settings, const std::string& open_part = "") {
    return remove_old_parts(output_, open_part, settings, day_ + 24h, "here");
  }

  const WallTime day_ = parse_rfc3339("2026-11-20").value();
  testing::TemporaryDirectory directory_;
  std::string output_ = directory_.file("r.tidemark");
};

TEST_F(RetentionTest, WithoutBoundsEverythingIsKept) {
  make_part(1);
  EXPECT_EQ(remove({}), Paths());
}

TEST_F(RetentionTest, WhatWasLastWrittenTooLongAgoGoes) {
  const Paths parts{make_part(1), make_part(2), make_part(20)};
  EXPECT_EQ(remove({.keep_age = 22h}), Paths{parts[0]});
  EXPECT_EQ(list_parts(output_), (Paths{parts[1], parts[2]}));
}

TEST_F(RetentionTest, OfTooMuchTheOldestGoesWithItsLog) {
  const Paths parts{make_part(1), make_part(2), make_part(3)};
  testing::write_bytes(parts[0] + "-shm", "x");
  const auto size = static_cast<Bytes>(std::filesystem::file_size(parts[0]));
  EXPECT_EQ(remove({.keep_size = 2 * size}), Paths{parts[0]});
  EXPECT_EQ(testing::list_names(directory_.path()).size(), 2U);
}

TEST_F(RetentionTest, TheOpenPartStaysHoweverLarge) {
  const Paths parts{make_part(1), make_part(2)};
  EXPECT_EQ(remove({.keep_size = 1}, parts[1]), Paths{parts[0]});
  EXPECT_TRUE(std::filesystem::exists(parts[1]));
}

TEST_F(RetentionTest, WhatThisHostsRecorderHasNotWrittenStays) {
  make_part(1, "elsewhere");
  make_part(2, "here", "memorytools");
  testing::write_bytes(part_path(output_, day_ + 3h), "notes of somebody");
  testing::write_bytes(directory_.file("r-20261101T000000Z.txt"), "");
  const std::string being_written = make_part(4);
  const WriterLock lock(being_written);
  const auto before = testing::list_names(directory_.path());
  EXPECT_EQ(remove({.keep_size = 1, .keep_age = 1ns}), Paths());
  EXPECT_EQ(testing::list_names(directory_.path()), before);
}

}  // namespace
}  // namespace tidemark

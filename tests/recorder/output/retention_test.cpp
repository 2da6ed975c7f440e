#include "recorder/output/retention.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

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
using std::chrono::nanoseconds;
using Paths = std::vector<std::string>;

struct Made {
  std::string host = "here";
  std::string origin = "recorded";
  std::string boot = "this";
  int wall_minus_hours = 0;  // how far the wall clock was behind
};

class RetentionTest : public ::testing::Test {
 protected:
  // Makes the part that begins `hour` hours into a day, and was last written to then.
  std::string make_part(int hour, const Made& made = {}) const {
    const std::chrono::hours since(hour);
    const WallTime wall = day_ + since - std::chrono::hours(made.wall_minus_hours);
    std::string path = part_path(output_, wall);
    const WritableRecording recording = open_for_writing(path);
    SessionRow session;
    session.uuid = random_uuid();
    session.start_boottime_ns = nanoseconds(since).count();
    session.start_wall_ns = wall.time_since_epoch().count();
    session.recorder_version = "1";
    session.host = made.host;
    session.origin = made.origin;
    session.boot_id = made.boot;
    RowWriter(recording.database).insert_session(session);
    finish_writing(recording.database);
    return path;
  }

  Paths remove(const RetentionSettings& settings, const std::string& open_part = "") const {
    Retention retention(output_, settings, "here", "this");
    return retention.remove_old(open_part, {24h, day_ + 24h});
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
  make_part(1, {.host = "elsewhere"});
  make_part(2, {.origin = "memorytools"});
  testing::write_bytes(part_path(output_, day_ + 3h), "notes of somebody");
  testing::write_bytes(directory_.file("r-20261101T000000Z.txt"), "");
  { static_cast<void>(open_for_writing(part_path(output_, day_ + 5h))); }  // no session in it
  testing::write_bytes(part_path(output_, day_ + 6h), "");
  const std::string being_written = make_part(4);
  const WriterLock lock(being_written);
  const auto before = testing::list_names(directory_.path());
  EXPECT_EQ(remove({.keep_size = 1, .keep_age = 1ns}), Paths());
  EXPECT_EQ(testing::list_names(directory_.path()), before);
}

TEST_F(RetentionTest, WhatIsNotThisRecordersIsNoSizeOfIts) {
  const Paths parts{make_part(1), make_part(2)};
  testing::write_bytes(part_path(output_, day_ + 3h), std::string(1 << 20, 'x'));
  EXPECT_EQ(remove({.keep_size = 1 << 20}), Paths());
}

TEST_F(RetentionTest, AClockThatWasSetBackTurnsNoOrderAround) {
  const Paths parts{make_part(10), make_part(11), make_part(12, {.wall_minus_hours = 8})};
  ASSERT_EQ(list_parts(output_).front(), parts[2]) << "by name the newest is the oldest";
  const auto size = static_cast<Bytes>(std::filesystem::file_size(parts[0]));
  EXPECT_EQ(remove({.keep_size = 2 * size}), Paths{parts[0]});
  EXPECT_EQ(remove({.keep_age = 12h + 30min}), Paths{parts[1]});
}

TEST_F(RetentionTest, WhatWasRecordedBeforeThisBootIsOlder) {
  const Paths parts{make_part(3, {.boot = "earlier"}), make_part(2),
                    make_part(9, {.boot = "earliest", .wall_minus_hours = 8})};
  const auto size = static_cast<Bytes>(std::filesystem::file_size(parts[0]));
  EXPECT_EQ(remove({.keep_size = 2 * size}), Paths{parts[2]});
  EXPECT_EQ(remove({.keep_size = size}), Paths{parts[0]});
}

TEST_F(RetentionTest, NothingThatLiesInAPartsPlaceHoldsItUp) {
  const std::string part = make_part(1);
  const std::string pipe = part_path(output_, day_ + 2h);
  ASSERT_EQ(mkfifo(pipe.c_str(), 0666), 0);
  const std::string link = part_path(output_, day_ + 3h);
  std::filesystem::create_symlink(pipe, link);
  // Its "session" is a view that never ends.
  const std::string endless = part_path(output_, day_ + 4h);
  {
    const WritableRecording recording = open_for_writing(endless);
    recording.database.execute(
        "PRAGMA foreign_keys = OFF; DROP VIEW sample_filled; DROP TABLE session; CREATE VIEW session AS WITH "
        "RECURSIVE"
        " n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 'recorded' AS origin, 'here' AS "
        "host FROM n");
    finish_writing(recording.database);
  }
  EXPECT_EQ(remove({.keep_size = 1, .keep_age = 1ns}), Paths{part});
  EXPECT_TRUE(std::filesystem::exists(endless));
}

}  // namespace
}  // namespace tidemark

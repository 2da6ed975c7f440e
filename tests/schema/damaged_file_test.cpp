#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "schema/recording_file.hpp"
#include "schema/table_check.hpp"
#include "tests/schema/recording_fixture.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using testing::read_bytes;
using testing::write_bytes;

// Returns a closed recording of a few pages.
const std::string& sound_bytes() {
  static const std::string bytes = [] {
    const testing::TemporaryDirectory directory;
    const std::string path = directory.file("sound");
    {
      const WritableRecording recording = open_for_writing(path);
      recording.database.execute(testing::kInsertSession);
      recording.database.execute(
          "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
          " INSERT INTO tick (session, boottime_ns, wall_ns) SELECT 1, i, i FROM n;"
          "INSERT INTO process (session, pid, exec_generation, comm, first_tick) VALUES (1, 7, 0, 'p', 1);"
          "INSERT INTO sample (tick, process, vm_size_kib) SELECT id, 1, id FROM tick;");
      finish_writing(recording.database);
    }
    return read_bytes(path);
  }();
  return bytes;
}

// What came of opening a file and reading all of it.
enum class Reading { kRefused, kFailed, kDone };

Reading read_all(const std::string& path) {
  try {
    const ReadableRecording recording = open_for_reading(path);
    for (const std::string& table : table_names(recording.version))
      static_cast<void>(testing::query_rows(recording.database, "SELECT * FROM " + table));
    return Reading::kDone;
  } catch (const FileError& error) {
    EXPECT_TRUE(std::string_view(error.what()).starts_with(path)) << error.what();
    return Reading::kRefused;
  } catch (const SqliteError&) {
    return Reading::kFailed;
  }
}

// A writer that does not refuse the file may change it; one that does must not.
void expect_untouched_where_refused(const std::string& path) {
  const std::string before = read_bytes(path);
  try {
    static_cast<void>(open_for_writing(path));
  } catch (const FileError&) {
    EXPECT_TRUE(read_bytes(path) == before);
  }
}

class DamagedFile : public testing::RecordingFileTest {};

TEST_F(DamagedFile, ASoundOneReads) {
  write_bytes(path_, sound_bytes());
  EXPECT_EQ(read_all(path_), Reading::kDone);
  EXPECT_GT(sound_bytes().size(), 5U * 4096U);
}

TEST_F(DamagedFile, AnyChangedByteOfTheHeaderReadsOrIsRefused) {
  for (std::size_t place = 0; place < 100; ++place) {
    std::string bytes = sound_bytes();
    bytes[place] = static_cast<char>(bytes[place] ^ 0x5A);
    write_bytes(path_, bytes);
    read_all(path_);
    expect_untouched_where_refused(path_);
  }
}

TEST_F(DamagedFile, AFileThatLacksPagesIsRefusedOrSaysSoWhenRead) {
  for (std::size_t size = 1; size + 4096 <= sound_bytes().size(); size += 1021) {
    write_bytes(path_, sound_bytes().substr(0, size));
    EXPECT_NE(read_all(path_), Reading::kDone) << size;
    expect_untouched_where_refused(path_);
  }
}

TEST_F(DamagedFile, SaysThatItIsDamaged) {
  std::string bytes = sound_bytes();
  bytes.replace(100, 200, 200, '\xFF');  // the schema's page
  write_bytes(path_, bytes);
  expect_refused("it is damaged");
}

// The schema and the header are whole: only a look at the pages themselves tells.
TEST_F(DamagedFile, NothingIsWrittenBehindADamagedPageOfAnyTable) {
  for (const char* table : {"tick", "sample"}) {
    write_bytes(path_, sound_bytes());
    const std::string page =
        testing::query_rows(path_,
                            std::string("SELECT rootpage FROM sqlite_schema WHERE name = '") + table + "'")
            .at(0);
    std::string bytes = sound_bytes();
    bytes.replace((std::stoul(page) - 1) * 4096 + 2048, 2048, 2048, '\xA5');
    write_bytes(path_, bytes);
    try {
      static_cast<void>(open_for_writing(path_));
      ADD_FAILURE() << table;
    } catch (const DamagedRecording& error) {
      EXPECT_TRUE(testing::has(error.what(), "it is damaged")) << error.what();
    }
    EXPECT_TRUE(read_bytes(path_) == bytes) << table;
  }
}

TEST_F(DamagedFile, ACutHeaderIsDamaged) {
  write_bytes(path_, sound_bytes().substr(0, 99));
  expect_refused("damaged: cut within its header");
}

RC_GTEST_PROP(DamagedFileProperty, FlippedBytesNeverBringTheReaderDown, ()) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.file("r");
  std::string bytes = sound_bytes();
  for (int flips = *rc::gen::inRange(1, 20); flips > 0; --flips) {
    bytes[*rc::gen::inRange<std::size_t>(100, bytes.size())] = *rc::gen::arbitrary<char>();
  }
  write_bytes(path, bytes);
  read_all(path);
  expect_untouched_where_refused(path);
}

}  // namespace
}  // namespace tidemark

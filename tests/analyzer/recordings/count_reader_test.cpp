#include "analyzer/recordings/count_reader.hpp"

#include <gtest/gtest.h>

#include "analyzer/recordings/recording_reader.hpp"
#include "common/error.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

// Writes a recording of a process that holds more at the second of three ticks.
void write_counts(const std::string& path, const std::string& then = "") {
  WrittenRecording recording(path);
  Transaction transaction(recording.database());
  const RowId session = recording.rows.insert_session(session_row());
  RowId process = 0;
  for (int i = 0; i < 3; ++i) {
    const RowId tick = recording.rows.insert_tick(session, tick_row(i));
    if (i == 0) {
      process = recording.rows.insert_process(session, tick, process_row(42));
      recording.rows.insert_sample(tick, process, vm_size(5000));
    }
    if (i == 1) recording.rows.insert_process_counts(tick, process, {3, 12, std::nullopt});
  }
  if (!then.empty()) recording.database().execute(then);
  transaction.commit();
  recording.finish(session);
}

TEST(ReadCounts, ARecordingHasThemByTheIdsOfItsProcesses) {
  const TemporaryDirectory directory;
  write_counts(directory.file("r"));
  const Recording recording = read_recording(directory.file("r"));
  const auto& rows = recording.counts.at(recording.processes[0].id);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].tick, 1U);
  EXPECT_EQ(rows[0].counts, (ProcessCounts{3, 12, std::nullopt}));
}

TEST(ReadCounts, OneOfFormat10HasNone) {
  const TemporaryDirectory directory;
  write_counts(directory.file("r"), "DROP TABLE process_count; PRAGMA user_version = 1000");
  EXPECT_TRUE(read_recording(directory.file("r")).counts.empty());
}

TEST(ReadCounts, OneOfNoProcessIsDamage) {
  const TemporaryDirectory directory;
  write_counts(directory.file("r"), "UPDATE process_count SET process = 77");
  EXPECT_THROW(static_cast<void>(read_recording(directory.file("r"))), FileError);
}

}  // namespace
}  // namespace tidemark

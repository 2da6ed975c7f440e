#include "analyzer/recordings/heap_reader.hpp"

#include <gtest/gtest.h>

#include "analyzer/recordings/recording_reader.hpp"
#include "common/error.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

// Writes a recording of two processes, of which the second is a Java virtual machine.
void write_heap(const std::string& path, const std::string& then = "") {
  WrittenRecording recording(path);
  Transaction transaction(recording.database());
  const RowId session = recording.rows.insert_session(session_row());
  std::vector<RowId> processes;
  for (int i = 0; i < 4; ++i) {
    const RowId tick = recording.rows.insert_tick(session, tick_row(i));
    if (i == 0) {
      for (const int pid : {42, 43}) {
        processes.push_back(recording.rows.insert_process(session, tick, process_row(pid)));
        recording.rows.insert_sample(tick, processes.back(), vm_size(5000));
      }
    }
    recording.rows.insert_jvm_heap(tick, processes[1], {1000 + i, 2000, 4000, i, i / 2});
  }
  if (!then.empty()) recording.database().execute(then);
  transaction.commit();
  recording.finish(session);
}

TEST(ReadHeaps, ARecordingHasThemByTheIdsOfItsProcesses) {
  const TemporaryDirectory directory;
  write_heap(directory.file("r"));
  const Recording recording = read_recording(directory.file("r"));
  ASSERT_EQ(recording.heaps.size(), 1U);
  const HeapPoints& heap = recording.heaps.at(recording.processes[1].id);
  ASSERT_EQ(heap.points().size(), 3U);
  EXPECT_EQ(heap.points().back().tick, 3U);
  EXPECT_EQ(heap.points().back().used, Kib(1003));
  EXPECT_EQ(heap.points().back().whole_collections, 1);
  EXPECT_EQ(heap.most(), Kib(4000));
}

TEST(ReadHeaps, OneOfFormat10HasNone) {
  const TemporaryDirectory directory;
  write_heap(directory.file("r"), "DROP TABLE jvm_heap; PRAGMA user_version = 1000");
  EXPECT_TRUE(read_recording(directory.file("r")).heaps.empty());
}

TEST(ReadHeaps, OneOfNoProcessIsDamage) {
  const TemporaryDirectory directory;
  write_heap(directory.file("r"), "UPDATE jvm_heap SET process = 77 WHERE tick = 2");
  EXPECT_THROW(static_cast<void>(read_recording(directory.file("r"))), FileError);
}

}  // namespace
}  // namespace tidemark

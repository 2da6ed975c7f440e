#include "schema/stack_writer.hpp"

#include <gtest/gtest.h>

#include "schema/row_writer.hpp"
#include "tests/schema/recording_fixture.hpp"

namespace tidemark {
namespace {

using testing::query_rows;
using testing::Rows;

class StackWriterTest : public testing::RecordingFileTest {
 protected:
  StackWriterTest() {
    recording_.database.execute(
        testing::kInsertSession +
        std::string("INSERT INTO tick (session, boottime_ns, wall_ns) VALUES (1, 1, 1), (1, 2, 2);"
                    "INSERT INTO process (session, pid, exec_generation, comm) VALUES (1, 7, 0, 'p');"));
  }
  [[nodiscard]] Rows rows(const std::string& sql) const { return query_rows(recording_.database, sql); }

  WritableRecording recording_ = open_for_writing(path_);
  StackWriter writer_{recording_.database};
};

FrameRow frame(std::int64_t address, const char* symbol) { return {"/bin/p", "ab12", address, symbol}; }

constexpr const char* kCounts =
    "SELECT (SELECT count(*) FROM module), (SELECT count(*) FROM frame), (SELECT count(*) FROM stack)";

TEST_F(StackWriterTest, AStackHasItsFramesInOrder) {
  writer_.insert(
      1, 1, {{frame(16, "leak"), {{}, {}, {}, "LazyCompile:*run"}, frame(32, "main")}, true, "file", 2, 512});
  EXPECT_EQ(rows("SELECT f.tick, f.process, f.memory, f.samples, f.faults, s.is_whole FROM fault_stack AS f"
                 " JOIN stack AS s ON s.id = f.stack"),
            Rows{"1|1|file|2|512|1"});
  EXPECT_EQ(query_rows(
                path_,
                "SELECT m.path, m.build_id, f.address, f.symbol FROM stack AS s, json_each(s.frames) AS j"
                " JOIN frame AS f ON f.id = j.value LEFT JOIN module AS m ON m.id = f.module ORDER BY j.key"),
            (Rows{"/bin/p|ab12|16|leak", "NULL|NULL|NULL|LazyCompile:*run", "/bin/p|ab12|32|main"}));
}

TEST_F(StackWriterTest, WhatIsTheSameIsWrittenOnce) {
  const FaultStack stack{
      {frame(16, "leak"), {"/bin/p", {}, 16, {}}, {"/bin/q", "ab12", 1, {}}}, true, "anonymous", 1, 256};
  writer_.insert(1, 1, stack);
  StackWriter(recording_.database).insert(1, 1, stack);  // knows only what the file has
  writer_.insert(2, 1, stack);
  EXPECT_EQ(rows(kCounts), Rows{"3|3|1"});
  EXPECT_EQ(rows("SELECT tick, samples, faults FROM fault_stack ORDER BY tick"),
            (Rows{"1|2|512", "2|1|256"}));
}

TEST_F(StackWriterTest, StacksThatDifferAreToldApart) {
  writer_.insert(1, 1, {{frame(16, "leak"), frame(32, "main")}, true, "anonymous", 1, 1});
  writer_.insert(1, 1, {{frame(16, "leak"), frame(32, "main")}, false, "anonymous", 1, 1});
  writer_.insert(1, 1, {{frame(32, "main"), frame(16, "leak")}, true, "anonymous", 1, 1});
  writer_.insert(1, 1, {{frame(32, "main"), frame(16, "leak")}, true, "file", 1, 1});
  EXPECT_EQ(rows(kCounts), Rows{"1|2|3"});
  EXPECT_EQ(rows("SELECT count(*) FROM fault_stack"), Rows{"4"});
}

TEST_F(StackWriterTest, WhatIsKeptIsCountedApart) {
  FaultStack stack{{frame(16, "leak")}, true, "anonymous", 1, 256};
  writer_.insert(1, 1, stack);
  stack.is_kept = true;
  writer_.insert(1, 1, stack);
  writer_.insert(1, 1, stack);
  EXPECT_EQ(rows(kCounts), Rows{"1|1|1"});
  EXPECT_EQ(rows("SELECT samples FROM fault_stack"), Rows{"1"});
  EXPECT_EQ(rows("SELECT tick, process, stack, samples, faults FROM kept_stack"), Rows{"1|1|1|2|512"});
}

TEST_F(StackWriterTest, WhatWasRolledBackIsWrittenAgain) {
  const FaultStack stack{{frame(16, "leak")}, true, "anonymous", 1, 256};
  {
    const Transaction transaction(recording_.database);
    writer_.insert(1, 1, stack);
  }
  writer_.forget();
  writer_.insert(1, 1, stack);
  EXPECT_EQ(rows(kCounts), Rows{"1|1|1"});
}

TEST_F(StackWriterTest, MoreThanItKeepsInMindIsStillWrittenOnce) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 5000; ++i) writer_.insert(1, 1, {{frame(i, "f")}, true, "anonymous", 1, 1});
  }
  EXPECT_EQ(rows(kCounts), Rows{"1|5000|5000"});
}

TEST_F(StackWriterTest, WhatCannotBeIsRefused) {
  EXPECT_THROW(writer_.insert(1, 1, {{frame(1, "f")}, true, "heap", 1, 1}), SqliteError);
  EXPECT_THROW(writer_.insert(1, 1, {{frame(1, "f")}, true, "file", 0, 1}), SqliteError);
  EXPECT_THROW(writer_.insert(1, 1, {{frame(1, "f")}, true, "file", 1, 0}), SqliteError);
}

}  // namespace
}  // namespace tidemark

#include <gtest/gtest.h>

#include "recorder/output/recording_writer.hpp"
#include "schema/recording_file.hpp"
#include "tests/support/faults.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using testing::query_rows;
using testing::Rows;

// Stacks that come with the ticks of a RecordingWriter.
class WrittenStacks : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kToken = 1;

  static SessionRow session() {
    SessionRow row;
    row.uuid = std::string(36, 'u');
    row.start_boottime_ns = 1;
    row.recorder_version = "test";
    return row;
  }
  void write(bool is_there, const std::vector<ProcessStack>& stacks) {
    TickRow tick;
    tick.boottime_ns = ++second_ * 1'000'000'000;
    Snapshot snapshot;
    MemoryValues values;
    values.vm_size_kib = 100;
    if (is_there) snapshot.processes = {{kToken, 0, &identity_, values}};
    writer_.write_tick(tick, snapshot, {}, stacks);
  }
  static ProcessStack stack(std::uint64_t token = kToken) {
    return {token, 0, {{{"/bin/p", "ab", 16, "leak"}}, true, "anonymous", 1, 256}};
  }
  [[nodiscard]] Rows written() const {
    return query_rows(recording_.database,
                      "SELECT tick, process, samples, faults FROM fault_stack ORDER BY tick");
  }

  testing::TemporaryDirectory directory_;
  WritableRecording recording_ = open_for_writing(directory_.file("r"));
  RecordingWriter writer_{recording_.database, session()};
  ProcessRow identity_ = [] {
    ProcessRow row;
    row.pid = 7;
    return row;
  }();
  std::int64_t second_ = 0;
};

TEST_F(WrittenStacks, AreCountedByTick) {
  write(true, {});
  write(true, {stack(), stack()});
  write(true, {stack()});
  EXPECT_EQ(written(), (Rows{"2|1|2|512", "3|1|1|256"}));
}

TEST_F(WrittenStacks, MayComeWithTheFirstTickOfAFile) {
  write(true, {stack()});
  EXPECT_EQ(written(), Rows{"1|1|1|256"});
}

TEST_F(WrittenStacks, MayComeOnceTheirProcessHasEnded) {
  write(true, {});
  write(false, {stack()});
  write(false, {stack()});
  EXPECT_EQ(written(), (Rows{"2|1|1|256", "3|1|1|256"}));
}

TEST_F(WrittenStacks, OfAProcessThatTheFileDoesNotHaveAreLeftOut) {
  write(true, {stack(2)});
  EXPECT_EQ(written(), Rows{});
}

TEST_F(WrittenStacks, ComeAgainWithTheTickAfterOneThatFailed) {
  write(true, {});
  {
    const testing::WritesFail broken;
    EXPECT_THROW(write(true, {stack()}), SqliteError);
  }
  write(true, {stack()});
  EXPECT_EQ(query_rows(recording_.database, "SELECT count(*) FROM frame"), Rows{"1"});
  EXPECT_EQ(written(), Rows{"2|1|1|256"});
}

}  // namespace
}  // namespace tidemark

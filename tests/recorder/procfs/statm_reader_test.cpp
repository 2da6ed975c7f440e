#include "recorder/procfs/statm_reader.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

class StatmReaderTest : public ::testing::Test {
 protected:
  // A process of which all but one thread have exited.
  StatmReaderTest() {
    testing::FakeProcess process;
    process.pages = testing::kNoPages;
    process.threads[101] = testing::kNoPages;
    process.threads[102].size = 2000;
    proc_.put(process);
    source_.pid = process.pid;
    source_.start_ticks = process.start_ticks;
  }

  testing::FakeProc proc_;
  ProcFiles files_{proc_.root()};
  StatmReader reader_{files_, 1};
  StatmSource source_;
  Statm statm_;
};

TEST_F(StatmReaderTest, AThreadThatLivesTellsAndIsKept) {
  ASSERT_TRUE(reader_.read_living_thread(source_, statm_));
  EXPECT_EQ(statm_.size, 2000);
  EXPECT_TRUE(source_.reads_thread);
  EXPECT_TRUE(source_.statm.is_open());
  EXPECT_EQ(reader_.kept(), 1U);
  reader_.drop(source_);
  EXPECT_FALSE(source_.reads_thread);
  EXPECT_EQ(reader_.kept(), 0U);
}

TEST_F(StatmReaderTest, AThreadOfAPidsNextOwnerTellsNothing) {
  ++source_.start_ticks;
  EXPECT_FALSE(reader_.read_living_thread(source_, statm_));
  EXPECT_FALSE(source_.statm.is_open());
}

TEST_F(StatmReaderTest, BeyondTheBudgetNoneIsKeptAndAllIsRead) {
  StatmReader reader(files_, 0);
  ASSERT_TRUE(reader.read_living_thread(source_, statm_));
  EXPECT_EQ(statm_.size, 2000);
  EXPECT_FALSE(source_.statm.is_open());
  std::optional<ReadFailure> failure;
  const auto values = reader.read(source_, failure);
  ASSERT_TRUE(values);
  EXPECT_TRUE(values->is_empty());
  ++source_.start_ticks;
  EXPECT_EQ(reader.read(source_, failure), std::nullopt);
  EXPECT_EQ(failure, ReadFailure::kGone);
}

}  // namespace
}  // namespace tidemark

#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <thread>

#include "schema/recording_file.hpp"
#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark {
namespace {

using testing::kills_asked_for;
using testing::RealProcess;
using testing::Rows;

class Kill : public testing::RecorderTest {
 protected:
  // Lets the recorder go on until there are so many ticks, and then for about this long, and kills it.
  // Returns the ticks that a reader has seen committed.
  std::int64_t kill_after(std::chrono::microseconds time, std::int64_t least_ticks) {
    RealProcess recorder({run({"--interval", "10ms"})});
    EXPECT_TRUE(reaches_ticks(least_ticks));
    std::this_thread::sleep_for(time);
    const std::int64_t committed = ticks();
    recorder.send(SIGKILL);
    recorder.wait();
    return committed;
  }

  void expect_sound() const {
    EXPECT_EQ(rows("PRAGMA integrity_check"), Rows{"ok"});
    EXPECT_EQ(rows("PRAGMA foreign_key_check"), Rows{});
    EXPECT_EQ(number("SELECT coalesce(max(id), 0) - count(*) FROM tick"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM process AS p WHERE first_tick IS NOT NULL AND NOT EXISTS"
                     " (SELECT 1 FROM sample AS s WHERE s.process = p.id AND s.tick = p.first_tick)"),
              0);
  }
};

// A recorder that is killed before it has made the file leaves nothing to read.
bool is_readable(const std::string& path) {
  if (!std::filesystem::exists(path)) return false;
  static_cast<void>(open_for_reading(path));
  return true;
}

TEST_F(Kill, AtAnyMomentLeavesASoundFileThatHasEveryCommittedTick) {
  std::random_device entropy;
  const unsigned seed = entropy();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> microseconds(0, 200'000);
  std::int64_t known = 0;
  for (int i = 0; i < kills_asked_for(); ++i) {
    const std::int64_t committed =
        kill_after(std::chrono::microseconds(microseconds(random)), i + 1 == kills_asked_for() ? 1 : 0);
    if (!is_readable(recording_)) {
      EXPECT_EQ(known, 0);
      continue;
    }
    EXPECT_GE(ticks(), committed);
    EXPECT_GE(ticks(), known);
    known = ticks();
    expect_sound();
  }
  EXPECT_GT(known, 0);
  RealProcess last({run()});
  ASSERT_TRUE(reaches_ticks(known + 2));
  last.send(SIGTERM);
  EXPECT_EQ(last.wait(), 0) << last.errors();
  EXPECT_EQ(number("SELECT sum(ended_cleanly) FROM session"), 1);
  EXPECT_EQ(number("SELECT ended_cleanly FROM session ORDER BY id DESC LIMIT 1"), 1);
  expect_sound();
}

TEST_F(Kill, WhileItClosesLosesNoTick) {
  std::mt19937 random(std::random_device{}());
  std::uniform_int_distribution<int> microseconds(0, 20'000);
  for (int i = 0; i < kills_asked_for() / 2; ++i) {
    RealProcess recorder({run({"--interval", "10ms"})});
    ASSERT_TRUE(reaches_ticks(ticks() + 2)) << recorder.errors();
    const std::int64_t committed = ticks();
    recorder.send(SIGTERM);
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds(random)));
    recorder.send(SIGKILL);
    recorder.wait();
    EXPECT_TRUE(is_readable(recording_));
    EXPECT_GE(ticks(), committed);
    expect_sound();
  }
}

// SQLite moves the write-ahead log into the file whenever it holds 1000 pages, each with a head of 24 bytes.
TEST_F(Kill, WhileTheLogIsMovedIntoTheFileLosesNoTick) {
  std::mt19937 random(std::random_device{}());
  std::uniform_int_distribution<int> microseconds(0, 60'000);
  const RealProcess churning({shell("while :; do sleep 0.01 & sleep 0.01; done")});
  for (int i = 0; i < std::max(4, kills_asked_for() / 5); ++i) {
    recording_ = directory_.file(std::to_string(i));
    RealProcess recorder({run({"--interval", "10ms", "--max-cpu", "100%"})});
    ASSERT_TRUE(testing::comes_true([&] {
      std::error_code none_yet;
      const auto size = std::filesystem::file_size(recording_ + "-wal", none_yet);
      return !none_yet && size > std::uintmax_t{990} * (4096 + 24);
    })) << recorder.errors();
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds(random)));
    const std::int64_t committed = ticks();
    recorder.send(SIGKILL);
    recorder.wait();
    EXPECT_TRUE(is_readable(recording_));
    EXPECT_GE(ticks(), committed);
    expect_sound();
  }
}

}  // namespace
}  // namespace tidemark

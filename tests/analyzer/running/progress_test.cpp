#include "analyzer/running/progress.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "common/text.hpp"

namespace tidemark {
namespace {

using std::chrono::milliseconds;

// Surroundings whose clock a test sets, and what was written there.
class ProgressTest : public ::testing::Test {
 protected:
  Progress::Surroundings surroundings(Verbosity verbosity, bool has_terminal) {
    return {.verbosity = verbosity,
            .has_terminal = has_terminal,
            .now = [this] { return now_; },
            .write = [this](std::string_view text) { written_ += text; }};
  }
  // Returns what was written since it was last asked.
  std::string written() { return std::exchange(written_, {}); }
  void pass(milliseconds time) { now_ += time; }

  Progress::Time now_{};
  std::string written_;
};

TEST_F(ProgressTest, IsShownAfterASecondTenTimesASecondAndErased) {
  Progress progress(surroundings(Verbosity::kNormal, true));
  progress.begin("reading a", 200);
  pass(milliseconds(999));
  progress.reach(10);
  EXPECT_EQ(written(), "");
  pass(milliseconds(1));
  progress.reach(50);
  EXPECT_EQ(written(), "\r\x1b[Kreading a 25 %");
  pass(milliseconds(99));
  progress.reach(60);
  EXPECT_EQ(written(), "");
  pass(milliseconds(1));
  progress.reach(100);
  EXPECT_EQ(written(), "\r\x1b[Kreading a 50 %");
  progress.end();
  EXPECT_EQ(written(), "\r\x1b[K");
  progress.end();
  EXPECT_EQ(written(), "");
}

TEST_F(ProgressTest, ASecondCountsOverAllStagesAndWhatHasNoTotalIsCounted) {
  Progress progress(surroundings(Verbosity::kNormal, true));
  progress.begin("one", 2);
  pass(milliseconds(900));
  progress.begin("two", 0);
  pass(milliseconds(200));
  progress.reach(1234);
  EXPECT_EQ(written(), "\r\x1b[Ktwo 1234");
}

TEST_F(ProgressTest, WhatOnlyGoesOnIsTimed) {
  Progress progress(surroundings(Verbosity::kNormal, true));
  pass(milliseconds(500));
  progress.begin("checking a", 0);
  pass(milliseconds(400));
  progress.go_on();
  EXPECT_EQ(written(), "");
  pass(milliseconds(1700));
  progress.go_on();
  EXPECT_EQ(written(), "\r\x1b[Kchecking a 2 s");
}

TEST_F(ProgressTest, AnErrorFindsTheLineErased) {
  {
    Progress progress(surroundings(Verbosity::kNormal, true));
    progress.begin("one", 2);
    pass(milliseconds(2000));
    progress.reach(1);
    EXPECT_NE(written(), "");
  }
  EXPECT_EQ(written(), "\r\x1b[K");
}

TEST_F(ProgressTest, NothingIsShownWithoutATerminalOrWhereItIsToBeQuiet) {
  for (const bool has_terminal : {false, true}) {
    Progress progress(surroundings(has_terminal ? Verbosity::kQuiet : Verbosity::kNormal, has_terminal));
    progress.begin("one", 2);
    pass(milliseconds(5000));
    progress.reach(1);
    progress.end();
  }
  EXPECT_EQ(written(), "");
}

TEST_F(ProgressTest, StagesAreToldWhereItIsVerbose) {
  Progress progress(surroundings(Verbosity::kVerbose, false));
  progress.begin("one", 2);
  pass(milliseconds(5000));
  progress.reach(1);
  progress.begin("two", 0);
  EXPECT_EQ(written(), "tidemark-analyzer: info: one: 5.0 s\n");
  pass(milliseconds(20));
  progress.end();
  EXPECT_EQ(written(), "tidemark-analyzer: info: two: 20 ms\n");
}

TEST_F(ProgressTest, WhatIsSaidIsNoCommandToACiService) {
  Progress progress(surroundings(Verbosity::kVerbose, false));
  progress.begin("reading ##[error]x", 2);
  progress.say("##[error]y");
  EXPECT_EQ(written(), "tidemark-analyzer: note: \\x23#[error]y\n");
  progress.end();
  EXPECT_EQ(written(), "tidemark-analyzer: info: reading \\x23#[error]x: 0 ms\n");
}

TEST_F(ProgressTest, ALongOrHostileNameStaysOneLineThatCanBeErased) {
  Progress progress(surroundings(Verbosity::kNormal, true));
  progress.begin("reading \x1b[2J" + std::string(300, 'x'), 2);
  pass(milliseconds(2000));
  progress.reach(1);
  const std::string line = written().substr(4);
  EXPECT_LE(display_width(line), 79U);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace tidemark

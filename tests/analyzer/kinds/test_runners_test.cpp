#include "analyzer/kinds/test_runners.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

RecordedProcess& add(MadeRecording& made, std::int64_t pid, std::int64_t ppid, std::uint32_t first_tick) {
  RecordedProcess& process = made.add_process({{first_tick, 5000}}, pid);
  process.ppid = ppid;
  return process;
}

void mark(MadeRecording& made, std::int64_t sender, std::int64_t milliseconds) {
  made.recording.marks.push_back(
      {0, MarkKind::kBegin, "t", milliseconds * 1'000'000, milliseconds * 1'000'000, sender});
}

TEST(FindTestRunners, IsTheSenderAndItsAncestorsNotItsChildrenOrSiblings) {
  MadeRecording made(10);
  add(made, 10, 1, 0);   // shell
  add(made, 20, 10, 0);  // sender
  add(made, 30, 20, 0);  // server under test
  add(made, 40, 10, 0);
  mark(made, 20, 5000);
  EXPECT_EQ(find_test_runners(made.recording), (std::vector<bool>{true, true, false, false}));
}

TEST(FindTestRunners, IsWhoeverHadThePidAtTheTime) {
  MadeRecording made(10);
  add(made, 20, 1, 0).exit_tick = 3;
  RecordedProcess& second = add(made, 20, 1, 3);
  second.exec_generation = 1;
  second.exit_tick = 6;
  add(made, 20, 1, 8);
  mark(made, 20, 4500);
  EXPECT_EQ(find_test_runners(made.recording), (std::vector<bool>{false, true, false}));
}

TEST(FindTestRunners, ASenderMayBeFirstSeenAtTheNextTickButNoLater) {
  MadeRecording made(10);
  add(made, 20, 1, 5);
  mark(made, 20, 4500);
  EXPECT_EQ(find_test_runners(made.recording), std::vector<bool>{true});
  made.recording.marks[0].axis_ns = 3'500'000'000;
  EXPECT_EQ(find_test_runners(made.recording), std::vector<bool>{false});
}

TEST(FindTestRunners, IsNobodyWhereTheSenderIsUnknown) {
  MadeRecording made(10);
  add(made, 20, 1, 0);
  made.recording.marks.push_back({0, MarkKind::kBegin, "t", kSecond, kSecond, std::nullopt});
  EXPECT_EQ(find_test_runners(made.recording), std::vector<bool>{false});
}

}  // namespace
}  // namespace tidemark

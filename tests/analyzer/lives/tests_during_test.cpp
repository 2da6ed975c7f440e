#include "analyzer/lives/tests_during.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Names = std::vector<std::string>;

// A controller 10 with workers 20 and 30, which have started 25 and 35, as pytest-xdist has it.
class TestsDuringTest : public ::testing::Test {
 protected:
  TestsDuringTest() {
    for (const auto& [pid, ppid] :
         std::vector<std::pair<int, int>>{{10, 9}, {15, 10}, {20, 10}, {25, 20}, {30, 10}, {35, 30}})
      made_.add_process({{0, 100}, {99, 100}}, pid).ppid = ppid;
  }

  void test(const std::string& name, std::int64_t sender, std::int64_t begin = 10, std::int64_t end = 20) {
    made_.recording.marks.push_back({0, MarkKind::kBegin, name, begin * kSecond, 0, sender});
    made_.recording.marks.push_back({0, MarkKind::kEnd, name, end * kSecond, 0, sender});
  }
  [[nodiscard]] std::vector<TestSpan> spans(std::int64_t pid, std::int64_t first = 0,
                                            std::int64_t last = 99) const {
    const MarkedTests tests = pair_marks(std::span(&made_.recording, 1));
    for (const ProcessLife& life : join_processes(std::span(&made_.recording, 1))) {
      if (life.process().pid == pid) return tests_during(life, tests, first * kSecond, last * kSecond);
    }
    return {};
  }
  [[nodiscard]] Names names(std::int64_t pid) const {
    Names names;
    for (const TestSpan& span : spans(pid)) names.push_back(span.name);
    return names;
  }

  MadeRecording made_{100};
};

TEST_F(TestsDuringTest, AreInTheTimeOfTheSeriesAndOfTheLifeAlone) {
  test("before", 10, 1, 4);
  test("in", 10, 12, 20);
  test("into", 10, 30, 60);
  test("after", 10, 51, 60);
  const auto found = spans(10, 10, 50);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "in");
  EXPECT_EQ(found[0].begin_seconds, 2.0);
  EXPECT_EQ(found[0].end_seconds, 10.0);
  EXPECT_EQ(found[1].end_seconds, 50.0);
}

TEST_F(TestsDuringTest, WorkersAndWhatTheyStartAreConcernedByTheirOwnTests) {
  test("a", 20);
  test("b", 30);
  EXPECT_EQ(names(20), Names{"a"});
  EXPECT_EQ(names(25), Names{"a"});
  EXPECT_EQ(names(35), Names{"b"});
}

TEST_F(TestsDuringTest, WhatStandsUnderNoSenderOrUnderAllIsConcernedByAll) {
  test("a", 20);
  test("b", 30);
  EXPECT_EQ(names(15), (Names{"a", "b"})) << "a server that the controller has started";
  EXPECT_EQ(names(10), (Names{"a", "b"}));
  test("all", 10);
  EXPECT_EQ(names(15), (Names{"a", "b", "all"})) << "tests under a suite that is marked";
  EXPECT_EQ(names(25), (Names{"a", "all"}));
}

TEST_F(TestsDuringTest, SendersThatAreNotKnownExcludeNothing) {
  test("a", 20);
  test("elsewhere", 77);
  made_.recording.marks.push_back({0, MarkKind::kBegin, "nobody's", 10 * kSecond, 0, std::nullopt});
  EXPECT_EQ(names(15), (Names{"a", "elsewhere", "nobody's"}));
  EXPECT_EQ(names(25), (Names{"a", "nobody's"}));
}

}  // namespace
}  // namespace tidemark

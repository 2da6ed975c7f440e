#include "analyzer/commands/junit_times.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

// The machine stands an hour east of UTC.
class ReadJunitTimes : public ::testing::Test {
 protected:
  ReadJunitTimes() {
    setenv("TZ", "EAST-1", 1);
    tzset();
  }
  ~ReadJunitTimes() override {
    unsetenv("TZ");
    tzset();
  }
  ReadJunitTimes(const ReadJunitTimes&) = delete;
  ReadJunitTimes& operator=(const ReadJunitTimes&) = delete;

  // The tests as "NAME BEGIN TOOK", with the UTC time of day and milliseconds.
  Texts read(const std::string& path) {
    timed_ = read_junit_times(path);
    Texts texts;
    for (const TimedTest& test : timed_.tests) {
      texts.push_back(test.name + ' ' + format_rfc3339(test.begin).substr(11, 12) + ' ' +
                      std::to_string((test.end - test.begin + 500us) / 1ms));
    }
    return texts;
  }
  Texts read_text(const std::string& text) {
    write_bytes(path_, text);
    return read(path_);
  }
  std::string refusal(const std::string& text) {
    const std::string message = user_error([&] { static_cast<void>(read_text(text)); });
    EXPECT_TRUE(message.starts_with(path_ + ": cannot read the times of its tests: ")) << message;
    return message;
  }
  static std::string report(const std::string& name) { return TIDEMARK_JUNIT_REPORTS "/" + name; }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("tests.xml");
  TimedTests timed_;
};

TEST_F(ReadJunitTimes, OfPytestTheTestsEndWithTheSuiteAndHaveTheirNodeIds) {
  // 820 ms of tests in a suite of 853 ms.
  EXPECT_EQ(read(report("pytest_xunit2.xml")),
            (Texts{"tests/test_up.py::TestUp::test_one 11:20:42.218 301",
                   "tests/test_up.py::TestUp::test_two[1] 11:20:42.519 211",
                   "tests/test_up.py::TestUp::test_two[2] 11:20:42.730 203",
                   "sub/test_more.py::Outer::test_unit 11:20:42.933 54",
                   "sub/test_more.py::TestA::TestB::test_in 11:20:42.987 51"}));
  EXPECT_TRUE(timed_.notes.empty());
}

TEST_F(ReadJunitTimes, WherePytestNamesTheFileItNeedNotBeGuessed) {
  const Texts tests = read(report("pytest_xunit1.xml"));
  ASSERT_EQ(tests.size(), 5U);
  EXPECT_TRUE(tests[4].starts_with("sub/test_more.py::TestA::TestB::test_in ")) << tests[4];
  EXPECT_EQ(read_text(R"(<testsuite name="pytest" timestamp="2026-11-30T12:00:00+00:00"><testcase
                      classname="tests.Test.Test" file="tests/Test.py" name="t" time="1"/></testsuite>)"),
            Texts{"tests/Test.py::Test::t 12:00:00.000 1000"});
}

TEST_F(ReadJunitTimes, OfCtestTheTestsFollowOneAnotherByTheirNames) {
  EXPECT_EQ(read(report("ctest.xml")),
            (Texts{"zz 11:16:33.000 1212", "aa 11:16:34.211 507", "mm 11:16:34.719 7"}));
}

TEST_F(ReadJunitTimes, OfGoogleTestEachTestHasItsOwnTime) {
  EXPECT_EQ(read(report("googletest.xml")),
            (Texts{"TakeQuantile.IsThatOfTheSortedValues 11:20:41.508 74",
                   "LeastAndQuantile.AreThoseOfTheSortedValues 11:20:41.583 1"}));
}

TEST_F(ReadJunitTimes, SuitesWithinGoOnWhereTheTestBeforeEnded) {
  EXPECT_EQ(read_text(R"(<testsuites><testsuite timestamp="2026-11-30T12:00:00Z">
              <testsuite name="a"><testcase classname="c" name="one" time="1.5"/></testsuite>
              <testsuite name="b" timestamp="2026-11-30T13:00:00Z"><testcase name="two" time="1,002"/></testsuite>
              <testcase classname="c" name="three" time="2"/></testsuite></testsuites>)"),
            (Texts{"c.one 12:00:00.000 1500", "c.three 12:00:01.500 2000", "two 13:00:00.000 1002000"}));
}

TEST_F(ReadJunitTimes, TestsWithoutATimeAreLeftOutWithANote) {
  EXPECT_EQ(read_text(R"(<testsuites>
              <testsuite name="at once" timestamp="2026-11-30T12:00:00Z" time="3">
                <testcase name="a" time="3"/><testcase name="b" time="3"/></testsuite>
              <testsuite name="no time"><testcase name="c" time="3"/></testsuite>
              <testsuite name="good" timestamp="2026-11-30T12:00:00Z"><testcase name="d" time="3"/></testsuite>
              </testsuites>)"),
            Texts{"d 12:00:00.000 3000"});
  EXPECT_EQ(
      timed_.notes,
      (Texts{path_ + ": 1 test is left out: without a timestamp, also of the suite",
             path_ + ": 2 tests are left out: the tests of their suite ran at once, without timestamps of "
                     "their own"}));
}

TEST_F(ReadJunitTimes, WhatTellsNoTimesIsRefusedByName) {
  EXPECT_TRUE(has(refusal(""), "No document element found"));
  EXPECT_TRUE(has(refusal("SQLite format 3"), "No document element found"));
  EXPECT_TRUE(has(refusal("<testsuite><testcase name='a'>"), "at byte 29"));
  EXPECT_TRUE(has(refusal("<html/>"), "there is no testcase in it"));
  EXPECT_TRUE(has(refusal("<testsuite><testcase name='a' time='1'/></testsuite>"),
                  "neither its testcases nor their suites have a timestamp"));
  const auto suite = [](const std::string& timestamp, const std::string& testcase) {
    return "<testsuite time='1' timestamp='" + timestamp + "'>" + testcase + "</testsuite>";
  };
  const std::string day = "2026-11-30T12:00:00";
  EXPECT_TRUE(has(refusal(suite("yesterday", "<testcase name='a'/>")), "'yesterday' is no time"));
  EXPECT_TRUE(has(refusal(suite(day, "<testcase name='a'/>")), "none of its testcases has a time of more"));
  for (const char* time : {"", "soon", "-1", "nan", "1e300", "1 s"})
    EXPECT_TRUE(has(refusal(suite(day, "<testcase name='a' time='" + std::string(time) + "'/>")),
                    "the time '" + std::string(time) + "' is no number of seconds"));
  EXPECT_TRUE(has(refusal(suite(day, "<testcase time='1'/>")), "a testcase has no name"));
  EXPECT_TRUE(has(refusal(suite("2200-01-01", "<testcase name='a' time='1'/>")), "'2200-01-01' is no time"));
  const std::string years = "<testcase name='a' time='900000000'/>";
  EXPECT_TRUE(has(refusal(suite(day, years + years)), "longer than 30 years"));
  EXPECT_TRUE(has(refusal(suite(day, "<testcase name='a' time='9'/><testcase name='b' time='9'/>")),
                  "its tests ran at once"));
  EXPECT_TRUE(has(user_error([&] { static_cast<void>(read_junit_times(directory_.file("none"))); }), "none"));
}

TEST_F(ReadJunitTimes, ANameDrivesNoTerminalAndAnyDepthIsRead) {
  EXPECT_EQ(
      read_text(
          "<testsuite timestamp='2026-11-30T12:00:00Z'><testcase name='a&#27;[2J' time='1'/></testsuite>"),
      Texts{"a\\x1B[2J 12:00:00.000 1000"});
  std::string deep = "<testsuite timestamp='2026-11-30T12:00:00Z'>";
  constexpr int kDepth = 200'000;
  for (int i = 0; i < kDepth; ++i) deep += "<a>";
  deep += "<testcase name='a' time='1'/>";
  for (int i = 0; i < kDepth; ++i) deep += "</a>";
  EXPECT_TRUE(has(refusal(deep + "</testsuite>"), "have a timestamp"));
}

}  // namespace
}  // namespace tidemark

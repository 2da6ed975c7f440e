#include "analyzer/reports/html/page_tests.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/analyzer/judge/made_report.hpp"

namespace tidemark {
namespace {

using namespace testing;

// A process that is seen for 100 s.
ProcessReport process_with(std::vector<TestSpan> tests) {
  ProcessReport process = made_process("server", Verdict::kClean);
  process.plot = std::make_shared<const ProcessPlot>(
      ProcessPlot{*process.started, {{Metric::kRss, {0.0, 100.0}, {1e6, 1e6}, {0}}}, std::move(tests)});
  return process;
}

TEST(PageTests, ProcessesOfOneSessionShareItsTests) {
  const std::vector<ProcessReport> processes{
      process_with({{"login", 10.0, 20.0}, {"pay", 30.0, 45.0}, {"login", 50.0, 60.0}}),
      process_with({{"login", 5.0001, 15.0}, {"pay", 25.0, 40.0}, {"login", 45.0, 55.0}})};
  const PageTests tests(processes);
  EXPECT_EQ(tests.to_json(), nlohmann::json::parse(R"({"names": ["login", "pay"], "schedules": [
      {"name": [0, 1, 0], "begin_ms": [0, 20000, 40000], "length_ms": [10000, 15000, 10000]}]})"));
  EXPECT_EQ(tests.place_of(*processes[1].plot),
            nlohmann::json::parse(R"({"schedule": 0, "first_ms": 5000})"));
}

TEST(PageTests, OtherSessionsHaveTheirOwn) {
  const std::vector<ProcessReport> processes{process_with({{"login", 10.0, 20.0}}), process_with({}),
                                             process_with({{"login", 10.0, 21.0}})};
  const PageTests tests(processes);
  EXPECT_EQ(tests.to_json()["schedules"].size(), 2U);
  EXPECT_TRUE(tests.place_of(*processes[1].plot).is_null());
  EXPECT_EQ(tests.place_of(*processes[2].plot)["schedule"], 1);
}

TEST(PageTests, NamesAreOfWhatRanDuringTheLife) {
  const std::vector<ProcessReport> processes{process_with({{"before", -20.0, -10.0},
                                                           {"a", 0.0, 1.0},
                                                           {"b", 2.0, 3.0},
                                                           {"after", 101.0, 102.0},
                                                           {"c", 4.0, 5.0}})};
  EXPECT_EQ(PageTests(processes).names_during(*processes[0].plot), "1-2,4");
}

TEST(TestsToDraw, AreTheLongestInTheirOrder) {
  const ProcessReport process = process_with({{"a", 0.0, 30.0}, {"b", 40.0, 41.0}, {"c", 50.0, 90.0}});
  const std::vector<TestSpan> tests = tests_to_draw(*process.plot, 2);
  ASSERT_EQ(tests.size(), 2U);
  EXPECT_EQ(tests[0].name, "a");
  EXPECT_EQ(tests[1].name, "c");
}

}  // namespace
}  // namespace tidemark

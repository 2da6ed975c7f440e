#include "analyzer/reports/unique_names.hpp"

#include <gtest/gtest.h>

#include <set>

#include "common/text.hpp"
#include "tests/analyzer/judge/made_report.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Names = std::vector<std::string>;

Names names_of(const Names& programs) {
  std::vector<ProcessReport> processes;
  for (const std::string& program : programs) processes.push_back(made_process(program, Verdict::kClean));
  return unique_names(made_report(processes));
}

TEST(UniqueNames, FurtherProcessesOfAProgramAreNumbered) {
  EXPECT_EQ(names_of({"a", "b", "a", "a"}), (Names{"a", "b", "a #2", "a #3"}));
  EXPECT_TRUE(names_of({}).empty());
}

TEST(UniqueNames, ArePutInTheOrderOfStartsWhateverIsWorst) {
  ProcessReport first = made_process("a", Verdict::kClean, 9);
  ProcessReport second = made_process("a", Verdict::kLeak, 7);
  ProcessReport third = made_process("a", Verdict::kCritical, 8);
  second.started = *first.started + std::chrono::seconds(1);
  third.started = second.started;
  EXPECT_EQ(unique_names(made_report({third, second, first})), (Names{"a #3", "a #2", "a"}));
  EXPECT_EQ(unique_names(made_report({second, first, third})), (Names{"a #2", "a", "a #3"}));
}

TEST(UniqueNames, ProgramsThatAreCalledLikeNumberedOnesStayApart) {
  EXPECT_EQ(names_of({"a #2", "a", "a"}), (Names{"a #2", "a", "a #3"}));
  EXPECT_EQ(names_of({"a", "a", "a #2", "a #2"}), (Names{"a", "a #2", "a #2 #2", "a #2 #3"}));
}

TEST(UniqueNames, LongNamesAreShortenedAndStillDiffer) {
  const Names names = names_of({std::string(4000, 'x') + "1", std::string(4000, 'x') + "2"});
  EXPECT_NE(names[0], names[1]);
  EXPECT_LE(display_width(names[1]), 123U);
}

}  // namespace
}  // namespace tidemark

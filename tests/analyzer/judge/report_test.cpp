#include "analyzer/judge/report.hpp"

#include <gtest/gtest.h>

#include "analyzer/judge/programs/life_summary.hpp"
#include "analyzer/recordings/recording.hpp"

namespace tidemark {
namespace {

// Of each of 10^6 short lives these are there until the report is written: tests/bench/COSTS.md.
TEST(Report, EachOfVeryManyProcessesTakesLittle) {
  EXPECT_LE(sizeof(RecordedProcess) + sizeof(LifeSummary) + sizeof(ProcessReport), 1100U);
}

}  // namespace
}  // namespace tidemark

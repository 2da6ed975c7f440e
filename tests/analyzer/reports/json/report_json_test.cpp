#include "analyzer/reports/json/report_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/analyzer/judge/made_report.hpp"

namespace tidemark {
namespace {

using testing::made_process;
using testing::made_report;

TEST(WriteJson, VeryManyProcessesAreGivenInPieces) {
  std::vector<ProcessReport> processes;
  for (int i = 0; i < 2000; ++i) processes.push_back(made_process("server", Verdict::kClean, i));
  const Report report = made_report(std::move(processes));
  std::string whole;
  std::size_t pieces = 0, largest = 0;
  write_json(report, [&](std::string_view piece) {
    whole += piece;
    ++pieces;
    largest = std::max(largest, piece.size());
  });
  EXPECT_GT(pieces, 10U);
  EXPECT_LT(largest, 100'000U);
  const auto json = nlohmann::json::parse(whole);
  ASSERT_EQ(json["processes"].size(), 2000U);
  EXPECT_EQ(json["processes"][1999]["pid"], 1999);
  EXPECT_EQ(whole, format_json(report));
}

}  // namespace
}  // namespace tidemark

#include "analyzer/judge/report_sums.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(MissingShards, AreNamedUpToTwenty) {
  Report report;
  EXPECT_EQ(missing_shards(report), "");
  report.shards = Shards{.count = 3, .plan = {}, .judged = {1, 3}};
  const std::string words = "these are missing, and what they hold is not in this report: ";
  EXPECT_EQ(missing_shards(report), "of 3 shards " + words + "2");
  report.shards = Shards{.count = 22, .plan = {}, .judged = {1}};
  EXPECT_EQ(missing_shards(report),
            "of 22 shards " + words +
                "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 and 1 more");
  report.shards->judged = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22};
  EXPECT_EQ(missing_shards(report), "");
}

}  // namespace
}  // namespace tidemark

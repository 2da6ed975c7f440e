#include "analyzer/shards/shard_plan.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "common/error.hpp"

namespace tidemark {
namespace {

TEST(ParseShard, IsANumberOfHowMany) {
  EXPECT_EQ(parse_shard("3/8"), (ShardChoice{3, 8}));
  EXPECT_EQ(parse_shard("1/1"), (ShardChoice{1, 1}));
  for (const char* text :
       {"", "3", "/", "3/", "/8", "0/8", "9/8", "3/0", "-1/8", "3/8/9", " 3/8", "3/100001", "a/b"})
    EXPECT_THROW(static_cast<void>(parse_shard(text)), UserError) << text;
}

TEST(DealOut, WhatSharesAnOwnerStaysTogether) {
  const std::vector<FileToDeal> files{{"a", 10, {"host x", "session 1"}},
                                      {"b", 10, {"host y", "session 2"}},
                                      {"c", 10, {"session 1", "host z"}},
                                      {"d", 10, {"host z"}}};
  const ShardPlan plan = deal_out(files, 4);
  EXPECT_EQ(plan.shards[0], plan.shards[2]);
  EXPECT_EQ(plan.shards[2], plan.shards[3]);
  EXPECT_NE(plan.shards[0], plan.shards[1]);
}

TEST(DealOut, AnotherPlanHasAnotherDigest) {
  const std::vector<FileToDeal> files{{"a", 10}, {"b", 20}};
  const std::string digest = deal_out(files, 2).digest;
  EXPECT_NE(deal_out(std::vector<FileToDeal>{{"a", 10}, {"c", 20}}, 2).digest, digest);
  EXPECT_NE(deal_out(std::vector<FileToDeal>{{"a", 20}, {"b", 10}}, 2).digest, digest);
  EXPECT_NE(deal_out(files, 3).digest, digest);
  EXPECT_EQ(deal_out(std::vector<FileToDeal>{{"a", 11}, {"b", 20}}, 2).digest, digest)
      << "a file that grows while others are judged, and stays where it was";
}

TEST(DealOut, EmptyFilesAreDealtOutToo) {
  const std::vector<FileToDeal> files(8, FileToDeal{"", 0});
  std::vector<FileToDeal> named = files;
  for (std::size_t i = 0; i < named.size(); ++i) named[i].path = std::to_string(i);
  const ShardPlan plan = deal_out(named, 4);
  for (std::size_t shard = 1; shard <= 4; ++shard)
    EXPECT_EQ(std::count(plan.shards.begin(), plan.shards.end(), shard), 2);
}

RC_GTEST_PROP(DealOut, IsTheSameInAnyOrderAndAlmostEven, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 9);
  std::vector<FileToDeal> files;
  const auto size = *rc::gen::inRange<std::size_t>(0, 60);
  for (std::size_t i = 0; i < size; ++i)
    files.push_back({"file " + std::to_string(i),
                     *rc::gen::inRange<std::uint64_t>(0, 1000),
                     {"host " + std::to_string(*rc::gen::inRange(0, 30))}});
  const ShardPlan plan = deal_out(files, count);
  std::map<std::string, std::set<std::size_t>> shards_of_host;
  std::map<std::string, std::uint64_t> bytes_of_host;
  std::map<std::size_t, std::uint64_t> loads;
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < size; ++i) {
    RC_ASSERT(plan.shards[i] >= 1 && plan.shards[i] <= count);
    shards_of_host[files[i].owners[0]].insert(plan.shards[i]);
    bytes_of_host[files[i].owners[0]] += files[i].bytes;
    loads[plan.shards[i]] += files[i].bytes;
    all += files[i].bytes;
  }
  for (const auto& [host, shards] : shards_of_host) RC_ASSERT(shards.size() == 1U);
  std::uint64_t largest = 0;
  for (const auto& [host, bytes] : bytes_of_host) largest = std::max(largest, bytes);
  for (const auto& [shard, load] : loads) RC_ASSERT(load <= all / count + largest + size + 1);

  std::vector<std::size_t> order(size);
  for (std::size_t i = 0; i < size; ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), std::mt19937_64(*rc::gen::arbitrary<std::uint64_t>()));
  std::vector<FileToDeal> shuffled;
  for (const std::size_t i : order) shuffled.push_back(files[i]);
  const ShardPlan again = deal_out(shuffled, count);
  RC_ASSERT(again.digest == plan.digest);
  for (std::size_t i = 0; i < size; ++i) RC_ASSERT(again.shards[i] == plan.shards[order[i]]);
}

}  // namespace
}  // namespace tidemark

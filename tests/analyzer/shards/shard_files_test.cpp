#include "analyzer/shards/shard_files.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;

class DealOutFiles : public ::testing::Test {
 protected:
  // Returns the path of a recording of a session of a host.
  std::string recording(const std::string& name, int session, const std::string& host) {
    const std::string uuid = "00000000-0000-4000-8000-00000000000" + std::to_string(session);
    const std::string path = directory_.file(name);
    write_one_process(path, 10, [](int) { return 1000; });
    change_file(path, "UPDATE session SET uuid = '" + uuid + "', host = " + host);
    return path;
  }

  TemporaryDirectory directory_;
};

TEST_F(DealOutFiles, PartsOfASessionAndSessionsOfAHostStayTogether) {
  const std::vector<std::string> paths{recording("a", 1, "'alpha'"), recording("b", 2, "'beta'"),
                                       recording("c", 1, "'renamed'"), recording("d", 3, "'beta'")};
  const ShardPlan plan = deal_out_files(paths, 2);
  EXPECT_EQ(plan.shards[0], plan.shards[2]);
  EXPECT_EQ(plan.shards[1], plan.shards[3]);
  EXPECT_NE(plan.shards[0], plan.shards[1]);
}

TEST_F(DealOutFiles, HostsOfUnknownNameMayBeTheSame) {
  const std::vector<std::string> paths{recording("a", 1, "NULL"), recording("b", 2, "NULL")};
  const ShardPlan plan = deal_out_files(paths, 2);
  EXPECT_EQ(plan.shards[0], plan.shards[1]);
}

TEST_F(DealOutFiles, WhatCannotBeReadIsDealtOutAllTheSame) {
  write_bytes(directory_.file("a"), "no recording");
  const std::vector<std::string> paths{directory_.file("a"), directory_.file("is not there"),
                                       recording("b", 1, "'alpha'")};
  const ShardPlan plan = deal_out_files(paths, 3);
  EXPECT_EQ(std::set<std::size_t>(plan.shards.begin(), plan.shards.end()), (std::set<std::size_t>{1, 2, 3}));
}

}  // namespace
}  // namespace tidemark

#include "analyzer/judge/hosts/host_sums.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace tidemark {
namespace {

const ProgramVersion kAgent{{"agentd", "", ""}, "4.2"};

TEST(HostSums, AHostIsAsBadAsTheWorstOfItsProcessesAndGroups) {
  HostSums sums;
  sums.add_process("alpha", kAgent, Verdict::kClean);
  sums.add_process("alpha", kAgent, Verdict::kSuspect);
  EXPECT_EQ(sums.hosts.at("alpha").verdict, Verdict::kSuspect);
  sums.add_group("alpha", Verdict::kLeak);
  EXPECT_EQ(sums.hosts.at("alpha").verdict, Verdict::kLeak);
  EXPECT_EQ(sums.hosts.at("alpha").processes.all(), 2U) << "groups are not counted among processes";
  EXPECT_EQ(sums.programs.at(kAgent).hosts.at("alpha"), Verdict::kSuspect);
}

TEST(HostSums, NineOfTenHostsWouldHaveToldOfWhatIsDetectable) {
  HostSums sums;
  for (int i = 0; i <= 10; ++i) sums.hosts[std::to_string(i)].detectable_bytes_per_second = i;
  sums.hosts["unknown"] = {};
  EXPECT_DOUBLE_EQ(*detectable_on_most(sums), 9.0);
  EXPECT_FALSE(detectable_on_most({}));
}

struct Seen {
  std::string host;
  std::string program;
  Verdict verdict;
};

HostSums sum_of(const std::vector<Seen>& seen) {
  HostSums sums;
  for (const Seen& one : seen) sums.add_process(one.host, {{one.program, "", ""}, ""}, one.verdict);
  return sums;
}

// Reports of parts are merged in any order, also merged ones.
RC_GTEST_PROP(HostSums, SumsOfPartsAreTheSumsOfTheWhole, ()) {
  std::vector<Seen> all;
  std::vector<std::vector<Seen>> parts(3);
  const auto count = *rc::gen::inRange(0, 60);
  for (int i = 0; i < count; ++i) {
    const Seen seen{std::string(1, static_cast<char>('a' + *rc::gen::inRange(0, 4))),
                    std::string(1, static_cast<char>('p' + *rc::gen::inRange(0, 4))),
                    kVerdictsWorstFirst[*rc::gen::inRange<std::size_t>(0, kVerdictsWorstFirst.size())]};
    all.push_back(seen);
    parts[*rc::gen::inRange<std::size_t>(0, parts.size())].push_back(seen);
  }
  HostSums one_by_one, last_first;
  for (const auto& part : parts) one_by_one.add(sum_of(part));
  HostSums last = sum_of(parts[2]);
  last.add(sum_of(parts[0]));
  last_first.add(sum_of(parts[1]));
  last_first.add(last);
  RC_ASSERT(one_by_one == sum_of(all));
  RC_ASSERT(last_first == sum_of(all));
}

}  // namespace
}  // namespace tidemark

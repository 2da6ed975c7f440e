#include "analyzer/judge/hosts/programs_over_hosts.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

// So many hosts that run a version of a program, of which the first few leak.
void add(HostSums& sums, const std::string& version, int hosts, int leaking,
         const std::string& program = "agentd") {
  for (int i = 0; i < hosts; ++i) {
    sums.add_process(version + " host " + std::to_string(i), {{program, "", ""}, version},
                     i < leaking ? Verdict::kLeak : Verdict::kClean);
  }
}

TEST(ProgramsOverHosts, TellsOnHowManyHostsAProgramLeaks) {
  HostSums sums;
  add(sums, "4.2", 300, 212);
  sums.add_process("one more", {{"agentd", "", ""}, "4.2"}, Verdict::kInsufficient);
  const auto programs = programs_over_hosts(sums);
  ASSERT_EQ(programs.size(), 1U);
  EXPECT_EQ(programs[0].alerting.size(), 212U);
  EXPECT_EQ(programs[0].hosts.judged(), 300U);
  EXPECT_EQ(programs[0].verdict, Verdict::kLeak);
  EXPECT_FALSE(programs[0].since) << "there is one version alone";
}

TEST(ProgramsOverHosts, TellsSinceWhichVersion) {
  HostSums sums;
  add(sums, "4.9", 88, 0);
  add(sums, "4.10", 100, 90);
  add(sums, "4.11", 112, 112);
  const auto programs = programs_over_hosts(sums);
  ASSERT_TRUE(programs.at(0).since);
  EXPECT_EQ(programs[0].since->version, "4.10");
  EXPECT_EQ(programs[0].since->older_hosts, 88U);
}

// Of five hosts two have the newer version, of which one leaks: by chance that is two times in five.
TEST(ProgramsOverHosts, AVersionIsToldOnlyWhereChanceDoesNotExplainIt) {
  HostSums sums;
  add(sums, "4.1", 3, 0);
  add(sums, "4.2", 2, 1);
  EXPECT_FALSE(programs_over_hosts(sums).at(0).since);
  // Of four and three hosts the three that leak all have the newer one: one case of 35.
  HostSums more;
  add(more, "4.1", 4, 0);
  add(more, "4.2", 3, 3);
  EXPECT_TRUE(programs_over_hosts(more).at(0).since);
}

TEST(ProgramsOverHosts, AnOlderVersionThatLeaksOrAnUnknownOneForbidsToTell) {
  HostSums sums;
  add(sums, "4.1", 88, 1);
  add(sums, "4.2", 100, 100);
  EXPECT_FALSE(programs_over_hosts(sums).at(0).since);
  HostSums unknown;
  add(unknown, "4.1", 88, 0);
  add(unknown, "4.2", 100, 100);
  add(unknown, "", 1, 0);
  EXPECT_FALSE(programs_over_hosts(unknown).at(0).since);
}

TEST(ProgramsOverHosts, WhatIsSuspectWithAnOlderVersionIsNoEvidence) {
  HostSums sums;
  add(sums, "4.2", 100, 100);
  for (int i = 0; i < 88; ++i)
    sums.add_process("old " + std::to_string(i), {{"agentd", "", ""}, "4.1"}, Verdict::kSuspect);
  EXPECT_FALSE(programs_over_hosts(sums).at(0).since);
}

TEST(ProgramsOverHosts, AHostThatWasUpgradedHasTheVersionThatLeaksThere) {
  HostSums sums;
  add(sums, "4.1", 88, 0);
  add(sums, "4.2", 100, 100);
  for (int i = 0; i < 50; ++i)
    sums.add_process("4.2 host " + std::to_string(i), {{"agentd", "", ""}, "4.1"}, Verdict::kClean);
  const auto since = programs_over_hosts(sums).at(0).since;
  ASSERT_TRUE(since);
  EXPECT_EQ(since->version, "4.2");
  EXPECT_EQ(since->older_hosts, 88U);
}

TEST(ProgramsOverHosts, TheMostWidespreadComesFirstAndWhatIsCleanNotAtAll) {
  HostSums sums;
  add(sums, "1.0", 5, 1, "rare");
  add(sums, "1.0", 5, 4, "common");
  add(sums, "1.0", 5, 0, "clean");
  const auto programs = programs_over_hosts(sums);
  ASSERT_EQ(programs.size(), 2U);
  EXPECT_EQ(programs[0].program.name, "common");
  EXPECT_EQ(programs[1].program.name, "rare");
}

}  // namespace
}  // namespace tidemark

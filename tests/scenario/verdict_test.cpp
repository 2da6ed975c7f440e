#include <gtest/gtest.h>

#include <map>

#include "tests/scenario/verdict_fixture.hpp"

namespace tidemark {
namespace {

using nlohmann::json;
using testing::run_to_end;
using testing::Words;

class Verdict : public testing::VerdictTest {
 protected:
  // Records subjects side by side and returns their verdicts by behaviour.
  [[nodiscard]] std::map<std::string, std::string> verdicts(const Words& behaviours,
                                                            const Words& options) const {
    std::string script;
    for (const std::string& behaviour : behaviours)
      script += "'" TIDEMARK_SUBJECT "' " + behaviour + " 60 & ";
    EXPECT_EQ(run_to_end({exec(shell(script + "sleep 14"))}).status, 0);
    std::map<std::string, std::string> found;
    const json report = analyze(options);
    for (const json& process : report["processes"]) {
      for (const std::string& behaviour : behaviours) {
        const bool is_it = process["command"].dump().find(behaviour) != std::string::npos &&
                           process["name"] == "test-subject";
        if (is_it) found[behaviour] = process["verdict"];
      }
    }
    return found;
  }
};

TEST_F(Verdict, LeaksAreCriticalAndTheirNeighboursAreNot) {
  const auto found = verdicts({"heap-leak", "unjoined", "steady", "sawtooth"}, {"--limit", "2GiB"});
  EXPECT_EQ(found.at("heap-leak"), "critical");
  EXPECT_EQ(found.at("unjoined"), "critical");
  EXPECT_EQ(found.at("steady"), "clean");
  EXPECT_NE(found.at("sawtooth"), "critical");
  EXPECT_NE(found.at("sawtooth"), "leak");
  EXPECT_EQ(status_, 1);
}

TEST_F(Verdict, WhatGrowsOnlyWhileTestsRunIsCaughtWithItsTestsAndNotWithoutMarks) {
  const std::string load = directory_.file("load"), mark = std::string(TIDEMARK_RECORDER) + " mark ";
  std::string script =
      "export TEST_SUBJECT_LOAD=" + load + "; '" TIDEMARK_SUBJECT "' under-load 60 & server=$!; sleep 1; ";
  for (const char* test : {"one", "two", "three"}) {
    script += mark + "begin " + test + "; touch " + load + "; sleep 2; rm " + load + "; ";
    script += mark + "end " + test + "; sleep 2; ";
  }
  EXPECT_EQ(run_to_end({exec(shell(script + "sleep 3; kill $server; wait; exit 0"))}).status, 0);
  const auto server_of = [](const json& report) {
    for (const json& process : report["processes"])
      if (process["name"] == "test-subject") return process;
    return json();
  };
  const json marked = server_of(analyze({"--limit", "64GiB"}));
  EXPECT_TRUE(marked["verdict"] == "leak" || marked["verdict"] == "critical") << marked;
  EXPECT_EQ(marked["harness"], false);
  EXPECT_EQ(marked["findings"][0]["tests"].size(), 3U) << marked["findings"][0];
  Database(recording_, SQLITE_OPEN_READWRITE, recording_).execute("DELETE FROM mark");
  EXPECT_EQ(server_of(analyze({"--limit", "64GiB"}))["verdict"], "suspect");
}

TEST_F(Verdict, ARunThatIsTooShortCannotBeJudged) {
  EXPECT_EQ(run_to_end({exec({"sleep", "0.5"})}).status, 0);
  EXPECT_EQ(analyze({})["verdict"], "insufficient");
  EXPECT_EQ(status_, 4);
}

TEST_F(Verdict, ALiveRecordingCanBeAnalysed) {
  testing::RealProcess recorder({run()});
  ASSERT_TRUE(reaches_ticks(3));
  EXPECT_EQ(analyze({})["verdict"], "insufficient");
  EXPECT_TRUE(recorder.is_running());
  EXPECT_TRUE(reaches_ticks(ticks() + 2));
}

}  // namespace
}  // namespace tidemark

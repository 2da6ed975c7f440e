// 'tell' and 'status' as they are started: what is told, where, how often, and how they end.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace testing;

// A recording that goes on: "server" grows by 10 MiB a second until it ends, "other" holds still.
class Host {
 public:
  explicit Host(const std::string& path)
      : recording_(path), session_(recording_.rows.insert_session(session_row())) {}

  void record(int seconds, bool server_is_there = true) {
    for (int i = 0; i < seconds; ++i, ++ticks_) {
      const RowId tick = recording_.rows.insert_tick(session_, tick_row(ticks_));
      if (ticks_ == 0) {
        server_ = recording_.rows.insert_process(session_, tick, process_row(1));
        const RowId other = recording_.rows.insert_process(session_, tick, process_row(2, "other"));
        recording_.rows.insert_sample(tick, other, vm_size(100'000));
      }
      if (server_is_there) {
        recording_.rows.insert_sample(tick, server_, vm_size(100'000 + 10'240 * ticks_));
      } else if (!has_ended_) {
        recording_.rows.set_exit_tick(server_, tick);
        has_ended_ = true;
      }
    }
  }

 private:
  WrittenRecording recording_;
  RowId session_;
  RowId server_ = 0;
  int ticks_ = 0;
  bool has_ended_ = false;
};

class TellCli : public ::testing::Test {
 protected:
  TellCli() : host_((make_directories(), directory_.file("recordings/r.tidemark"))) {}

  static Outcome run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), TIDEMARK_ANALYZER);
    return run_to_end({.command = std::move(arguments)});
  }
  // Whatever a judgement costs.
  Outcome tell(const std::vector<std::string>& further = {}) {
    std::vector<std::string> arguments{"tell",
                                       "--state",
                                       state(),
                                       "--span",
                                       "20000d",
                                       "--long-span",
                                       "0s",
                                       "--max-cpu",
                                       "100%",
                                       "--textfile",
                                       directory_.file("t.prom"),
                                       "--events",
                                       events(),
                                       directory_.file("recordings")};
    arguments.insert(arguments.end(), further.begin(), further.end());
    return run(arguments);
  }
  Outcome status() { return run({"status", "--state", state()}); }
  std::string state() const { return directory_.file("state"); }
  std::string events() const { return directory_.file("events"); }

  TemporaryDirectory directory_;
  Host host_;

 private:
  void make_directories() {
    for (const char* name : {"recordings", "state", "events"})
      std::filesystem::create_directory(directory_.file(name));
  }
};

TEST_F(TellCli, WhatGrowsIsToldOnceAndOnceThatItIsGone) {
  host_.record(60);
  const Outcome first = tell();
  EXPECT_EQ(first.status, 1) << first.errors;
  EXPECT_EQ(first.output.find("new (critical): server (PID 1) grew"), 0U) << first.output;
  EXPECT_TRUE(has(read_bytes(directory_.file("t.prom")),
                  R"(tidemark_alert_verdict{kind="process",name="server"} 4)"));
  ASSERT_EQ(list_names(events()).size(), 1U);
  const auto event = nlohmann::json::parse(read_bytes(events() + '/' + list_names(events())[0]));
  EXPECT_EQ(event["changes"][0]["name"], "server");
  EXPECT_EQ(event["host"], "testhost");
  EXPECT_EQ(status().status, 1);
  EXPECT_TRUE(has(status().output, "server (PID 1) grew"));

  host_.record(10);
  const Outcome again = tell();
  EXPECT_EQ(again.status, 1);
  EXPECT_EQ(again.output, "");
  EXPECT_EQ(list_names(events()).size(), 1U);

  host_.record(10, false);
  const Outcome gone = tell();
  EXPECT_EQ(gone.status, 0) << gone.errors;
  EXPECT_EQ(gone.output, "gone: server grows no more\n");
  EXPECT_EQ(list_names(events()).size(), 2U);
  EXPECT_TRUE(has(read_bytes(directory_.file("t.prom")), "tidemark_alerts 0\n"));
  EXPECT_EQ(status().status, 0);
  EXPECT_EQ(tell().output, "");
}

TEST_F(TellCli, ARecorderThatStoppedEndsNoAlert) {
  host_.record(60);
  tell();
  EXPECT_EQ(tell().status, 1);
  EXPECT_EQ(tell().output, "");
  EXPECT_EQ(status().status, 1);
}

TEST_F(TellCli, WhatASuppressionAcceptsIsNotTold) {
  host_.record(60);
  write_bytes(directory_.file("accepted.ini"), "[known]\nname = ^server$\nreason = fills its cache\n");
  const Outcome outcome = tell({"--suppress", directory_.file("accepted.ini")});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(outcome.output, "");
}

TEST_F(TellCli, StartingUpIsNotTold) {
  host_.record(60);
  const Outcome outcome = tell({"--warm-up", "50s"});
  EXPECT_EQ(outcome.output, "") << outcome.output;
}

TEST_F(TellCli, WithinItsShareOfTheTimeItDoesNotJudgeAgain) {
  host_.record(60);
  const std::vector<std::string> arguments{"tell",   "--state",     state(), "--span",
                                           "20000d", "--long-span", "0s",    directory_.file("recordings")};
  EXPECT_EQ(run(arguments).status, 1);
  host_.record(10, false);
  std::vector<std::string> stingy = arguments;
  stingy.insert(stingy.end(), {"--max-cpu", "0.0001%"});
  const Outcome left_out = run(stingy);
  EXPECT_EQ(left_out.status, 1);
  EXPECT_EQ(left_out.output, "");
  EXPECT_TRUE(has(left_out.errors, "not judged again")) << left_out.errors;
}

TEST_F(TellCli, DamageIsToldAndBegunAnew) {
  host_.record(60);
  tell();
  write_bytes(state() + "/told.json", "{");
  const Outcome outcome = tell();
  EXPECT_TRUE(has(outcome.errors, "told.json: it is damaged")) << outcome.errors;
  EXPECT_EQ(outcome.output.find("new (critical): server"), 0U) << outcome.output;
  EXPECT_EQ(outcome.status, 1);
}

TEST_F(TellCli, WhereItCannotBeToldTheOtherWaysAreTakenAndItSaysSo) {
  host_.record(60);
  const Outcome outcome =
      run({"tell", "--state", state(), "--span", "20000d", "--long-span", "0s", "--events", "/nowhere/at/all",
           "--textfile", directory_.file("t.prom"), directory_.file("recordings")});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(has(outcome.errors, "/nowhere/at/all"));
  EXPECT_TRUE(has(outcome.output, "new (critical): server"));
  EXPECT_TRUE(has(read_bytes(directory_.file("t.prom")), "tidemark_alerts 1\n"));
}

TEST_F(TellCli, AFileThatCannotBeReadIsToldAndMakesNothingGone) {
  host_.record(60);
  tell();
  host_.record(10, false);
  write_bytes(directory_.file("recordings/bad.tidemark"), "no recording");
  const Outcome outcome = tell();
  EXPECT_EQ(outcome.output, "");
  EXPECT_TRUE(has(outcome.errors, "bad.tidemark"));
  EXPECT_EQ(outcome.status, 1);
}

TEST_F(TellCli, OfADirectoryWhatWasWrittenBeforeTheSpanIsNotRead) {
  host_.record(60);
  const std::string old = directory_.file("recordings/old.tidemark");
  write_bytes(old, "no recording");
  EXPECT_TRUE(has(tell().errors, "old.tidemark"));
  std::filesystem::last_write_time(
      old, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 20001));
  EXPECT_EQ(tell().errors, "");
  EXPECT_TRUE(has(tell({old}).errors, "old.tidemark"));
}

TEST_F(TellCli, WhatIsWrongIsStatus2AndNothingJudged4) {
  EXPECT_EQ(run({"tell", "--state", state(), directory_.file("empty")}).status, 2);
  EXPECT_EQ(run({"tell", "--state", "/nowhere/at/all", directory_.file("recordings")}).status, 2);
  EXPECT_TRUE(has(tell({"--fail-on", "never"}).errors, "fail-on"));
  EXPECT_TRUE(has(tell({"--since", "now"}).errors, "since"));
  EXPECT_TRUE(has(run({"tell", "--span", "1d", "--long-span", "1h", state()}).errors, "long-span"));
  EXPECT_TRUE(has(run({"tell", "--span", "0s", state()}).errors, "span"));
  for (const char* share : {"4GiB", "5", "fast", "101%"}) {
    EXPECT_TRUE(has(run({"tell", "--max-cpu", share, state()}).errors,
                    std::string("max-cpu: '") + share + "' is not a share of one core; write it like 1%"));
  }
  const Outcome nothing_told = status();
  EXPECT_EQ(nothing_told.status, 2);
  EXPECT_TRUE(has(nothing_told.errors, "systemctl enable --now tidemark-analyze.timer"));
  host_.record(3);
  EXPECT_EQ(tell().status, 4);
  host_.record(1);
  EXPECT_EQ(tell({"--allow-insufficient"}).status, 0);
}

}  // namespace
}  // namespace tidemark

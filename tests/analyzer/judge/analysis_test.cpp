#include "analyzer/judge/analysis.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <sstream>

#include "analyzer/reports/json/report_json.hpp"
#include "analyzer/reports/text/report_text.hpp"
#include "common/text.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

using SizeRows = std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>>;

SizeRows rising(std::uint32_t first, std::uint32_t end, std::int64_t kib_per_tick) {
  SizeRows rows;
  for (std::uint32_t i = first; i < end; ++i) rows.emplace_back(i, 100'000 + kib_per_tick * i);
  return rows;
}

// A leak, a slower one, one that stopped at a gap, a still process and one seen for 3 ticks.
MadeRecording mixed() {
  MadeRecording made(100);
  for (std::size_t i = 50; i < 100; ++i) made.recording.ticks[i].axis_ns += 60 * kSecond;
  made.add_process({{0, 5000}}, 1).name = "still";
  made.add_process(rising(0, 100, 2'000), 2).name = "slow";
  made.add_process(rising(0, 50, 10'000), 3).name = "stopped";
  made.add_process(rising(0, 100, 100'000), 4).name = "fast";
  RecordedProcess& brief = made.add_process({{0, 100}}, 5);
  brief.name = "brief";
  brief.exit_tick = 3;
  return made;
}

Report report_of(const MadeRecording& made, const AnalysisSettings& settings = {}) {
  return analyze({made.recording}, settings);
}

std::vector<std::string> names(const Report& report) {
  std::vector<std::string> all;
  for (const ProcessReport& process : report.processes) all.push_back(process.name);
  return all;
}

TEST(Analyze, WhatAlertsIsToldWithItsArguments) {
  MadeRecording made = mixed();
  for (RecordedProcess& process : made.recording.processes) process.command_line = R"(["server","--serve"])";
  for (const ProcessReport& process : report_of(made).processes) {
    const bool alerts = process.verdict >= Verdict::kLeak;
    EXPECT_EQ(process.arguments,
              alerts ? (std::vector<std::string>{"server", "--serve"}) : std::vector<std::string>());
    EXPECT_EQ(alerts, process.name == "fast" || process.name == "slow") << process.name;
  }
}

TEST(Analyze, APatternThatNothingFitsIsSaid) {
  const auto has_note = [](const Report& report) {
    return std::any_of(report.notes.begin(), report.notes.end(),
                       [](const std::string& note) { return note.starts_with("no process fits --process"); });
  };
  AnalysisSettings settings;
  EXPECT_FALSE(has_note(report_of(mixed(), settings)));
  settings.process = "^nosuch$";
  EXPECT_TRUE(has_note(report_of(mixed(), settings)));
}

TEST(Analyze, MapsTheMemoryOfEachSessionWherePlotsAreAskedFor) {
  const MadeRecording one = mixed();
  MadeRecording other(50, 1000, "other");
  other.recording.path = "other.tidemark";
  other.add_process({{0, 7000}}, 99).name = "elsewhere";
  AnalysisSettings settings;
  EXPECT_TRUE(analyze({one.recording, other.recording}, settings).maps.empty());
  settings.plots = true;
  const Report report = analyze({one.recording, other.recording}, settings);
  ASSERT_EQ(report.maps.size(), 2U);
  EXPECT_EQ(report.maps[0].areas[0].program, "elsewhere") << "the newest is first";
  EXPECT_EQ(report.maps[1].areas[0].program, "fast");
  EXPECT_EQ(report.maps[1].areas.size(), 5U);
  EXPECT_EQ(report.maps[1].metric, Metric::kVmSize);
  EXPECT_EQ(report.maps[1].gaps.size(), 1U);
}

TEST(Analyze, OfManySessionsTheNewestFourAreMapped) {
  std::vector<Recording> recordings;
  for (int i = 0; i < 6; ++i) {
    MadeRecording made(50, 100 * i, "session " + std::to_string(i));
    made.recording.path = std::to_string(i);
    made.add_process({{0, 7000}}, 100 + i).name = std::to_string(i);
    recordings.push_back(made.recording);
  }
  AnalysisSettings settings;
  settings.plots = true;
  const Report report = analyze(recordings, settings);
  ASSERT_EQ(report.maps.size(), 4U);
  EXPECT_EQ(report.maps.front().areas[0].program, "5");
  EXPECT_EQ(report.maps.back().areas[0].program, "2");
}

TEST(Analyze, ASessionWhoseLivesGoOnInTheNextHasNoMapOfItsOwn) {
  MadeRecording first(50), second(50, 60, "next");
  second.recording.path = "next.tidemark";
  first.add_process({{0, 7000}}, 1);
  second.add_process({{0, 9000}}, 1);
  AnalysisSettings settings;
  settings.plots = true;
  const Report report = analyze({first.recording, second.recording}, settings);
  ASSERT_EQ(report.processes.size(), 1U);
  ASSERT_EQ(report.maps.size(), 1U);
  EXPECT_DOUBLE_EQ(report.maps[0].total().front(), 9000 * 1024.0);
}

TEST(Analyze, ListsEveryProcessWorstFirst) {
  const Report report = report_of(mixed());
  EXPECT_EQ(report.verdict, Verdict::kCritical);
  EXPECT_EQ(names(report), (std::vector<std::string>{"fast", "slow", "stopped", "still", "brief"}));
  EXPECT_EQ(report.processes[2].verdict, Verdict::kSuspect) << "grew, and holds it";
  EXPECT_EQ(report.processes[3].verdict, Verdict::kClean);
  EXPECT_EQ(report.processes[3].samples, 100U);
  EXPECT_EQ(report.processes[3].verdict, Verdict::kClean);
  EXPECT_EQ(report.processes[4].verdict, Verdict::kInsufficient);
  EXPECT_TRUE(report.processes[4].has_exited);
  EXPECT_FALSE(report.processes[0].has_exited);
}

TEST(Analyze, ThreadsDoNotChangeWhatIsSaidAndOneIsTheFewest) {
  AnalysisSettings settings;
  const std::string expected = format_text(report_of(mixed(), settings), {});
  for (const std::size_t threads : {0U, 1U, 7U}) {
    settings.threads = threads;
    EXPECT_EQ(format_text(report_of(mixed(), settings), {}), expected) << threads;
  }
}

TEST(Analyze, ProcessesAreChosenByNameOrCommandLine) {
  AnalysisSettings settings;
  settings.process = "^st";
  EXPECT_EQ(names(report_of(mixed(), settings)), (std::vector<std::string>{"stopped", "still"}));
  settings.process = "--serve$";
  EXPECT_EQ(report_of(mixed(), settings).processes.size(), 5U);
  settings.process = "(";
  EXPECT_TRUE(has(user_error([&] { static_cast<void>(report_of(mixed(), settings)); }), "process: '('"));
}

// An import of a container that leaks and restarts under its name, as often as there are lives of 60 ticks.
MadeRecording restarting(std::uint32_t lives, std::int64_t kib_per_tick = 10'000) {
  MadeRecording made(60 * lives);
  made.recording.sessions[0].origin = "memorytools";
  made.recording.sessions[0].every_sample = true;
  SizeRows rows;
  for (std::uint32_t i = 0; i < 60 * lives; ++i) rows.emplace_back(i, 100'000 + kib_per_tick * (i % 60));
  made.add_process(rows);
  return made;
}

TEST(Analyze, LivesUnderOnePidOfAnImportAreJudgedOneByOne) {
  for (const std::uint32_t lives : {2U, 5U}) {
    const Report report = report_of(restarting(lives));
    ASSERT_EQ(report.processes.size(), lives);
    EXPECT_EQ(report.verdict, Verdict::kCritical) << "the newest goes on";
    for (const ProcessReport& process : report.processes) {
      EXPECT_EQ(process.samples, 60U);
      EXPECT_GE(process.verdict, Verdict::kLeak) << "equal peaks excuse no life that starts again at once";
    }
    const ProcessReport& newest = report.processes.front();
    EXPECT_TRUE(has(newest.reason, lives == 2 ? "restarted once" : "restarted 4 times")) << newest.reason;
    EXPECT_FALSE(newest.has_exited);
    EXPECT_EQ(report.processes[1].verdict, Verdict::kLeak) << "it is gone";
    EXPECT_TRUE(report.processes[1].has_exited);
    EXPECT_TRUE(has(report.notes.back(), "its lives are judged one by one (1 process)"));
  }
}

TEST(Analyze, AFallInARecordingIsNoRestart) {
  MadeRecording made = restarting(3);
  made.recording.sessions[0].origin = "recorded";
  const Report report = report_of(made);
  ASSERT_EQ(report.processes.size(), 1U);
  EXPECT_EQ(report.verdict, Verdict::kClean);
}

TEST(Analyze, WarmUpsAreLeftOutOfEachLifeUnderOnePid) {
  AnalysisSettings settings;
  settings.warm_up = std::chrono::seconds(20);
  for (const ProcessReport& process : report_of(restarting(3), settings).processes)
    EXPECT_EQ(process.samples, 40U);
}

// A server that leaks, and ends in the midst of the recording.
MadeRecording ended_server() {
  MadeRecording made(100);
  made.add_process(rising(0, 60, 10'000)).exit_tick = 60;
  return made;
}

TEST(Analyze, AServerThatWasStoppedIsALeak) {
  MadeRecording made = ended_server();
  EXPECT_EQ(report_of(made).verdict, Verdict::kSuspect);
  made.recording.processes[0].end.exit_code = 0;
  EXPECT_EQ(report_of(made).verdict, Verdict::kSuspect);
  made.recording.processes[0].end.stop_signal = 15;
  EXPECT_EQ(report_of(made).verdict, Verdict::kLeak);
}

TEST(Analyze, AServerThatListenedIsALeakHoweverItEnded) {
  MadeRecording made = ended_server();
  made.recording.processes[0].end.exit_code = 0;
  made.recording.processes[0].listened = false;
  EXPECT_EQ(report_of(made).verdict, Verdict::kSuspect);
  made.recording.processes[0].listened = true;
  EXPECT_EQ(report_of(made).verdict, Verdict::kLeak);
}

TEST(Analyze, WhatIsSaidToBeAServiceIsOne) {
  AnalysisSettings settings;
  settings.service = "server";
  const Report report = report_of(ended_server(), settings);
  EXPECT_EQ(report.verdict, Verdict::kLeak);
  EXPECT_EQ(report.processes[0].kind_of_life, KindOfLife::kService);
}

TEST(Analyze, TheSameServerStoppedThreeTimesIsNoJob) {
  MadeRecording made(300);
  for (std::uint32_t run = 0; run < 3; ++run) {
    RecordedProcess& server = made.add_process({{run * 100, 1000}}, 40 + run);
    server.rows = {};
    for (std::uint32_t i = 0; i < 90; ++i) {
      MemoryKib memory;
      memory.vm_size = Kib(100'000 + 10'000 * i);
      server.rows.push_back({run * 100 + i, memory});
    }
    server.exit_tick = run * 100 + 90;
    server.end.exit_signal = 15;
  }
  const Report report = report_of(made);
  for (const ProcessReport& process : report.processes) EXPECT_EQ(process.verdict, Verdict::kLeak);
}

// Fifteen samples each, a second apart: too few by itself.
TEST(Analyze, ShortLivesThatGrowTogetherAreALeakOfTheirProgram) {
  const auto report_of_runs = [](std::uint32_t runs) {
    MadeRecording made(100);
    for (std::uint32_t run = 0; run < runs; ++run) {
      RecordedProcess& server = made.add_process({{run * 20, 1000}}, 40 + run);
      server.rows = {};
      for (std::uint32_t i = 0; i < 15; ++i) {
        MemoryKib memory;
        memory.vm_size = Kib(100'000 + 10'000 * i + 25'000 * (i % 4 / 2));
        server.rows.push_back({run * 20 + i, memory});
      }
      server.exit_tick = run * 20 + 15;
      server.end.exit_signal = 15;
    }
    return report_of(made);
  };
  EXPECT_EQ(report_of_runs(2).verdict, Verdict::kSuspect);
  const Report report = report_of_runs(3);
  EXPECT_EQ(report.verdict, Verdict::kLeak);
  const Finding& together = report.processes[0].findings.at(0);
  EXPECT_GT(together.slope_low, 0.0) << "each alone may stand still";
  EXPECT_LT(together.slope_low, together.slope_bytes_per_second);
  EXPECT_GT(together.slope_high, together.slope_bytes_per_second);
}

TEST(Analyze, AKillForWantOfMemoryIsCriticalHoweverShort) {
  MadeRecording made(100);
  RecordedProcess& victim = made.add_process({{0, 1000}});
  victim.rows = {};
  for (std::uint32_t i = 0; i < 2; ++i) victim.rows.push_back({i, {Kib(5000), Kib(1000), Kib(0), Kib(0)}});
  victim.exit_tick = 2;
  victim.end.exit_signal = 9;
  victim.end.killed_for_memory = true;
  victim.peak_rss = Kib(500 * 1024);
  const Report report = report_of(made);
  EXPECT_EQ(report.verdict, Verdict::kCritical);
  const Finding& finding = report.processes[0].findings.front();
  EXPECT_EQ(finding.detector, "oom");
  EXPECT_EQ(finding.window.seconds, 1.0);
  EXPECT_GT(finding.slope_bytes_per_second, 400.0 * 1024 * 1024) << "within that second";
  EXPECT_TRUE(has(report.processes[0].reason, "killed it for want of memory")) << report.processes[0].reason;
}

TEST(Analyze, NothingJudgedIsInsufficient) {
  AnalysisSettings settings;
  settings.process = "brief";
  EXPECT_EQ(report_of(mixed(), settings).verdict, Verdict::kInsufficient);
  settings.process = "nobody";
  EXPECT_EQ(report_of(mixed(), settings).verdict, Verdict::kInsufficient);
}

TEST(Analyze, ARepeatedSessionCountsOnce) {
  const MadeRecording longer = mixed();
  MadeRecording copy = mixed();
  copy.recording.path = "copy.tidemark";
  copy.recording.sessions[0].end_tick = 90;
  const Report report = analyze({copy.recording, longer.recording}, {});
  EXPECT_EQ(report.processes.size(), 5U);
  EXPECT_EQ(report.processes[3].samples, 100U);
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_TRUE(has(report.notes[0], "copy.tidemark: a session of it is also in made.tidemark"));
}

TEST(Analyze, LimitsAndNotesSayWhatTheVerdictRestsOn) {
  EXPECT_EQ(report_of(mixed()).limits, (std::vector<std::string>{"vm_size: 16.0 GiB, MemTotal"}));
  MadeRecording unknown = mixed();
  unknown.recording.sessions[0].mem_total = Kib();
  unknown.recording.log_missing = true;
  const Report report = report_of(unknown);
  EXPECT_TRUE(has(report.limits.at(0), "no MemTotal was recorded"));
  EXPECT_EQ(report.notes.size(), 2U);
}

// Process 7, a child of 6, grows and marks a test around most of it.
MadeRecording marked() {
  MadeRecording made(100);
  made.add_process({{0, 5000}}, 6).name = "shell";
  RecordedProcess& sender = made.add_process(rising(0, 100, 10'000), 7);
  sender.name = "harness";
  sender.command_line = R"(["ctest","--output-on-failure"])";
  sender.ppid = 6;
  made.add_process(rising(0, 100, 10'000), 8).name = "server";
  made.recording.marks.push_back({0, MarkKind::kBegin, "upload", 5 * kSecond, 1005 * kSecond, 7});
  made.recording.marks.push_back({0, MarkKind::kEnd, "upload", 95 * kSecond, 1095 * kSecond, 7});
  return made;
}

TEST(Analyze, TheHarnessIsSuspectAtMostUnlessItIsToBeJudged) {
  AnalysisSettings settings;
  Report report = report_of(marked(), settings);
  EXPECT_EQ(names(report), (std::vector<std::string>{"server", "harness", "shell"}));
  EXPECT_GE(report.processes[0].verdict, Verdict::kLeak);
  EXPECT_FALSE(report.processes[0].is_test_runner);
  EXPECT_EQ(report.processes[1].verdict, Verdict::kSuspect);
  EXPECT_TRUE(has(report.processes[1].reason, "test harness"));
  EXPECT_EQ(report.processes[2].verdict, Verdict::kClean);
  settings.judge_test_runners = true;
  EXPECT_GE(report_of(marked(), settings).processes[1].verdict, Verdict::kLeak);
}

// A compiler that grows and ends in the midst of a recording, and a server that goes on.
MadeRecording build_beside_a_server() {
  MadeRecording made(100);
  RecordedProcess& compiler = made.add_process(rising(0, 60, 100'000), 1);
  compiler.name = "cc1plus";
  compiler.exit_tick = 60;
  made.add_process(rising(0, 100, 100'000), 2).name = "server";
  return made;
}

TEST(Analyze, AJobIsSuspectAtMostWhateverItTook) {
  Report report = report_of(build_beside_a_server());
  EXPECT_EQ(names(report), (std::vector<std::string>{"server", "cc1plus"}));
  EXPECT_EQ(report.processes[0].verdict, Verdict::kCritical);
  EXPECT_EQ(report.processes[0].kind_of_life, KindOfLife::kLasting);
  EXPECT_EQ(report.processes[1].verdict, Verdict::kSuspect);
  EXPECT_EQ(report.processes[1].kind_of_life, KindOfLife::kJob);
  AnalysisSettings settings;
  settings.jobs.policy = JobPolicy::kGrowth;
  report = report_of(build_beside_a_server(), settings);
  EXPECT_EQ(report.processes[1].verdict, Verdict::kLeak) << "and what is gone reaches no limit";
}

// Two lives of a server, each a leak; before the second the wall clock is set by `wall_step`.
Report report_of_a_restart(std::int64_t wall_step) {
  MadeRecording made(200);
  for (std::size_t i = 100; i < 200; ++i) made.recording.ticks[i].wall_ns += wall_step;
  made.add_process(rising(0, 100, 10'000), 1).exit_tick = 100;
  SizeRows second = rising(0, 100, 10'000);
  for (auto& [tick, kib] : second) tick += 100;
  made.add_process(second, 2);
  return report_of(made);
}

TEST(Analyze, AClockSetBackBetweenTwoLivesHidesNoRestart) {
  for (const std::int64_t wall_step : {std::int64_t{0}, -3600 * kSecond, 3600 * kSecond}) {
    const Report report = report_of_a_restart(wall_step);
    const auto newest = std::find_if(report.processes.begin(), report.processes.end(),
                                     [](const ProcessReport& process) { return process.pid == 2; });
    ASSERT_NE(newest, report.processes.end());
    EXPECT_TRUE(newest->reason.str().starts_with("restarted once")) << wall_step << ": " << newest->reason;
  }
}

TEST(Analyze, FindingsNameTheTestsOfTheirGrowth) {
  const Report report = report_of(marked());
  const auto json = nlohmann::json::parse(format_json(report));
  EXPECT_EQ(json["processes"][0]["findings"][0]["tests"], nlohmann::json::array({"upload"}));
  EXPECT_EQ(json["processes"][0]["findings"][0]["rules"][0]["rule"], "beyond its noise");
  EXPECT_EQ(json["processes"][1]["harness"], true);
  EXPECT_TRUE(has(format_text(report, {}), "upload"));
}

TEST(FormatJson, HasEveryKeyOfVersion1) {
  const auto json = nlohmann::json::parse(format_json(report_of(mixed())));
  EXPECT_EQ(json["format"], "tidemark-report");
  EXPECT_EQ(json["version"], 1);
  EXPECT_EQ(json["verdict"], "critical");
  for (const char* key :
       {"path", "host", "boot_id", "started", "ended", "interval_seconds", "ticks", "processes"}) {
    EXPECT_TRUE(json["recordings"][0].contains(key)) << key;
  }
  const auto& process = json["processes"][0];
  for (const char* key :
       {"pid", "name", "command", "started", "ended", "samples", "verdict", "reason", "findings"}) {
    EXPECT_TRUE(process.contains(key)) << key;
  }
  const auto& finding = process["findings"][0];
  for (const char* key :
       {"detector", "metric", "verdict", "slope_bytes_per_second", "slope_low", "slope_high", "r_squared",
        "seconds_to_limit", "limit_bytes", "window", "first_bytes", "last_bytes", "tests"}) {
    EXPECT_TRUE(finding.contains(key)) << key;
  }
  EXPECT_EQ(process["started"], "1970-01-01T00:16:40.000Z");
  EXPECT_EQ(process["command"], "server --serve");
  EXPECT_EQ(finding["limit_bytes"], 16LL << 30U);
  EXPECT_EQ(finding["detector"], "growth");
  EXPECT_EQ(finding["window"]["samples"], 100);
  EXPECT_FALSE(finding["slope_low"].is_null());
  const auto& line = process["findings"][1];
  EXPECT_EQ(line["detector"], "lbr");
  EXPECT_EQ(line["last_bytes"], (100'000LL + 99 * 100'000) * 1024);
  EXPECT_TRUE(line["window"].contains("start") && line["window"].contains("end"));
  EXPECT_EQ(line["window"]["samples"], 20);
}

TEST(FormatText, WhatIsToBeExplainedIsToldFigureByFigureAlsoWhereClean) {
  AnalysisSettings settings;
  settings.explain = "^(slow|still)$";
  settings.judge.growth.growth.every_rule = true;
  const std::string text = format_text(report_of(mixed(), settings), {});
  EXPECT_TRUE(has(text, "p of such a rise")) << text;
  EXPECT_TRUE(has(text, "holds still"));
  EXPECT_FALSE(has(format_text(report_of(mixed()), {}), "p of such a rise"));
}

AnalysisSettings explaining(const std::string& pattern) {
  AnalysisSettings settings;
  settings.explain = pattern;
  settings.judge.growth.growth.every_rule = true;
  return settings;
}

// The line of the text report that tells of a figure, without the one behind it.
std::string line_with(const std::string& text, const std::string& figure) {
  const std::size_t found = text.find(figure);
  if (found == std::string::npos) return {};
  const std::size_t start = text.rfind('\n', found) + 1;
  return text.substr(start, found - start);
}

TEST(FormatText, AnExplanationHasTheRulesOfTheVerdictToo) {
  const std::string text = format_text(report_of(mixed(), explaining("^slow$")), {});
  EXPECT_TRUE(line_with(text, "ticks seen, to be judged").starts_with("    + enough samples")) << text;
  EXPECT_TRUE(line_with(text, "range of all values").starts_with("    + moves")) << text;
  EXPECT_TRUE(line_with(text, "growth, MiB").starts_with("    + material")) << text;
  EXPECT_TRUE(line_with(text, "growth as a part of the median floor").starts_with("    + material"));
  EXPECT_TRUE(line_with(text, "seconds to the limit, for critical").starts_with("    ")) << text;
}

TEST(FormatText, AnExplanationOfWhatHoldsStillHasItsRangeAgainstTheBound) {
  const std::string text = format_text(report_of(mixed(), explaining("^still$")), {});
  const std::string line = line_with(text, "range of all values, MiB");
  EXPECT_TRUE(line.starts_with("    - moves                         0 against       0.25")) << text;
}

TEST(FormatText, AnExplanationOfWhatIsSeenTooShortSaysHowShort) {
  const std::string text = format_text(report_of(mixed(), explaining("^brief$")), {});
  const std::string line = line_with(text, "ticks seen, to be judged");
  EXPECT_TRUE(line.starts_with("    - enough samples                3 against          6")) << text;
}

TEST(FormatText, NoLineOfAnExplanationIsWiderThanAHundredColumns) {
  std::istringstream lines(format_text(report_of(mixed(), explaining(".")), {}));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 100U) << line;
}

TEST(FormatText, WhatIsInsufficientNamesTheSettingsInForce) {
  AnalysisSettings settings;
  settings.judge.min_ticks = 50;
  settings.judge.min_alive = std::chrono::seconds(30);
  const Report report = report_of(mixed(), settings);
  EXPECT_TRUE(has(format_text(report, {}), "seen for less than 30 s or 50 times"));
  EXPECT_TRUE(has(report.processes.back().reason, "50 ticks and 30.0 s are needed"));
}

TEST(FormatJson, SettingsHaveEveryBoundOfTheVerdict) {
  AnalysisSettings settings;
  settings.judge.min_ticks = 50;
  settings.judge.growth.verdict.leak_windows = 3.0;
  settings.judge.growth.verdict.sure_samples = 9;
  const auto json = nlohmann::json::parse(format_json(report_of(mixed(), settings)))["settings"];
  EXPECT_EQ(json["min_ticks"], 50);
  EXPECT_EQ(json["min_alive_seconds"], 10.0);
  EXPECT_EQ(json["leak_windows"], 3.0);
  EXPECT_EQ(json["sure_windows"], 100.0);
  EXPECT_EQ(json["sure_samples"], 9);
}

// A report can be made again from itself: every number of growth detection is in it by its name.
TEST(FormatJson, SettingsNameEveryNumberOfGrowthDetection) {
  const auto json = nlohmann::json::parse(format_json(report_of(mixed())))["settings"]["growth"];
  constexpr std::size_t kFlags =
      sizeof(std::size_t);  // every_rule, which changes no verdict, and its padding
  EXPECT_EQ(json.size(), (sizeof(GrowthSettings) - kFlags) / sizeof(double));
  EXPECT_EQ(json["p_value"], 0.015);
  EXPECT_EQ(json["fewest_samples"], 6);
}

TEST(FormatJson, ATimeToALimitThatIsNotKnownIsNullAmongTheRules) {
  MadeRecording unknown = mixed();
  unknown.recording.sessions[0].mem_total = Kib();
  const auto json = nlohmann::json::parse(format_json(report_of(unknown)));
  const auto& rules = json["processes"][0]["findings"][0]["rules"];
  const auto critical =
      std::find_if(rules.begin(), rules.end(), [](const auto& rule) { return rule["rule"] == "critical"; });
  ASSERT_NE(critical, rules.end());
  EXPECT_TRUE((*critical)["value"].is_null());
  EXPECT_EQ((*critical)["passed"], false);
}

TEST(FormatJson, WhatIsUnknownIsNull) {
  MadeRecording made(3);
  RecordedProcess& process = made.add_process({{0, std::nullopt}});
  process.command_line.reset();
  made.recording.sessions[0].host.reset();
  const auto json = nlohmann::json::parse(format_json(report_of(made)));
  ASSERT_EQ(json["processes"].size(), 1U);
  EXPECT_TRUE(json["recordings"][0]["host"].is_null());
  EXPECT_TRUE(json["processes"][0]["command"].is_null());
  EXPECT_TRUE(json["settings"]["max_gap_seconds"].is_null());
  EXPECT_EQ(json["processes"][0]["verdict"], "insufficient");
}

TEST(FormatJson, APathThatIsNotUtf8IsNoFailure) {
  MadeRecording made = mixed();
  made.recording.path = "\xff.tidemark";
  EXPECT_TRUE(nlohmann::json::accept(format_json(report_of(made))));
}

TEST(FormatText, AlertsComeFirstAndTheRestIsCounted) {
  const std::string text = format_text(report_of(mixed()), {});
  EXPECT_TRUE(text.starts_with(
      "Verdict: critical\n1 process leaks and is near its limit, 1 process leaks, 1 is suspect, "
      "of 4 processes judged; 1 was\nseen "))
      << text;
  EXPECT_LT(text.find("\ncritical  fast (PID "), text.find("\nleak      slow (PID ")) << text;
  EXPECT_FALSE(has(text, "limit of vm_size: 16.0 GiB, MemTotal"));
  EXPECT_TRUE(
      has(format_text(report_of(mixed()), {.is_verbose = true}), "limit of vm_size: 16.0 GiB, MemTotal"));
  EXPECT_FALSE(has(text, "\x1b"));
  EXPECT_TRUE(has(format_text(report_of(mixed()), {.is_coloured = true}), "\x1b[1;31mcritical\x1b[0m"));
}

TEST(FormatText, NoLineIsWiderThanAHundredColumns) {
  MadeRecording made = mixed();
  made.recording.path = std::string(300, 'p');
  made.recording.processes[3].name = "a name with \\x0A, ümläuts and " + std::string(100, 'n');
  made.recording.processes[3].pid = 4194304;
  made.recording.sessions[0].mem_total = Kib(1000LL * 1024 * 1024);
  std::istringstream lines(format_text(report_of(made), {}));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 100U) << line;
}

}  // namespace
}  // namespace tidemark

#include "analyzer/judge/life_judge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "tests/analyzer/recordings/made_recording.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kKib = 1024.0;
constexpr std::uint32_t kTicks = 120;

// VmSize, RSS and shared memory in KiB at tick i of a leak.
constexpr std::int64_t vm_size_at(std::uint32_t i) { return 100'000 + 10'000 * std::int64_t{i}; }
constexpr std::int64_t rss_at(std::uint32_t i) { return vm_size_at(i) / 2; }
constexpr std::int64_t kShared = 3000;

MemoryKib leaking_at(std::uint32_t i) { return {Kib(vm_size_at(i)), Kib(rss_at(i)), Kib(kShared), {}}; }

RecordedProcess& add_leak(MadeRecording& made, std::int64_t pid = 42) {
  RecordedProcess& process = made.add_process({}, pid);
  process.first_tick = 0;
  for (std::uint32_t i = 0; i < kTicks; ++i) process.rows.push_back({i, leaking_at(i)});
  return process;
}

MadeRecording made_leak() {
  MadeRecording made(kTicks);
  add_leak(made);
  return made;
}

MadeRecording made_still() {
  MadeRecording made(kTicks);
  made.add_process({{0, 5000}});
  return made;
}

ProcessLife life_of(const MadeRecording& made, std::uint32_t process = 0) {
  return {{{&made.recording, process}}};
}

JudgedLife judge(const MadeRecording& made, const AnalysisSettings& settings = {},
                 const Baseline* baseline = nullptr, std::uint32_t process = 0) {
  const std::span<const Recording> recordings(&made.recording, 1);
  const LifeJudge life_judge(recordings, settings, baseline, pair_marks(recordings));
  HistoryFiller filler;
  return life_judge.judge_life(life_of(made, process), filler).front();
}

bool wants(const MadeRecording& made, const std::optional<std::string>& pattern) {
  AnalysisSettings settings;
  settings.process = pattern;
  return LifeJudge({&made.recording, 1}, settings, nullptr, {}).wants(life_of(made));
}

TEST(LifeJudge, WantsWhatFitsByNameOrCommand) {
  MadeRecording made = made_still();
  EXPECT_TRUE(wants(made, std::nullopt));
  EXPECT_TRUE(wants(made, "^server$"));
  EXPECT_TRUE(wants(made, "^server --serve$")) << "the command as it is printed";
  EXPECT_FALSE(wants(made, "daemon"));
  made.recording.processes.front().command_line.reset();
  EXPECT_FALSE(wants(made, "--serve"));
}

TEST(LifeJudge, APatternThatIsNoneIsAnErrorThatNamesIt) {
  const MadeRecording made = made_still();
  EXPECT_TRUE(has(user_error([&] { wants(made, "("); }), "process: '('"));
  AnalysisSettings settings;
  settings.explain = "[";
  EXPECT_TRUE(has(user_error([&] { static_cast<void>(judge(made, settings)); }), "explain: '['"));
}

TEST(LifeJudge, SaysWhoTheProcessIs) {
  MadeRecording made = made_still();
  RecordedProcess& process = made.recording.processes.front();
  process.pid = 4711;
  process.runtime = Runtime::kPython;
  const ProcessReport entry = judge(made).entry;
  EXPECT_EQ(entry.pid, 4711);
  EXPECT_EQ(entry.name, "server");
  EXPECT_EQ(entry.command, "server --serve");
  EXPECT_EQ(entry.runtime, Runtime::kPython);
  EXPECT_EQ(entry.program.name, "server");
  EXPECT_FALSE(entry.has_exited || entry.is_test_runner);
}

TEST(LifeJudge, TellsFirstAndLastObservation) {
  MadeRecording made(kTicks);
  made.add_process({{10, 5000}}).exit_tick = 60;
  const ProcessReport entry = judge(made).entry;
  EXPECT_TRUE(entry.has_exited);
  EXPECT_EQ(entry.samples, 50U);
  EXPECT_EQ(entry.started, to_wall_time(1010 * kSecond));
  EXPECT_EQ(entry.ended, to_wall_time(1059 * kSecond));
}

TEST(LifeJudge, ALifeWithoutObservationsIsInsufficient) {
  AnalysisSettings settings;
  settings.range.until = to_wall_time(kSecond);
  settings.plots = settings.sparklines = settings.measure = true;
  const JudgedLife judged = judge(made_leak(), settings);
  EXPECT_EQ(judged.entry.verdict, Verdict::kInsufficient);
  EXPECT_EQ(judged.entry.samples, 0U);
  EXPECT_FALSE(judged.entry.started || judged.entry.ended || judged.entry.plot);
  EXPECT_FALSE(judged.entry.memory.virt || judged.entry.memory.resident);
  EXPECT_TRUE(judged.limits.empty() && judged.entry.findings.empty());
  EXPECT_FALSE(judged.entry.reason.empty());
}

TEST(LifeJudge, ALeakHasItsVerdictReasonAndChance) {
  const JudgedLife judged = judge(made_leak());
  EXPECT_EQ(judged.entry.verdict, Verdict::kCritical);
  EXPECT_FALSE(judged.entry.reason.empty());
  ASSERT_TRUE(judged.entry.p_value);
  EXPECT_LT(*judged.entry.p_value, 0.01);
  EXPECT_EQ(judge(made_still()).entry.verdict, Verdict::kClean);
  EXPECT_FALSE(judge(made_still()).entry.p_value);
}

TEST(LifeJudge, TheSummaryHasTheVerdictAndWhatGrows) {
  const JudgedLife judged = judge(made_leak());
  EXPECT_EQ(judged.summary.verdict, judged.entry.verdict);
  EXPECT_EQ(judged.summary.growing.size(), judged.entry.findings.size());
  EXPECT_EQ(std::count(judged.summary.growing.begin(), judged.summary.growing.end(), Metric::kData), 0);
  EXPECT_NE(std::count(judged.summary.growing.begin(), judged.summary.growing.end(), Metric::kAnon), 0);
  EXPECT_EQ(judged.summary.peak_of(Metric::kVmSize), static_cast<double>(vm_size_at(kTicks - 1)) * kKib);
}

TEST(LifeJudge, MemoryIsWhatTopShows) {
  const ProcessMemory memory = judge(made_leak()).entry.memory;
  constexpr std::uint32_t kLast = kTicks - 1;
  EXPECT_EQ(memory.virt, static_cast<double>(vm_size_at(kLast)) * kKib);
  EXPECT_EQ(memory.resident, static_cast<double>(rss_at(kLast)) * kKib);
  EXPECT_EQ(memory.shared, static_cast<double>(kShared) * kKib);
  EXPECT_EQ(memory.virt_growth, static_cast<double>(vm_size_at(kLast) - vm_size_at(0)) * kKib);
}

TEST(LifeJudge, MemoryIsThatBeforeTheFallOfAnExit) {
  MadeRecording made = made_leak();
  RecordedProcess& process = made.recording.processes.front();
  process.rows = {};
  for (std::uint32_t i = 0; i < kTicks - 1; ++i) process.rows.push_back({i, leaking_at(i)});
  process.rows.push_back({kTicks - 1, {Kib(50), Kib(20), Kib(10), {}}});
  const ProcessMemory memory = judge(made).entry.memory;
  EXPECT_EQ(memory.virt, static_cast<double>(vm_size_at(kTicks - 2)) * kKib);
  EXPECT_EQ(memory.resident, static_cast<double>(rss_at(kTicks - 2)) * kKib);
}

TEST(LifeJudge, MemoryThatWasNotRecordedIsAbsent) {
  const ProcessMemory memory = judge(made_still()).entry.memory;
  EXPECT_EQ(memory.virt, 5000.0 * kKib);
  EXPECT_EQ(memory.virt_growth, 0.0);
  EXPECT_FALSE(memory.resident || memory.shared);
}

TEST(LifeJudge, MetricsJudgedAreListedByTheLimitTheyRestOn) {
  MadeRecording made = made_leak();
  made.recording.processes.front().cgroup_limit_bytes = std::int64_t{2} << 30U;
  using Metrics = std::set<Metric>;
  const auto limits = judge(made).limits;
  ASSERT_EQ(limits.size(), 2U);
  EXPECT_EQ(limits.at("16.0 GiB, MemTotal"), Metrics{Metric::kVmSize});
  EXPECT_EQ(limits.at("2.00 GiB, the control group's"), (Metrics{Metric::kRss, Metric::kAnon}))
      << "data was not recorded";
  AnalysisSettings settings;
  settings.metrics = {Metric::kRss};
  settings.limit = Bytes{1} << 30U;
  const auto given = judge(made, settings).limits;
  ASSERT_EQ(given.size(), 1U);
  EXPECT_EQ(given.at("1.00 GiB given"), Metrics{Metric::kRss});
}

TEST(LifeJudge, FindingsAreOfTheMetricsToJudgeBy) {
  AnalysisSettings settings;
  settings.metrics = {Metric::kAnon};
  const JudgedLife judged = judge(made_leak(), settings);
  ASSERT_FALSE(judged.entry.findings.empty());
  for (const Finding& finding : judged.entry.findings) EXPECT_EQ(finding.metric, Metric::kAnon);
  EXPECT_TRUE(judged.entry.memory.virt) << "that is told of all";
}

TEST(LifeJudge, TheWarmUpIsLeftOut) {
  MadeRecording made(kTicks);
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> rows;
  for (std::uint32_t i = 0; i < kTicks; ++i) rows.emplace_back(i, vm_size_at(std::min(i, 60U)));
  made.add_process(rows);
  AnalysisSettings settings;
  settings.warm_up = std::chrono::seconds(60);
  const JudgedLife judged = judge(made, settings);
  EXPECT_EQ(judged.entry.samples, 60U);
  EXPECT_EQ(judged.entry.started, to_wall_time(1060 * kSecond));
  EXPECT_EQ(judged.entry.verdict, Verdict::kClean);
  EXPECT_EQ(judged.entry.memory.virt_growth, 0.0);
  EXPECT_DOUBLE_EQ(judged.summary.begin_seconds, 1000.0) << "of the whole life";
}

// Process 1 sends marks, process 0 has started it, process 2 leaks meanwhile.
MadeRecording made_tests() {
  MadeRecording made(kTicks);
  made.add_process({{0, 5000}}, 6);
  made.add_process({{0, 5000}}, 7).ppid = 6;
  add_leak(made, 8);
  made.recording.marks.push_back({0, MarkKind::kBegin, "upload", 5 * kSecond, 1005 * kSecond, 7});
  made.recording.marks.push_back({0, MarkKind::kEnd, "upload", 100 * kSecond, 1100 * kSecond, 7});
  return made;
}

// Marks only ever add evidence.
TEST(LifeJudge, SendingMarksMakesNoTestRunner) {
  MadeRecording made = made_tests();
  EXPECT_FALSE(judge(made, {}, nullptr, 1).entry.is_test_runner);
  made.recording.processes[1].command_line = R"(["pytest"])";
  EXPECT_TRUE(judge(made, {}, nullptr, 1).entry.is_test_runner);
}

TEST(LifeJudge, WhatOneTestTookAndTheProcessKeepsIsSuspect) {
  MadeRecording made(kTicks);
  const auto memory = [](std::int64_t kib) {
    MemoryKib values;
    values.vm_size = Kib(200'000);
    values.rss = Kib(kib);
    values.shared = Kib(0);
    return values;
  };
  RecordedProcess& server = made.add_process({{0, 200'000}}, 8);
  server.rows = {};
  server.rows.push_back({0, memory(50'000)});
  server.rows.push_back({40, memory(62'000)});
  made.recording.marks.push_back({0, MarkKind::kBegin, "test_upload", 39 * kSecond, 1039 * kSecond, 7});
  made.recording.marks.push_back({0, MarkKind::kEnd, "test_upload", 42 * kSecond, 1042 * kSecond, 7});
  const ProcessReport entry = judge(made, {}, nullptr, 0).entry;
  EXPECT_EQ(entry.verdict, Verdict::kSuspect);
  EXPECT_TRUE(entry.reason.str().starts_with("test_upload kept 11.7 MiB")) << entry.reason;
  made.recording.marks.clear();
  EXPECT_EQ(judge(made, {}, nullptr, 0).entry.verdict, Verdict::kClean);
}

// pytest, which loads what it needs and then, from second 20 to 110, takes a MiB a second while a test runs.
MadeRecording made_soak() {
  MadeRecording made(kTicks);
  RecordedProcess& runner = made.add_process({{0, 300'000}}, 8);
  runner.command_line = R"(["pytest"])";
  runner.rows = {};
  for (std::uint32_t i = 0; i < kTicks; ++i) {
    const std::int64_t kib = 50'000 + 1024 * (std::clamp<std::int64_t>(i, 20, 110) - 20);
    runner.rows.push_back({i, {Kib(300'000), Kib(kib), Kib(0), {}}});
  }
  made.recording.marks.push_back({0, MarkKind::kBegin, "test_soak", 20 * kSecond, 1020 * kSecond, 7});
  made.recording.marks.push_back({0, MarkKind::kEnd, "test_soak", 110 * kSecond, 1110 * kSecond, 7});
  return made;
}

TEST(LifeJudge, ARunnerThatGrowsThroughoutALongTestLeaks) {
  const ProcessReport entry = judge(made_soak()).entry;
  EXPECT_TRUE(entry.is_test_runner);
  const auto found = std::find_if(entry.findings.begin(), entry.findings.end(),
                                  [](const Finding& finding) { return finding.detector == "tests"; });
  ASSERT_NE(found, entry.findings.end());
  EXPECT_EQ(found->verdict, Verdict::kLeak);
  EXPECT_TRUE(found->reason.starts_with("test_soak grew to its end, by ")) << found->reason;
  EXPECT_EQ(found->marked_tests, std::vector<std::string>{"test_soak"});
  EXPECT_GE(found->window.begin_seconds, 20.0);
}

TEST(LifeJudge, ALongTestTellsNothingOfWhatRunsNoTests) {
  MadeRecording made = made_soak();
  made.recording.processes[0].command_line = R"(["server"])";
  for (const Finding& finding : judge(made).entry.findings) {
    EXPECT_FALSE(finding.detector == "tests" && finding.verdict >= Verdict::kLeak) << finding.reason;
  }
}

TEST(LifeJudge, FindingsNameTheTestsOfTheirGrowth) {
  const ProcessReport entry = judge(made_tests(), {}, nullptr, 2).entry;
  ASSERT_FALSE(entry.findings.empty());
  EXPECT_EQ(entry.findings.front().marked_tests, std::vector<std::string>{"upload"});
}

TEST(LifeJudge, PlotsAreMadeOnlyWhereAskedFor) {
  EXPECT_FALSE(judge(made_tests(), {}, nullptr, 2).entry.plot);
  AnalysisSettings settings;
  settings.plots = true;
  const auto plot = judge(made_tests(), settings, nullptr, 2).entry.plot;
  ASSERT_TRUE(plot);
  EXPECT_EQ(plot->lines.size(), 3U) << "of the metrics that were recorded";
  ASSERT_EQ(plot->tests.size(), 1U);
  EXPECT_EQ(plot->tests.front().name, "upload");
}

TEST(LifeJudge, SparklinesAreMadeOnlyWhereAskedFor) {
  AnalysisSettings settings;
  for (const Finding& finding : judge(made_leak(), settings).entry.findings) {
    EXPECT_TRUE(finding.sparkline.empty());
  }
  settings.sparklines = true;
  settings.metrics = {Metric::kRss};
  const auto findings = judge(made_leak(), settings).entry.findings;
  ASSERT_FALSE(findings.empty());
  ASSERT_EQ(findings.front().sparkline.size(), kSparklinePoints);
  EXPECT_EQ(findings.front().sparkline.back(), static_cast<double>(rss_at(kTicks - 1)) * kKib)
      << "of the finding's metric";
}

TEST(LifeJudge, OnlyWhatIsToBeExplainedIs) {
  AnalysisSettings settings;
  EXPECT_TRUE(judge(made_leak(), settings).entry.looked_at.empty());
  settings.explain = "another";
  EXPECT_TRUE(judge(made_leak(), settings).entry.looked_at.empty());
  for (const char* pattern : {"^server$", "--serve"}) {
    settings.explain = pattern;
    EXPECT_EQ(judge(made_leak(), settings).entry.looked_at.size(), 3U) << "a growth for each metric";
  }
}

TEST(LifeJudge, MeasuresAreTakenOnlyWhereAskedFor) {
  AnalysisSettings settings;
  settings.metrics = {Metric::kVmSize, Metric::kRss};
  const ProcessReport plain = judge(made_tests(), settings, nullptr, 2).entry;
  EXPECT_TRUE(plain.measures.empty() && plain.test_measures.empty());
  settings.measure = true;
  const ProcessReport measured = judge(made_tests(), settings, nullptr, 2).entry;
  ASSERT_EQ(measured.measures.size(), 2U) << "of the metrics judged";
  EXPECT_EQ(measured.measures[0].metric, Metric::kVmSize);
  EXPECT_EQ(measured.measures[1].metric, Metric::kRss);
  ASSERT_EQ(measured.test_measures.size(), 1U);
  EXPECT_EQ(measured.test_measures.front().test, "upload");
  EXPECT_TRUE(judge(made_tests(), settings, nullptr, 2).still_tests.empty());
}

TEST(LifeJudge, ABaselineAsksForMeasuresToo) {
  const Baseline baseline;
  const ProcessReport entry = judge(made_leak(), {}, &baseline).entry;
  EXPECT_EQ(entry.measures.size(), 3U);
  EXPECT_EQ(entry.verdict, judge(made_leak()).entry.verdict) << "it does not know the program";
}

// Half of the time some task of the machine waits for memory.
TEST(LifeJudge, FindingsAndExplanationsHaveTheirSymptoms) {
  MadeRecording made = made_leak();
  for (std::uint32_t i = 0; i < kTicks; ++i) made.recording.ticks[i].pressure_us = 500'000 * std::int64_t{i};
  AnalysisSettings settings;
  settings.explain = "server";
  const ProcessReport entry = judge(made, settings).entry;
  const auto has_pressure = [](const Finding& finding) {
    return std::any_of(finding.symptoms.begin(), finding.symptoms.end(),
                       [](const Symptom& symptom) { return has(symptom.name, "pressure"); });
  };
  ASSERT_FALSE(entry.findings.empty() || entry.looked_at.empty());
  EXPECT_TRUE(has_pressure(entry.findings.front()));
  EXPECT_TRUE(has_pressure(entry.looked_at.front()));
}

TEST(LifeJudge, WhatKeepsADetectorFromItsWorkIsNoted) {
  AnalysisSettings settings;
  settings.limit = Bytes{1024};
  settings.metrics = {Metric::kVmSize};
  MadeRecording made(kTicks);
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> rows;
  for (std::uint32_t i = 0; i < kTicks; ++i) rows.emplace_back(i, vm_size_at(i));
  made.add_process(rows);
  EXPECT_FALSE(judge(made, settings).notes.empty()) << "above the limit, and no headroom is known";
  EXPECT_TRUE(judge(made).notes.empty());
}

TEST(LifeJudge, OneFillerServesLifeAfterLife) {
  const MadeRecording made = made_tests();
  const std::span<const Recording> recordings(&made.recording, 1);
  const AnalysisSettings settings;
  const LifeJudge life_judge(recordings, settings, nullptr, pair_marks(recordings));
  HistoryFiller filler;
  for (std::uint32_t process = 0; process < 3; ++process) {
    const ProcessReport again = life_judge.judge_life(life_of(made, process), filler).front().entry;
    const ProcessReport alone = judge(made, settings, nullptr, process).entry;
    EXPECT_EQ(again.pid, alone.pid);
    EXPECT_EQ(again.verdict, alone.verdict) << process;
    EXPECT_EQ(again.reason, alone.reason) << process;
    EXPECT_EQ(again.memory.virt, alone.memory.virt) << process;
  }
}

}  // namespace
}  // namespace tidemark

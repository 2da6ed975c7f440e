#include "analyzer/shards/report_merger.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "analyzer/judge/report_sums.hpp"
#include "common/error.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

// A report of one host, as it is read.
Report report_of(const std::string& host, std::vector<ProcessReport> processes) {
  Report report = made_report(std::move(processes));
  report.settings_json = "{}";
  report.recordings[0].path = host + ".tidemark";
  report.recordings[0].host = host;
  report.recordings[0].session_uuids = {"session of " + host};
  return report;
}

void add(ReportMerger& merger, const std::string& path, Report report) {
  for (ProcessReport& process : report.processes) merger.add_process(std::move(process));
  report.processes.clear();
  merger.add(path, std::move(report));
}

Report merge(const std::vector<Report>& reports) {
  ReportMerger merger;
  for (std::size_t i = 0; i < reports.size(); ++i) add(merger, std::to_string(i) + ".json", reports[i]);
  return merger.finish();
}

const Report kAlpha =
    report_of("alpha", {made_process("server", Verdict::kLeak, 1), made_process("cron", Verdict::kClean, 2)});
const Report kBeta = report_of(
    "beta", {made_process("server", Verdict::kCritical, 1), made_process("idle", Verdict::kInsufficient, 3)});

TEST(ReportMerger, ListsTheProcessesOfAllHostsTheWorstFirst) {
  const Report merged = merge({kAlpha, kBeta});
  EXPECT_EQ(merged.verdict, Verdict::kCritical);
  ASSERT_EQ(merged.processes.size(), 4U);
  EXPECT_EQ(merged.processes[0].host, "beta");
  EXPECT_EQ(merged.processes[1].host, "alpha");
  EXPECT_EQ(merged.counts(), [] {
    VerdictCounts counts;
    for (const Verdict verdict :
         {Verdict::kCritical, Verdict::kLeak, Verdict::kClean, Verdict::kInsufficient})
      counts.add(verdict);
    return counts;
  }());
  EXPECT_EQ(merged.recordings.size(), 2U);
  EXPECT_EQ(merged.hosts.hosts.at("alpha").verdict, Verdict::kLeak);
  EXPECT_EQ(merged.hosts.programs.at({{"server", "", ""}, ""}).hosts.size(), 2U);
}

TEST(ReportMerger, OfOneHostNoneIsNamed) {
  Report monday = kAlpha, tuesday = kAlpha;
  tuesday.recordings[0].session_uuids = {"another"};
  for (const ProcessReport& process : merge({monday, tuesday}).processes) EXPECT_FALSE(process.host);
}

TEST(ReportMerger, AnyOrderAndAnyPartsMakeTheSameReport) {
  Report gamma = report_of("gamma", {made_process("server", Verdict::kLeak, 1)});
  gamma.notes = {"a note"};
  gamma.process_notes = {{"were cut", 2}};
  gamma.rule_uses = {{"rules.ini: [one]", {}, false, {}, 3, true, ""}};
  Report alpha = kAlpha;
  alpha.process_notes = {{"were cut", 1}};
  alpha.rule_uses = {{"rules.ini: [one]", {}, false, {}, 0, false, ""}};
  alpha.limits = {"vm_size: MemTotal of 4 GiB"};
  gamma.limits = {"rss: MemTotal of 4 GiB", "vm_size: MemTotal of 8 GiB"};
  Report beta = kBeta;
  beta.limits.clear();
  const auto flat = merge({alpha, beta, gamma});
  const auto other = merge({gamma, merge({beta, alpha})});
  for (const Report& merged : {flat, other}) {
    ASSERT_EQ(merged.processes.size(), 5U);
    EXPECT_EQ(merged.processes[1].host, "alpha");
    EXPECT_EQ(merged.processes[2].host, "gamma");
    EXPECT_EQ(merged.limits,
              (std::vector<std::string>{"vm_size, rss: MemTotal of 4 GiB", "vm_size: MemTotal of 8 GiB"}));
    EXPECT_EQ(merged.process_notes.at(0).processes, 3U);
    EXPECT_EQ(merged.rule_uses.at(0).fitting, 3U);
    EXPECT_TRUE(merged.rule_uses.at(0).is_used) << "a rule is of use where one host needs it";
    EXPECT_EQ(merged.hosts, flat.hosts);
  }
}

TEST(ReportMerger, ASelectionThatFitsInAnyReportFits) {
  Report alpha = kAlpha, none = report_of("gamma", {});
  for (Report* report : {&alpha, &none}) {
    report->settings.process = "server";
    report->recordings[0].processes = 7;
  }
  const std::string note = "no process fits --process, or all that do fit --exclude";
  EXPECT_EQ(counted_notes(none), std::vector<std::string>{note});
  EXPECT_EQ(merge({none}).notes, std::vector<std::string>{note});
  EXPECT_TRUE(merge({none, alpha}).notes.empty());
  EXPECT_TRUE(merge({alpha, none}).notes.empty());
}

TEST(ReportMerger, ASessionThatIsJudgedTwiceIsRefused) {
  ReportMerger merger;
  add(merger, "one.json", kAlpha);
  const std::string error = user_error([&] { add(merger, "two.json", kAlpha); });
  EXPECT_TRUE(
      has(error,
          "two.json: it judges a session of alpha.tidemark that one.json judges, too, or another part of it"))
      << error;
}

TEST(ReportMerger, OtherSettingsAreRefusedByName) {
  Report other = kBeta;
  Report one = kAlpha;
  one.settings_json = R"({"a":1,"limit":"4 GiB"})";
  other.settings_json = R"({"a":1,"limit":"2 GiB"})";
  ReportMerger merger;
  add(merger, "one.json", one);
  const std::string error = user_error([&] { add(merger, "two.json", other); });
  EXPECT_TRUE(has(error, R"(two.json: it was judged with other settings than one.json: limit is "2 GiB")"))
      << error;
}

Report shard_of(Report report, std::size_t number, const std::string& plan = "plan") {
  report.shards = Shards{3, plan, {number}};
  return report;
}

TEST(ReportMerger, ShardsOfAnotherPlanAndTheSameShardTwiceAreRefused) {
  const auto refused = [](const Report& one, const Report& other) {
    ReportMerger merger;
    add(merger, "one.json", one);
    return user_error([&] { add(merger, "two.json", other); });
  };
  EXPECT_TRUE(
      has(refused(shard_of(kAlpha, 1), shard_of(kBeta, 2, "other")), "the archive's files have changed"));
  EXPECT_TRUE(has(refused(shard_of(kAlpha, 1), shard_of(kBeta, 1)), "shard 1 is there twice"));
  EXPECT_TRUE(has(refused(shard_of(kAlpha, 1), kBeta), "one is about a part of an archive"));
}

TEST(ReportMerger, WhatIsMissingIsSaidUntilAllShardsAreThere) {
  const Report part = merge({shard_of(kAlpha, 3)});
  EXPECT_EQ(missing_shards(part),
            "of 3 shards these are missing, and what they hold is not in this report: 1, 2");
  ASSERT_FALSE(part.notes.empty());
  EXPECT_EQ(part.notes.back(), missing_shards(part));
  Report empty = report_of("", {});
  empty.recordings.clear();
  const Report whole = merge({shard_of(empty, 2), shard_of(kBeta, 1), shard_of(kAlpha, 3)});
  EXPECT_EQ(missing_shards(whole), "");
  EXPECT_FALSE(whole.shards) << "it is about all that there is";
  EXPECT_EQ(whole.hosts.hosts.size(), 2U);
}

// A host of more processes than are listed keeps its name when it is merged again.
TEST(ReportMerger, AMergedReportOfOneHostKnowsWhichItIs) {
  std::vector<ProcessReport> many;
  for (std::size_t i = 0; i < ReportMerger::kMostListed; ++i)
    many.push_back(made_process("job", Verdict::kSuspect, static_cast<std::int64_t>(i)));
  Report tuesday = report_of("busy", many);
  tuesday.recordings[0].session_uuids = {"another"};
  const Report one_by_one = merge({merge({report_of("busy", many), tuesday}), kAlpha});
  ASSERT_EQ(one_by_one.processes.size(), ReportMerger::kMostListed);
  for (const ProcessReport& process : one_by_one.processes) ASSERT_TRUE(process.host);
}

TEST(ReportMerger, AHostOfUnknownNameIsToldAsThat) {
  Report unknown = kBeta;
  unknown.recordings[0].host.reset();
  const Report merged = merge({kAlpha, unknown});
  EXPECT_EQ(merged.processes[0].host, "");
  EXPECT_TRUE(merged.hosts.hosts.contains(""));
}

TEST(ReportMerger, MoreProcessesThanAreListedAreCounted) {
  std::vector<ProcessReport> many;
  for (std::size_t i = 0; i < 3 * ReportMerger::kMostListed; ++i)
    many.push_back(made_process("job", Verdict::kClean, static_cast<std::int64_t>(i)));
  const Report merged = merge({kAlpha, report_of("busy", many)});
  EXPECT_EQ(merged.processes.size(), ReportMerger::kMostListed);
  EXPECT_EQ(merged.processes[0].verdict, Verdict::kLeak);
  EXPECT_EQ(merged.counts().all(), many.size() + 2);
  EXPECT_EQ(merged.hosts.hosts.at("busy").processes[Verdict::kClean], many.size());
  EXPECT_EQ(merged.hosts.programs.at({{"job", "", ""}, ""}).processes.all(), many.size());
}

}  // namespace
}  // namespace tidemark

#include "analyzer/reports/json/report_reader.hpp"

#include <gtest/gtest.h>

#include "analyzer/judge/report_sums.hpp"
#include "analyzer/reports/json/report_json.hpp"
#include "analyzer/reports/report_formats.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/analyzer/reports/written.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

FirstTouches made_touches() {
  FirstTouches touches;
  touches.is_kept = true;
  touches.samples = 60;
  touches.lost_samples = 3;
  touches.unnamed_share = 0.25;
  touches.has_scripts = true;
  touches.python_minor = 11;
  TouchedPlace place;
  place.frames = {{"cache_put", "/srv/app", "abcd", 4096, "cache.c", 42}, {"", "", {}, {}, {}, {}}};
  place.share = 0.9;
  place.samples = 54;
  place.line_share = 0.9;
  place.share_before = 0.125;
  touches.places = {place};
  return touches;
}

// A finding that tells all that a finding may.
Finding full_finding() {
  Finding finding = made_finding(Metric::kAnon, Verdict::kLeak);
  finding.window.begin_seconds = 12.5;
  finding.rules = {{"rises", "how often, %", 88.0, 50.0, true}, {"chance", "p", 0.5, 0.01, false}};
  finding.shapes = {{"a line", 0.75}, {"steps", 0.25}};
  finding.symptoms = {{"rss_above_baseline", "rss rose by 20 MiB"}};
  finding.sparkline = {1024.0, std::nullopt, 4096.0};
  finding.first_touches = made_touches();
  finding.marked_tests = {"test_one", "test_two"};
  return finding;
}

ProcessReport full_process() {
  ProcessReport process = made_process("python3", Verdict::kLeak, 4711);
  process.start_ticks = 99;
  process.arguments = {"python3", "app.py", "--port", "80"};
  process.runtime = Runtime::kPython;
  process.later_name = "worker";
  process.working_directory = "/srv";
  process.has_exited = true;
  process.p_value = 0.001;
  process.kind_of_life = KindOfLife::kStopped;
  process.program.script = "app.py";
  process.version = "2.4";
  process.memory = {1e9, 2e8, 3e7, 4e6};
  process.findings = {full_finding()};
  process.findings.push_back(made_finding(Metric::kRss, Verdict::kSuspect));
  process.findings.back().suppressed = Suppression{"rule", "by design", "2027-01-01", 1048576.0};
  process.looked_at = {full_finding()};
  return process;
}

Report full_report() {
  ProcessReport imported = made_process("clean", Verdict::kClean, 2);
  imported.is_imported = true;
  imported.is_test_runner = true;
  imported.detectable_bytes_per_second = 12.5;
  imported.suppressed = std::make_shared<const Suppression>(Suppression{"rule", "by design", {}, {}});
  Report report = made_report({full_process(), imported, made_process("brief", Verdict::kInsufficient, 3)});
  report.recordings[0].boot_id = "boot";
  report.recordings[0].session_uuids = {"one", "two"};
  report.unreadable = {{"cut.tidemark", "cut.tidemark: cannot be read"}};
  report.groups = {{"program", "workers", Verdict::kLeak, "they pile up", {full_finding()}}};
  report.tests = {{"test_one", 4, 4096.0, true, Verdict::kLeak, 4711, "python3 (app.py)"}};
  report.notes = {"a note"};
  report.process_notes = {{"are cut", 2}};
  report.rule_uses = {{"rules.ini: [one]", {}, false, {}, 0, false, ""},
                      {"rules.ini: [two]", "tree", true, "2026-01-01", 2, true, "that it grows fast"}};
  for (std::string& note : counted_notes(report)) report.notes.push_back(note);
  report.asked_for_trend = 2;
  report.detectable_bytes_per_second = 12.5;
  report.hosts = sum_over_hosts(report, "testhost");
  return report;
}

// The same of processes on two hosts, of which some are not listed.
Report report_of_hosts() {
  Report report = full_report();
  for (std::size_t i = 0; i < report.processes.size(); ++i)
    report.processes[i].host = i == 0 ? "alpha" : "beta";
  report.groups[0].host = report.tests[0].host = "alpha";
  report.unlisted.add(Verdict::kClean, 17);
  report.hosts = sum_over_hosts(report, "");
  report.shards = Shards{4, "plan", {1, 3}};
  return report;
}

class ReadReport : public ::testing::Test {
 protected:
  // Returns the report as it is written and read.
  Report read(const std::string& json) {
    write_bytes(directory_.file("report.json"), json);
    std::vector<ProcessReport> processes;
    Report report = reader_.read(directory_.file("report.json"),
                                 [&](ProcessReport process) { processes.push_back(std::move(process)); });
    report.processes = std::move(processes);
    // As whoever counts them anew does.
    for (std::string& note : counted_notes(report)) report.notes.push_back(std::move(note));
    return report;
  }
  std::string error_of(const std::string& json) {
    return user_error([&] { static_cast<void>(read(json)); });
  }

  TemporaryDirectory directory_;
  ReportReader reader_;
};

TEST_F(ReadReport, WhatIsReadIsWrittenAsItWas) {
  for (const Report& report : {full_report(), report_of_hosts()}) {
    const std::string json = format_json(report);
    EXPECT_EQ(format_json(read(json)), json);
  }
}

// A merged report tells in every format what the report of the whole would tell.
TEST_F(ReadReport, EveryFormatTellsTheSameOfIt) {
  for (const Report& report : {full_report(), report_of_hosts()}) {
    const Report again = read(format_json(report));
    ReportContext context;
    context.style.is_verbose = true;
    for (const ReportFormat& format : report_formats())
      EXPECT_EQ(written(format, again, context), written(format, report, context)) << format.name;
  }
}

TEST_F(ReadReport, HostileTextsAreReadAsTheyWere) {
  Report report = full_report();
  for (const std::string& name : {kHostileNames[0], kHostileNames[1], kHostileNames[6]}) {
    report.processes[0].name = report.processes[0].program.name = name;
    report.processes[0].command = name;
    EXPECT_EQ(read(format_json(report)).processes[0].name, name);
  }
}

TEST_F(ReadReport, WhatIsNoReportIsRefusedByName) {
  EXPECT_TRUE(has(error_of("no JSON"), "report.json: cannot read the report"));
  EXPECT_TRUE(has(error_of("[]"), "it is no JSON report of analyze or merge"));
  EXPECT_TRUE(has(error_of(R"({"format":"tidemark-history"})"), "its format is not tidemark-report"));
  EXPECT_TRUE(has(error_of(R"({"format":"tidemark-report","version":2})"), "its version is 2, not 1"));
  EXPECT_TRUE(has(error_of(R"({"format":"tidemark-report","version":1})"), "analyze its recordings again"));
  EXPECT_TRUE(has(error_of(R"({"processes":[{"pid":1}]})"), "analyze its recordings again"));
  EXPECT_TRUE(has(error_of(""), "it is no JSON report, or ends early"));
  const std::string deep(1'000'000, '[');
  EXPECT_TRUE(has(error_of(R"({"settings":)" + deep), "nested deeper than those of a report"));
}

TEST_F(ReadReport, ValuesThatNoReportHasAreRefused) {
  const std::string json = format_json(report_of_hosts());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = json;
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return changed.replace(at, from.size(), to);
  };
  EXPECT_TRUE(has(error_of(with(R"("verdict": "leak")", R"("verdict": "bad")")), "'bad' is no verdict"));
  EXPECT_TRUE(has(error_of(with(R"("metric": "anon")", R"("metric": "mass")")), "'mass' is no metric"));
  EXPECT_TRUE(has(error_of(with(R"("started": "2026)", R"("started": "26)")), "is not a time"));
  EXPECT_TRUE(has(error_of(with(R"("runs": 4)", R"("runs": 0)")), "a test has no runs"));
  EXPECT_TRUE(has(error_of(with(R"("count": 4)", R"("count": 2)")), "its shards are none"));
  EXPECT_TRUE(has(error_of(with(R"("count": 4)", R"("count": 100001)")), "its shards are none"));
  EXPECT_TRUE(has(error_of(with(R"("count": 4)", R"("count": -5)")), "-5 is no number of anything"));
  EXPECT_TRUE(has(error_of(with(R"("processes": [)", R"("processes": [7,)")), "are no list of objects"));
  EXPECT_TRUE(has(error_of(with("vm_size: 4.00 GiB", "mass: 4.00 GiB")), "is no limit"));
  EXPECT_TRUE(has(error_of(with(R"("pid": 4711)", R"("pid": "x")")), "type must be number"));
}

}  // namespace
}  // namespace tidemark

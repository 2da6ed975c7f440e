#include "analyzer/history/measured_run.hpp"

#include <map>
#include <utility>

namespace tidemark {
namespace {

// The reports of tests name their program as people read it.
std::map<std::string, ProgramKey> programs_by_name(const Report& report) {
  std::map<std::string, ProgramKey> programs;
  for (const ProcessReport& process : report.processes) programs[describe(process.program)] = process.program;
  return programs;
}

// Adds what is worth telling of what each test was seen to keep, and which tests that is known of.
void add_kept(const Report& report, HistoryRun& run) {
  const std::map<std::string, ProgramKey> programs = programs_by_name(report);
  std::map<ProgramKey, double> bytes;
  for (const TestReport& test : report.tests) {
    const auto program = programs.find(test.program);
    if (program == programs.end()) continue;
    run.asked_tests.insert(test.test);
    if (test.kept_bytes < KeptSettings().least_told_bytes && test.beyond == 0) continue;
    const ProgramKey key{program->second.name, program->second.script, test.test};
    bytes[key] += test.kept_bytes;
    run.kept[key].times += test.runs;
  }
  for (auto& [key, kept] : run.kept) kept.each_bytes = bytes[key] / static_cast<double>(kept.times);
}

}  // namespace

AnalysisSettings measuring_settings(std::size_t session) {
  AnalysisSettings settings;
  settings.session = SessionChoice("session", std::to_string(session));
  // That a test kept nothing is worth knowing here: a later revision may have it keep something.
  settings.kept.tells_all = true;
  return settings;
}

HistoryRun to_history_run(MeasuredRun measured, std::string revision, std::string branch) {
  HistoryRun run{
      std::move(revision), std::move(branch), measured.report.verdict, std::move(measured.run), {}, {}};
  add_kept(measured.report, run);
  return run;
}

}  // namespace tidemark

#include "analyzer/judge/baseline_runs.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/baseline/baseline_file.hpp"
#include "analyzer/judge/analysis.hpp"
#include "analyzer/judge/baseline_judge.hpp"
#include "analyzer/numbers/robust.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/recordings/session_origins.hpp"
#include "analyzer/running/parallel.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

using Measures = std::vector<const MetricMeasure*>;

double median_over(const Measures& measures, MeasureField value) {
  std::vector<double> values;
  for (const MetricMeasure* measure : measures) values.push_back(measure->*value);
  return median_of(values);
}

MetricMeasure pool_measures(const Measures& measures) {
  MetricMeasure pooled = **std::max_element(measures.begin(), measures.end(), [](auto* one, auto* other) {
    return one->growth_bytes < other->growth_bytes;
  });
  pooled.end_bytes = median_over(measures, &MetricMeasure::end_bytes);
  pooled.floor_bytes = median_over(measures, &MetricMeasure::floor_bytes);
  pooled.noise_bytes = median_over(measures, &MetricMeasure::noise_bytes);
  std::vector<double> above_begin;
  for (const MetricMeasure* measure : measures) {
    pooled.peak_bytes = std::max(pooled.peak_bytes, measure->peak_bytes);
    if (measure->above_begin_bytes) above_begin.push_back(*measure->above_begin_bytes);
  }
  if (!above_begin.empty()) pooled.above_begin_bytes = median_of(above_begin);
  return pooled;
}

// Files and the sessions in them, one run as far as is known.
struct RunFiles {
  std::vector<std::size_t> files;
  std::set<std::string> sessions;
};

bool share_session(const RunFiles& one, const RunFiles& other) {
  return std::any_of(one.sessions.begin(), one.sessions.end(),
                     [&](const std::string& session) { return other.sessions.contains(session); });
}

void add_file(std::vector<RunFiles>& runs, RunFiles file) {
  for (RunFiles& run : runs) {
    if (!share_session(run, file)) continue;
    file.files.insert(file.files.end(), run.files.begin(), run.files.end());
    file.sessions.merge(run.sessions);
    run.files.clear();
  }
  std::erase_if(runs, [](const RunFiles& run) { return run.files.empty(); });
  runs.push_back(std::move(file));
}

// uuid  of the session to look for; nullopt for any
const Session* first_session(const std::vector<Recording>& recordings,
                             const std::optional<std::string>& uuid) {
  const Session* first = nullptr;
  for (const Recording& recording : recordings) {
    for (const Session& session : recording.sessions) {
      if (uuid && session.uuid != *uuid) continue;
      if (first == nullptr || session.start_wall_ns < first->start_wall_ns) first = &session;
    }
  }
  return first;
}

}  // namespace

std::map<ProgramKey, ProgramRun> pool_programs(const Report& report) {
  std::map<ProgramKey, ProgramRun> programs;
  std::map<ProgramKey, std::map<Metric, Measures>> measures;
  const auto count = [&](const ProgramKey& program, const ProcessReport& process) {
    ProgramRun& run = programs[program];
    ++run.processes;
    run.verdict = std::max(run.verdict, process.verdict);
  };
  const auto pool = [&](const ProgramKey& program, const std::vector<MetricMeasure>& all) {
    for (const MetricMeasure& measure : all) measures[program][measure.metric].push_back(&measure);
  };
  for (const ProcessReport& process : report.processes) {
    count(process.program, process);
    if (process.verdict == Verdict::kInsufficient) continue;
    pool(process.program, process.measures);
    for (const TestMeasure& measure : process.test_measures) {
      const ProgramKey program{process.program.name, process.program.script, measure.test};
      count(program, process);
      pool(program, measure.metrics);
    }
  }
  for (const auto& [program, metrics] : measures) {
    for (const auto& [metric, all] : metrics) programs[program].metrics.push_back(pool_measures(all));
  }
  return programs;
}

std::map<GroupKey, ProgramRun> pool_groups(const Report& report) {
  std::map<GroupKey, ProgramRun> groups;
  const auto pool = [](const GroupReport& group, ProgramRun& run) {
    run.processes += group.members;
    run.verdict = std::max(run.verdict, group.verdict);
    const auto known = std::find_if(run.metrics.begin(), run.metrics.end(), [&](const MetricMeasure& one) {
      return one.metric == group.measure.metric;
    });
    if (known == run.metrics.end()) {
      run.metrics.push_back(group.measure);
    } else if (group.measure.growth_bytes > known->growth_bytes) {
      *known = group.measure;
    }
  };
  for (const GroupReport& group : report.groups) {
    if (!group.findings.empty()) pool(group, groups[key_of(group)]);
  }
  const std::map<GroupKey, ProgramRun> told = groups;
  for (const GroupReport& group : report.measured_groups) {
    const auto known = told.find(key_of(group));
    if (known != told.end() && find_measure(known->second, group.measure.metric) != nullptr) continue;
    pool(group, groups[key_of(group)]);
  }
  return groups;
}

std::vector<std::vector<std::string>> group_into_runs(const std::vector<std::string>& paths) {
  std::vector<RunFiles> runs;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    add_file(runs, {{i}, read_session_uuids(paths[i])});
  }
  std::vector<std::vector<std::string>> groups;
  for (RunFiles& run : runs) {
    std::sort(run.files.begin(), run.files.end());
    auto& group = groups.emplace_back();
    for (const std::size_t file : run.files) group.push_back(paths[file]);
  }
  return groups;
}

MeasuredRun measure_with_report(const std::vector<std::string>& paths, AnalysisSettings settings,
                                Progress* progress) {
  settings.measure = true;
  settings.threads = available_threads();
  std::vector<Recording> recordings = read_recordings(paths, ReadSamples::kNo, progress);
  const Session* session = first_session(recordings, settings.session.chosen(recordings));
  if (session == nullptr)
    throw FileError(paths.front(), "measure the recording", "there is no session in it");
  BaselineRun run{session->uuid, to_wall_time(session->start_wall_ns), paths.front(), {}};
  Report report = read_and_analyze(std::move(recordings), settings, nullptr, progress);
  run.programs = pool_programs(report);
  run.groups = pool_groups(report);
  run.tests = report.measured_tests;
  return {std::move(run), std::move(report)};
}

BaselineRun measure_run(const std::vector<std::string>& paths, AnalysisSettings settings,
                        Progress* progress) {
  return measure_with_report(paths, std::move(settings), progress).run;
}

Baseline read_runs(const std::vector<std::string>& paths, const AnalysisSettings& settings,
                   Progress* progress) {
  Baseline baseline;
  std::vector<std::string> recordings;
  for (const std::string& path : paths) {
    if (!is_baseline_file(path)) {
      recordings.push_back(path);
      continue;
    }
    for (BaselineRun& run : read_baseline(path).runs) add_run(baseline, std::move(run));
  }
  for (const auto& run : group_into_runs(recordings)) add_run(baseline, measure_run(run, settings, progress));
  return baseline;
}

}  // namespace tidemark

#include "analyzer/baseline/baseline_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <utility>

#include "analyzer/baseline/normal.hpp"
#include "common/error.hpp"
#include "common/input_file.hpp"

namespace tidemark {
namespace {

using Json = nlohmann::ordered_json;

struct Field {
  const char* key;
  MeasureField value;
};
constexpr std::array kFields{Field{"end_bytes", &MetricMeasure::end_bytes},
                             Field{"floor_bytes", &MetricMeasure::floor_bytes},
                             Field{"peak_bytes", &MetricMeasure::peak_bytes},
                             Field{"growth_bytes", &MetricMeasure::growth_bytes},
                             Field{"noise_bytes", &MetricMeasure::noise_bytes},
                             Field{"slope_bytes_per_second", &MetricMeasure::slope_bytes_per_second},
                             Field{"slope_low", &MetricMeasure::slope_low},
                             Field{"slope_high", &MetricMeasure::slope_high},
                             Field{"seconds", &MetricMeasure::seconds}};
// The parts of "normal", and the field that each sums up.
constexpr std::array kSummaries{
    Field{"level", &MetricMeasure::end_bytes}, Field{"floor", &MetricMeasure::floor_bytes},
    Field{"slope", &MetricMeasure::slope_bytes_per_second}, Field{"growth", &MetricMeasure::growth_bytes},
    Field{"peak", &MetricMeasure::peak_bytes}};

constexpr const char* kAboveBegin = "above_begin_bytes";

constexpr std::array kVerdicts{Verdict::kInsufficient, Verdict::kClean, Verdict::kSuspect, Verdict::kLeak,
                               Verdict::kCritical};

Json to_json(const MetricMeasure& measure) {
  Json json;
  for (const Field& field : kFields) json[field.key] = measure.*field.value;
  if (measure.above_begin_bytes) json[kAboveBegin] = *measure.above_begin_bytes;
  return json;
}

Json to_json(const ProgramRun& run, std::size_t index) {
  Json metrics = Json::object();
  for (const MetricMeasure& measure : run.metrics)
    metrics[std::string(to_string(measure.metric))] = to_json(measure);
  return {{"run", index},
          {"processes", run.processes},
          {"verdict", to_string(run.verdict)},
          {"metrics", metrics}};
}

Json summarize(const std::vector<const ProgramRun*>& runs) {
  Json normal = Json::object();
  for (const Metric metric : kAllMetrics) {
    std::vector<const MetricMeasure*> measures;
    for (const ProgramRun* run : runs) {
      if (const MetricMeasure* measure = find_measure(*run, metric)) measures.push_back(measure);
    }
    if (measures.empty()) continue;
    Json json{{"runs", measures.size()}};
    for (const Field& field : kSummaries) {
      std::vector<double> values;
      values.reserve(measures.size());
      for (const MetricMeasure* measure : measures) values.push_back(measure->*field.value);
      const Spread spread = spread_of(values);
      json[field.key] = {{"median", spread.median}, {"mad", spread.mad}, {"highest", spread.highest}};
    }
    normal[std::string(to_string(metric))] = std::move(json);
  }
  return normal;
}

Json program_to_json(const Baseline& baseline, const ProgramKey& program) {
  Json runs = Json::array();
  for (std::size_t i = 0; i < baseline.runs.size(); ++i) {
    const auto found = baseline.runs[i].programs.find(program);
    if (found != baseline.runs[i].programs.end()) runs.push_back(to_json(found->second, i));
  }
  return {{"name", program.name},
          {"script", program.script},
          {"test", program.test},
          {"normal", summarize(runs_of(baseline, program))},
          {"runs", runs}};
}

Json groups_to_json(const Baseline& baseline) {
  std::map<GroupKey, Json> runs;
  for (std::size_t i = 0; i < baseline.runs.size(); ++i) {
    if (!baseline.runs[i].groups) continue;
    for (const auto& [group, shown] : *baseline.runs[i].groups) runs[group].push_back(to_json(shown, i));
  }
  Json groups = Json::array();
  for (auto& [group, shown] : runs) {
    groups.push_back({{"kind", group.kind}, {"name", group.name}, {"runs", std::move(shown)}});
  }
  return groups;
}

// Something in the JSON that is no baseline. nlohmann-json throws exceptions of its own; read_baseline adds
// the path to both.
class Misfit : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::size_t parse_count(const Json& json) {
  if (!json.is_number_unsigned()) throw Misfit(json.dump() + " is not a number of something");
  return json.get<std::size_t>();
}

// Slopes and growth may be below 0, sizes and times may not.
double parse_measure(const Json& json, const Field& field) {
  const double value = json.at(field.key).get<double>();
  const bool has_sign = field.value == &MetricMeasure::growth_bytes ||
                        field.value == &MetricMeasure::slope_bytes_per_second ||
                        field.value == &MetricMeasure::slope_low || field.value == &MetricMeasure::slope_high;
  if (!has_sign && value < 0) throw Misfit(std::string(field.key) + " is below 0");
  return value;
}

Verdict parse_verdict(const std::string& name) {
  const auto verdict = std::find_if(kVerdicts.begin(), kVerdicts.end(),
                                    [&](Verdict candidate) { return to_string(candidate) == name; });
  if (verdict == kVerdicts.end()) throw Misfit("there is no verdict '" + name + "'");
  return *verdict;
}

ProgramRun parse_program_run(const Json& json) {
  ProgramRun run{parse_count(json.at("processes")), parse_verdict(json.at("verdict")), {}};
  const Json& metrics = json.at("metrics");
  std::vector<Metric> known(kAllMetrics.begin(), kAllMetrics.end());
  known.push_back(Metric::kOutside);
  known.push_back(Metric::kCount);
  for (const Metric metric : known) {
    const auto found = metrics.find(std::string(to_string(metric)));
    if (found == metrics.end()) continue;
    MetricMeasure measure;
    measure.metric = metric;
    for (const Field& field : kFields) measure.*field.value = parse_measure(*found, field);
    if (found->contains(kAboveBegin)) measure.above_begin_bytes = found->at(kAboveBegin).get<double>();
    run.metrics.push_back(measure);
  }
  return run;
}

BaselineRun parse_run(const Json& json) {
  const std::string started = json.at("started");
  const auto time = parse_rfc3339(started);
  if (!time) throw Misfit("'" + started + "' is not a time");
  const bool has_groups = json.value("groups", false);
  BaselineRun run{
      json.at("session"), *time, json.at("source"), {}, has_groups ? BaselineRun().groups : std::nullopt};
  if (json.contains("tests")) run.tests = json.at("tests").get<std::set<std::string>>();
  return run;
}

// Takes the groups of runs that were looked through for them. A file may lack them: an older analyzer made it.
void parse_groups(const Json& json, std::vector<BaselineRun>& runs) {
  const auto groups = json.find("groups");
  if (groups == json.end()) return;
  for (const Json& group : *groups) {
    const GroupKey key{group.at("kind"), group.at("name")};
    for (const Json& shown : group.at("runs")) {
      auto& its_groups = runs.at(parse_count(shown.at("run"))).groups;
      if (its_groups) (*its_groups)[key] = parse_program_run(shown);
    }
  }
}

Baseline parse_baseline(const Json& json) {
  if (json.value("format", "") != "tidemark-baseline") throw Misfit("its format is not tidemark-baseline");
  if (json.at("version") != 1) throw Misfit("its version is " + json.at("version").dump() + ", not 1");
  std::vector<BaselineRun> runs;
  for (const Json& run : json.at("runs")) runs.push_back(parse_run(run));
  for (const Json& program : json.at("programs")) {
    const auto text = [&](const char* member) { return program.at(member).get<std::string>(); };
    const ProgramKey key{text("name"), text("script"), text("test")};
    for (const Json& run : program.at("runs"))
      runs.at(parse_count(run.at("run"))).programs[key] = parse_program_run(run);
  }
  parse_groups(json, runs);
  Baseline baseline;
  for (BaselineRun& run : runs) add_run(baseline, std::move(run));
  return baseline;
}

constexpr Bytes kMostBytes = Bytes{1} << 30U;

}  // namespace

bool is_baseline_file(const std::string& path) {
  // It is read twice; so it has to be a file.
  InputText file(open_regular_file(path, "read the file"), path, "read the file", kMostBytes);
  char first = 0;
  return (file >> first) && first == '{';
}

std::string format_baseline(const Baseline& baseline) {
  Json runs = Json::array();
  std::map<ProgramKey, int> programs;
  for (const BaselineRun& run : baseline.runs) {
    runs.push_back({{"session", run.session},
                    {"started", format_rfc3339(run.started)},
                    {"source", run.source},
                    {"groups", run.groups.has_value()}});
    if (!run.tests.empty()) runs.back()["tests"] = run.tests;
    for (const auto& [program, shown] : run.programs) ++programs[program];
  }
  Json all = Json::array();
  for (const auto& [program, count] : programs) all.push_back(program_to_json(baseline, program));
  const Json json{{"format", "tidemark-baseline"},
                  {"version", 1},
                  {"runs", runs},
                  {"programs", all},
                  {"groups", groups_to_json(baseline)}};
  // A path may hold bytes that are not UTF-8.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

Baseline read_baseline(const std::string& path) {
  InputText file(path, "read the file", kMostBytes);
  try {
    return parse_baseline(Json::parse(file));
  } catch (const Json::exception& error) {
    throw FileError(path, "use the baseline", error.what());
  } catch (const Misfit& error) {
    throw FileError(path, "use the baseline", error.what());
  } catch (const std::out_of_range&) {
    throw FileError(path, "use the baseline", "a program names a run that is not there");
  }
}

}  // namespace tidemark

#include <cmath>
#include <nlohmann/json.hpp>

#include "analyzer/reports/compare/compare_report.hpp"
#include "analyzer/reports/compare/compare_words.hpp"
#include "analyzer/text/json_text.hpp"

namespace tidemark {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const MetricChange& change) {
  const MetricMeasure& now = change.now;
  const LevelInterval level = level_interval(change);
  return {{"metric", to_string(change.metric)},
          {"change", to_string(change_of(change))},
          {"level",
           {{"from_test_begin", change.is_from_begin},
            {"now_bytes", std::llround(change.level_now)},
            {"now_low", std::llround(level.low)},
            {"now_high", std::llround(level.high)},
            {"normal_bytes", std::llround(change.level.median)},
            {"normal_low", std::llround(change.level.low)},
            {"normal_high", std::llround(change.level.high)},
            {"oldest_bytes", std::llround(change.level.oldest)},
            {"oldest_high", std::llround(change.level.oldest_high)},
            {"drift_p_value", change.drift_p},
            {"runs", change.level.runs}}},
          {"slope",
           {{"now_bytes_per_second", now.slope_bytes_per_second},
            {"now_low", now.slope_low},
            {"now_high", now.slope_high},
            {"normal_bytes_per_second", change.slope.median},
            {"normal_low", change.slope.low},
            {"normal_high", change.slope.high}}},
          {"growth_bytes", std::llround(now.growth_bytes)},
          {"peak_bytes", std::llround(now.peak_bytes)},
          {"seconds", now.seconds}};
}

Json to_json(const ProgramComparison& program) {
  Json metrics = Json::array();
  for (const MetricChange& change : program.metrics) metrics.push_back(to_json(change));
  return {{"name", program.program.name},
          {"script", program.program.script},
          {"test", program.program.test},
          {"change", to_string(program.change)},
          {"worse", is_worse(program.change)},
          {"reason", program.reason},
          {"base_runs", program.base_runs},
          {"base_leaking", program.base_leaking},
          {"base_growing", program.base_growing},
          {"verdict_before", to_string(program.verdict_before)},
          {"verdict_now", to_string(program.verdict_now)},
          {"processes_before", program.processes_before},
          {"processes_now", program.processes_now},
          {"metrics", metrics}};
}

Json to_json(const GroupComparison& group) {
  return {{"kind", group.group.kind},
          {"name", group.group.name},
          {"change", to_string(group.change)},
          {"worse", is_worse(group.change)},
          {"reason", group.reason},
          {"base_runs", group.base_runs},
          {"base_leaking", group.base_leaking},
          {"base_growing", group.base_growing},
          {"verdict_before", to_string(group.verdict_before)},
          {"verdict_now", to_string(group.verdict_now)},
          {"metrics", group.metric ? Json::array({to_json(*group.metric)}) : Json::array()}};
}

}  // namespace

std::string format_comparison_json(const Comparison& comparison) {
  Json programs = Json::array();
  for (const ProgramComparison& program : comparison.programs) programs.push_back(to_json(program));
  Json groups = Json::array();
  for (const GroupComparison& group : comparison.groups) groups.push_back(to_json(group));
  const BaselineSettings& settings = comparison.settings;
  const Json json = {{"format", "tidemark-comparison"},
                     {"version", 1},
                     {"worse", comparison.is_worse},
                     {"compared", comparison.compared},
                     {"base", comparison.base_sources},
                     {"new", comparison.new_source},
                     {"settings",
                      {{"p_value", settings.p_value},
                       {"tests", settings.comparisons},
                       {"min_growth_bytes", settings.least_change_bytes},
                       {"min_growth_share", settings.least_change_of_level}}},
                     {"notes", notes_of(comparison)},
                     {"programs", programs},
                     {"groups", groups}};
  // A path may hold bytes that are not UTF-8.
  return disarm_json(json.dump(2, ' ', false, Json::error_handler_t::replace)) + '\n';
}

}  // namespace tidemark

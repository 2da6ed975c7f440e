#include "analyzer/reports/report_json.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <variant>

#include "analyzer/judge/programs/short_lives.hpp"
#include "analyzer/reports/text/next_step.hpp"
#include "analyzer/text/json_text.hpp"

namespace tidemark {
namespace {

using Json = nlohmann::ordered_json;

// The worst of them; a suite of very many, seen by many processes, has as many lines as both together.
constexpr std::size_t kMostTests = 10'000;

Json to_json(const std::optional<WallTime>& time) { return time ? Json(format_rfc3339(*time)) : Json(); }
Json to_json(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }
Json to_json(const std::optional<double>& number) { return number ? Json(*number) : Json(); }

Json to_seconds(const std::optional<std::chrono::nanoseconds>& time) {
  return time ? Json(std::chrono::duration<double>(*time).count()) : Json();
}

Json whole_bytes(const std::optional<double>& bytes) { return bytes ? Json(std::llround(*bytes)) : Json(); }

Json to_json(const std::optional<SizeOrPercent>& limit) {
  if (!limit) return {};
  if (const auto* bytes = std::get_if<Bytes>(&*limit)) return *bytes;
  return std::to_string(std::get<Percent>(*limit).value) + "%";
}

Json to_json(const RecordingSummary& recording) {
  return {{"path", recording.path},
          {"host", to_json(recording.host)},
          {"boot_id", to_json(recording.boot_id)},
          {"started", to_json(recording.started)},
          {"ended", to_json(recording.ended)},
          {"interval_seconds", to_json(recording.interval_seconds)},
          {"ticks", recording.ticks},
          {"processes", recording.processes},
          {"sessions", recording.sessions}};
}

// Every number of growth detection, by the name it has in analyzer/growth/settings.hpp.
Json to_json(const GrowthSettings& growth) {
  return {{"fewest_samples", growth.fewest_samples},
          {"most_cells", growth.most_cells},
          {"cells", growth.cells},
          {"samples_per_cell", growth.samples_per_cell},
          {"fewest_cells", growth.fewest_cells},
          {"halvings", growth.halvings},
          {"coarse_cells", growth.coarse_cells},
          {"floor_fraction", growth.floor_fraction},
          {"most_samples_of_floor", growth.most_samples_of_floor},
          {"samples_of_segment", growth.samples_of_segment},
          {"uneven_steps", growth.uneven_steps},
          {"least_growth_bytes", growth.least_growth_bytes},
          {"noise_deviations", growth.noise_deviations},
          {"precedent_factor", growth.precedent_factor},
          {"earlier_time_share", growth.earlier_time_share},
          {"new_ground_share", growth.new_ground_share},
          {"fewest_rises", growth.fewest_rises},
          {"late_half_share", growth.late_half_share},
          {"last_quarter_share", growth.last_quarter_share},
          {"least_r_squared", growth.least_r_squared},
          {"curve_f", growth.curve_f},
          {"onset_share", growth.onset_share},
          {"p_value", growth.p_value},
          {"correlation_margin", growth.correlation_margin},
          {"tooth_of_range", growth.tooth_of_range},
          {"fewest_troughs", growth.fewest_troughs},
          {"excursion_parts", growth.excursion_parts},
          {"excursion_below", growth.excursion_below},
          {"excursion_above", growth.excursion_above},
          {"most_excursions", growth.most_excursions},
          {"wave_cycles", growth.wave_cycles},
          {"cells_of_cycle", growth.cells_of_cycle},
          {"wave_unexplained", growth.wave_unexplained},
          {"wave_unexplained_of_cycle", growth.wave_unexplained_of_cycle},
          {"drift_of_wave", growth.drift_of_wave},
          {"still_share", growth.still_share},
          {"cells_of_end", growth.cells_of_end},
          {"pause_of_growth", growth.pause_of_growth},
          {"pause_of_pause", growth.pause_of_pause},
          {"real_pause", growth.real_pause},
          {"marked_share", growth.marked_share},
          {"idle_rate_share", growth.idle_rate_share},
          {"fewest_marked_samples", growth.fewest_marked_samples},
          {"fewest_marked_samples_of_many", growth.fewest_marked_samples_of_many},
          {"fewest_rises_of_long_tests", growth.fewest_rises_of_long_tests}};
}

// The same of analyzer/growth/rising_floors.hpp.
Json to_json(const FloorSettings& floors) {
  return {{"fewest_floors", floors.fewest_floors},
          {"most_floors", floors.most_floors},
          {"fall_share", floors.fall_share},
          {"collection_share", floors.collection_share},
          {"least_collection_share", floors.least_collection_share},
          {"few_floors", floors.few_floors},
          {"growth_of_few_floors", floors.growth_of_few_floors},
          {"collections_before_promotion", floors.collections_before_promotion},
          {"most_before_old_collection", floors.most_before_old_collection},
          {"early_half_share", floors.early_half_share},
          {"late_half_share", floors.late_half_share},
          {"late_half_share_of_few", floors.late_half_share_of_few},
          {"longest_waits", floors.longest_waits},
          {"longest_waits_of_troughs", floors.longest_waits_of_troughs}};
}

Json to_json(const AnalysisSettings& settings) {
  Json metrics = Json::array();
  for (const Metric metric : settings.metrics) metrics.push_back(to_string(metric));
  Json detectors = Json::array();
  if (settings.judge.detectors.lbr) detectors.push_back("lbr");
  if (settings.judge.detectors.growth) detectors.push_back("growth");
  Json suppressions = Json::array();
  for (const SuppressionRule& rule : settings.suppressions) {
    suppressions.push_back(rule.file + ": [" + rule.name + "]");
  }
  return {{"metrics", metrics},
          {"max_gap_seconds", to_seconds(settings.max_gap)},
          {"warm_up_seconds", to_seconds(settings.warm_up)},
          {"resample_seconds", to_seconds(settings.judge.resample)},
          {"min_window_points", settings.judge.lbr.min_window_points},
          {"min_window_seconds", to_seconds(settings.judge.lbr.min_window_time)},
          {"min_r_squared", settings.judge.lbr.min_r_squared},
          {"lbr_change_points", settings.judge.lbr.at_change_points},
          {"critical_time_seconds", to_seconds(settings.judge.lbr.critical_time)},
          {"detectors", detectors},
          {"min_growth_bytes", settings.judge.growth.verdict.min_growth_bytes},
          {"min_growth_share", settings.judge.growth.verdict.min_growth_of_floor},
          {"leak_time_seconds", settings.judge.growth.verdict.leak_seconds},
          {"leak_windows", settings.judge.growth.verdict.leak_windows},
          {"critical_windows", settings.judge.growth.verdict.critical_windows},
          {"critical_slow_end", settings.judge.growth.verdict.critical_slow_end},
          {"sure_windows", settings.judge.growth.verdict.sure_windows},
          {"sure_r_squared", settings.judge.growth.verdict.sure_r_squared},
          {"sure_seconds", settings.judge.growth.verdict.sure_seconds},
          {"sure_samples", settings.judge.growth.verdict.sure_samples},
          {"full_share", settings.judge.growth.verdict.full_share},
          {"growth", to_json(settings.judge.growth.growth)},
          {"collected_heap", to_json(settings.judge.growth.cause.floors)},
          {"by_test", settings.by_test},
          {"judge_harness", settings.judge_test_runners},
          {"judge_jobs", name_of(settings.jobs.policy)},
          {"service", to_json(settings.service)},
          {"job_fewest_ended", settings.jobs.fewest_ended},
          {"job_times_longest", settings.jobs.times_longest},
          {"job_times_highest", settings.jobs.times_highest},
          {"restart_fewest_runs", settings.restarts.fewest_runs},
          {"restart_similar_share", settings.restarts.similar_share},
          {"restart_left_share", settings.cuts.left_share},
          {"restart_least_rise_share", settings.cuts.least_rise_share},
          {"restart_most_by_half", settings.cuts.most_by_half},
          {"restart_alike_factor", settings.cuts.alike_factor},
          {"restart_least_share_of_time", settings.cuts.least_share_of_time},
          {"restart_fewest_samples", settings.cuts.fewest_samples},
          {"rising_fewest_lives", settings.rising.fewest_lives},
          {"rising_fewest_samples", settings.rising.fewest_samples},
          {"rising_p_value", settings.rising.p_value},
          {"rising_least_share", settings.rising.least_rise_share},
          {"rising_least_bytes", settings.rising.least_rise_bytes},
          {"short_fewest_lives", kFewestShortLives},
          {"kept_least_told_bytes", settings.kept.least_told_bytes},
          {"kept_share", settings.kept.kept_share},
          {"kept_p_value", settings.kept.p_value},
          {"kept_start_seconds", settings.kept.start_seconds},
          {"kept_sustained_seconds", settings.kept.sustained_seconds},
          {"min_ticks", settings.judge.min_ticks},
          {"min_alive_seconds", to_seconds(settings.judge.min_alive)},
          {"limit", to_json(settings.limit)},
          {"since", to_json(settings.range.since)},
          {"until", to_json(settings.range.until)},
          {"process", to_json(settings.process)},
          {"exclude", to_json(settings.exclude)},
          {"session", settings.session.text()},
          {"suppressions", suppressions}};
}

Json to_json(const std::optional<Suppression>& suppression) {
  if (!suppression) return {};
  return {{"reason", suppression->reason},
          {"rule", suppression->rule},
          {"expires", to_json(suppression->expires)},
          {"max_slope_bytes_per_hour", whole_bytes(suppression->most_bytes_per_hour)}};
}

Json to_json(const AskedRule& asked) {
  return {{"rule", asked.rule},
          {"figure", asked.figure},
          {"value", asked.value},
          {"bound", asked.bound},
          {"passed", asked.passed}};
}

Json to_json(const TouchFrame& frame) {
  return {{"function", frame.function.empty() ? Json() : Json(frame.function)},
          {"file", to_json(frame.file)},
          {"line", frame.line ? Json(*frame.line) : Json()},
          {"module", frame.module.empty() ? Json() : Json(frame.module)},
          {"address", frame.address ? Json(*frame.address) : Json()}};
}

Json stacks_of(const Finding& finding) {
  Json stacks = Json::array();
  if (!finding.first_touches.is_told()) return stacks;
  for (const TouchedPlace& place : finding.first_touches.places) {
    Json frames = Json::array();
    for (const TouchFrame& frame : place.frames) frames.push_back(to_json(frame));
    const auto is_new = place.is_new();
    stacks.push_back({{"evidence", finding.first_touches.is_kept ? "kept" : "touched"},
                      {"bytes", std::llround(place.share * (finding.last_bytes - finding.first_bytes))},
                      {"share", place.share},
                      {"samples", place.samples},
                      {"share_before", to_json(place.share_before)},
                      {"new", is_new ? Json(*is_new) : Json()},
                      {"frames", frames}});
  }
  return stacks;
}

Json to_json(const Finding& finding) {
  Json rules = Json::array();
  for (const AskedRule& rule : finding.rules) rules.push_back(to_json(rule));
  Json shapes = Json::array();
  for (const ShapeWeight& shape : finding.shapes)
    shapes.push_back({{"shape", shape.shape}, {"weight", shape.weight}});
  Json symptoms = Json::array();
  for (const Symptom& symptom : finding.symptoms) {
    symptoms.push_back({{"signal", symptom.name}, {"text", symptom.text}});
  }
  return {{"detector", finding.detector},
          {"metric", to_string(finding.metric)},
          {"verdict", to_string(finding.verdict)},
          {"reason", finding.reason},
          {"suppressed", to_json(finding.suppressed)},
          {"cause", to_json(finding.cause)},
          {"cause_reason", to_json(finding.cause_reason)},
          {"slope_bytes_per_second", finding.slope_bytes_per_second},
          {"slope_low", to_json(finding.slope_low)},
          {"slope_high", to_json(finding.slope_high)},
          {"r_squared", to_json(finding.r_squared)},
          {"p_value", to_json(finding.p_value)},
          {"seconds_to_limit", to_json(finding.seconds_to_limit)},
          {"soonest_to_limit", to_json(finding.soonest_to_limit)},
          {"latest_to_limit", to_json(finding.latest_to_limit)},
          {"limit_bytes", whole_bytes(finding.limit_bytes)},
          {"window",
           {{"start", format_rfc3339(finding.window.start)},
            {"end", format_rfc3339(finding.window.end)},
            {"seconds", finding.window.seconds},
            {"samples", finding.window.samples}}},
          {"first_bytes", whole_bytes(finding.first_bytes)},
          {"last_bytes", whole_bytes(finding.last_bytes)},
          {"signals", symptoms},
          {"tests", finding.marked_tests},
          {"stacks", stacks_of(finding)},
          {"rules", rules},
          {"shapes", shapes}};
}

Json to_json(const std::optional<NextStep>& step) {
  if (!step) return {};
  return {{"tool", step->tool}, {"advice", step->advice}, {"commands", step->commands}};
}

Json to_json(const ProcessReport& process) {
  Json findings = Json::array();
  for (const Finding& finding : process.findings) findings.push_back(to_json(finding));
  Json json{{"pid", process.pid},
            {"name", process.name},
            {"command", to_json(process.command)},
            {"runtime", process.runtime == Runtime::kUnknown ? Json() : Json(to_string(process.runtime))},
            {"started", to_json(process.started)},
            {"ended", to_json(process.ended)},
            {"samples", process.samples},
            {"verdict", to_string(process.verdict)},
            {"reason", process.reason},
            {"p_value", to_json(process.p_value)},
            {"detectable_bytes_per_second", to_json(process.detectable_bytes_per_second)},
            {"harness", process.is_test_runner},
            {"kind_of_life", to_string(process.kind_of_life)},
            {"later_name", to_json(process.later_name)},
            {"working_directory", to_json(process.working_directory)},
            {"suppressed", to_json(process.suppressed)},
            {"next_step", to_json(next_step(process))},
            {"findings", findings}};
  if (process.host) json["host"] = *process.host;
  return json;
}

Json to_json_with_explanation(const ProcessReport& process) {
  Json json = to_json(process);
  if (process.looked_at.empty()) return json;
  Json explanation = Json::array();
  for (const Finding& finding : process.looked_at) explanation.push_back(to_json(finding));
  json["explanation"] = explanation;
  return json;
}

Json to_json(const GroupReport& group) {
  Json findings = Json::array();
  for (const Finding& finding : group.findings) findings.push_back(to_json(finding));
  return {{"kind", group.kind},
          {"name", group.name},
          {"verdict", to_string(group.verdict)},
          {"reason", group.reason},
          {"suppressed", to_json(group.suppressed)},
          {"findings", findings}};
}

Json to_json(const TestReport& test) {
  return {{"test", test.test},
          {"runs", test.runs},
          {"kept_bytes", std::llround(test.kept_bytes)},
          {"kept_each_bytes", std::llround(test.kept_each_bytes())},
          {"comes_back", test.comes_back},
          {"verdict", to_string(test.verdict)},
          {"pid", test.pid ? Json(*test.pid) : Json()},
          {"processes", test.processes},
          {"name", test.program}};
}

// A path may hold bytes that are not UTF-8.
std::string print(const Json& json) {
  return disarm_json(json.dump(2, ' ', false, Json::error_handler_t::replace));
}

// Appends each process as it is made: the values of all of them at once would take many times the text.
void append_processes(const Report& report, std::string& text) {
  std::string_view before = "\n    ";
  for (const ProcessReport& process : report.processes) {
    text += before;
    for (const char byte : print(to_json_with_explanation(process))) {
      text += byte;
      if (byte == '\n') text += "    ";
    }
    before = ",\n    ";
  }
  if (!report.processes.empty()) text += "\n  ";
}

}  // namespace

std::string format_json(const Report& report) {
  Json recordings = Json::array();
  for (const RecordingSummary& recording : report.recordings) recordings.push_back(to_json(recording));
  Json unreadable = Json::array();
  for (const UnreadableFile& file : report.unreadable)
    unreadable.push_back({{"path", file.path}, {"cause", file.cause}});
  Json groups = Json::array();
  for (const GroupReport& group : report.groups) groups.push_back(to_json(group));
  const Json json = {{"format", "tidemark-report"},
                     {"version", 1},
                     {"verdict", to_string(report.verdict)},
                     {"recordings", recordings},
                     {"unreadable", unreadable},
                     {"settings", to_json(report.settings)},
                     {"limits", report.limits},
                     {"notes", report.notes},
                     {"tested_for_trend", report.asked_for_trend},
                     {"expected_false_trends", expected_false_trends(report)},
                     {"detectable_bytes_per_second", to_json(report.detectable_bytes_per_second)},
                     {"processes", Json::array()}};
  const std::string head = print(json);
  Json tests = Json::array();
  for (std::size_t i = 0; i < std::min(report.tests.size(), kMostTests); ++i)
    tests.push_back(to_json(report.tests[i]));
  const std::string tail = print({{"groups", groups}, {"tests", tests}});
  // Without what ends the head, and begins the tail.
  constexpr std::string_view kEnd = "]\n}";
  std::string text = head.substr(0, head.size() - kEnd.size());
  append_processes(report, text);
  return text + "]," + tail.substr(1) + '\n';
}

}  // namespace tidemark

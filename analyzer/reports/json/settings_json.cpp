#include "analyzer/reports/json/settings_json.hpp"

#include <cmath>
#include <string>
#include <variant>

#include "analyzer/judge/programs/short_lives.hpp"

namespace tidemark {
namespace {

Json to_json(const std::optional<SizeOrPercent>& limit) {
  if (!limit) return {};
  if (const auto* bytes = std::get_if<Bytes>(&*limit)) return *bytes;
  return std::to_string(std::get<Percent>(*limit).value) + "%";
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

}  // namespace

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

void read_settings(const Json& json, AnalysisSettings& settings) {
  constexpr double kNanoseconds = 1e9;
  settings.process = parse_text(json.at("process"));
  settings.exclude = parse_text(json.at("exclude"));
  settings.judge.growth.growth.p_value = json.at("growth").at("p_value");
  settings.judge.min_ticks = parse_count(json.at("min_ticks"));
  const double min_alive = json.at("min_alive_seconds");
  if (!(min_alive >= 0.0 && min_alive <= kNanoseconds))
    throw MisfitReport("its min_alive_seconds are no time");
  settings.judge.min_alive = std::chrono::nanoseconds(std::llround(min_alive * kNanoseconds));
}

}  // namespace tidemark

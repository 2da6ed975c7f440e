#include "analyzer/history/run_series.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "analyzer/numbers/robust.hpp"

namespace tidemark {
namespace {

constexpr std::array kMetrics{Metric::kAnon, Metric::kRss, Metric::kData, Metric::kVmSize, Metric::kOutside};

// What one run showed of a subject.
struct Shown {
  std::size_t run;
  ProgramRun program;
};

struct Measured {
  std::vector<std::size_t> runs;
  std::vector<const MetricMeasure*> measures;
  std::vector<bool> leaks;  // as their runs judged
};

Measured measures_of(const std::vector<Shown>& shown, Metric metric) {
  Measured measured;
  for (const Shown& one : shown) {
    const MetricMeasure* measure = find_measure(one.program, metric);
    if (measure == nullptr || one.program.verdict == Verdict::kInsufficient) continue;
    measured.runs.push_back(one.run);
    measured.measures.push_back(measure);
    measured.leaks.push_back(one.program.verdict >= Verdict::kLeak);
  }
  return measured;
}

double median_over(const Measured& measured, MeasureField field) {
  std::vector<double> values;
  for (const MetricMeasure* measure : measured.measures) values.push_back(measure->*field);
  return median_of(values);
}

// A longer run may be higher by as much as the program grows in the time that it is longer by.
RunSeries level_series(const Measured& measured, Metric metric, const BaselineSettings& settings) {
  RunSeries series{
      .quantity = Quantity::kLevel, .metric = metric, .runs = measured.runs, .values = {}, .scale = {}};
  const double seconds = median_over(measured, &MetricMeasure::seconds);
  const double rate = std::max(0.0, median_over(measured, &MetricMeasure::slope_bytes_per_second));
  for (const MetricMeasure* measure : measured.measures)
    series.values.push_back(measure->end_bytes - rate * std::max(0.0, measure->seconds - seconds));
  series.scale = {
      settings.level_deviation,
      std::hypot(settings.least_deviation_bytes, median_over(measured, &MetricMeasure::noise_bytes)),
      settings.least_change_of_level, settings.least_change_bytes};
  return series;
}

// What is taken in a time differs between runs as growth does.
LevelScale growth_scale(const Measured& measured, const BaselineSettings& settings) {
  const double floor = median_over(measured, &MetricMeasure::floor_bytes);
  return {settings.growth_deviation,
          std::hypot(settings.growth_deviation_of_level * floor, settings.least_deviation_bytes,
                     median_over(measured, &MetricMeasure::noise_bytes)),
          settings.least_change_of_level,
          std::max(settings.least_change_bytes, settings.least_growth_of_level * floor)};
}

std::optional<RunSeries> above_begin_series(const Measured& measured, Metric metric,
                                            const BaselineSettings& settings) {
  RunSeries series{.quantity = Quantity::kLevel,
                   .metric = metric,
                   .is_from_begin = true,
                   .runs = {},
                   .values = {},
                   .scale = growth_scale(measured, settings)};
  series.scale.least_change = settings.least_change_bytes;
  for (std::size_t i = 0; i < measured.runs.size(); ++i) {
    if (!measured.measures[i]->above_begin_bytes) continue;
    series.runs.push_back(measured.runs[i]);
    series.values.push_back(*measured.measures[i]->above_begin_bytes);
  }
  return series.runs.empty() ? std::nullopt : std::optional(series);
}

// A rate matters by the growth that it amounts to in the time of a run.
RunSeries growth_series(const Measured& measured, Metric metric, const BaselineSettings& settings) {
  const double seconds = std::max(1.0, median_over(measured, &MetricMeasure::seconds));
  RunSeries series{.quantity = Quantity::kGrowth,
                   .metric = metric,
                   .runs = measured.runs,
                   .values = {},
                   .proven = measured.leaks,
                   .scale = growth_scale(measured, settings)};
  for (const MetricMeasure* measure : measured.measures)
    series.values.push_back(measure->slope_bytes_per_second);
  series.scale.least_deviation /= seconds;
  series.scale.least_change /= seconds;
  return series;
}

void add_measured(const std::vector<Shown>& shown, bool is_test, const BaselineSettings& settings,
                  SubjectHistory& history) {
  for (const Metric metric : kMetrics) {
    const Measured measured = measures_of(shown, metric);
    if (measured.runs.empty()) continue;
    if (!is_test) {
      history.series.push_back(growth_series(measured, metric, settings));
      history.series.push_back(level_series(measured, metric, settings));
    } else if (auto series = above_begin_series(measured, metric, settings)) {
      history.series.push_back(std::move(*series));
    }
  }
}

// Of most control groups processes explain all but nothing.
bool is_worth_a_line(const Shown& group, const HistorySettings& settings) {
  return std::any_of(
      group.program.metrics.begin(), group.program.metrics.end(),
      [&](const MetricMeasure& measure) { return measure.end_bytes >= settings.least_kept_bytes; });
}

// Returns how a run judged the whole life of a program, which may be in a test.
Verdict verdict_of(const HistoryRun& run, const ProgramKey& program) {
  const auto whole = run.shown.programs.find({program.name, program.script, ""});
  return whole == run.shown.programs.end() ? Verdict::kInsufficient : whole->second.verdict;
}

RunSeries kept_series(std::span<const HistoryRun> runs, const ProgramKey& program,
                      const HistorySettings& settings) {
  RunSeries series{.quantity = Quantity::kKept, .runs = {}, .values = {}, .scale = {}};
  std::vector<double> times;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto kept = runs[i].kept.find(program);
    if (kept == runs[i].kept.end() && !(runs[i].asked_tests.contains(program.test) &&
                                        verdict_of(runs[i], program) != Verdict::kInsufficient))
      continue;
    series.runs.push_back(i);
    series.values.push_back(kept == runs[i].kept.end() ? 0.0 : kept->second.each_bytes);
    series.proven.push_back(verdict_of(runs[i], program) >= Verdict::kLeak);
    if (kept != runs[i].kept.end()) times.push_back(static_cast<double>(kept->second.times));
  }
  const double least = std::max(settings.least_kept_bytes,
                                settings.baseline.least_change_bytes / std::max(1.0, median_of(times)));
  series.scale = {settings.baseline.growth_deviation, settings.chance_of_change * least,
                  settings.baseline.least_change_of_level, least};
  return series;
}

}  // namespace

std::string describe(const Subject& subject) {
  return subject.kind == "program" ? describe(subject.program)
                                   : describe(GroupKey{subject.kind, subject.program.name});
}

std::string_view to_string(Quantity quantity) {
  switch (quantity) {
    case Quantity::kKept:
      return "kept";
    case Quantity::kGrowth:
      return "growth";
    case Quantity::kLevel:
      return "level";
  }
  return "unknown";
}

void sort_runs(std::vector<HistoryRun>& runs) {
  std::map<std::string, WallTime> first;
  for (const HistoryRun& run : runs) {
    const auto [known, is_new] = first.try_emplace(run.revision, run.shown.started);
    if (!is_new) known->second = std::min(known->second, run.shown.started);
  }
  std::sort(runs.begin(), runs.end(), [&](const HistoryRun& one, const HistoryRun& other) {
    return std::tuple(first[one.revision], one.revision, one.shown.started, one.shown.session) <
           std::tuple(first[other.revision], other.revision, other.shown.started, other.shown.session);
  });
}

std::vector<SubjectHistory> series_of(std::span<const HistoryRun> runs, const HistorySettings& settings) {
  std::set<ProgramKey> programs, tests_kept;
  std::map<GroupKey, std::vector<Shown>> groups;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const auto& [program, shown] : runs[i].shown.programs) programs.insert(program);
    for (const auto& [program, kept] : runs[i].kept) tests_kept.insert(program);
    if (!runs[i].shown.groups) continue;
    for (const auto& [group, shown] : *runs[i].shown.groups) groups[group].push_back({i, shown});
  }
  std::map<Subject, SubjectHistory> subjects;
  const auto of = [&](const Subject& subject) -> SubjectHistory& {
    SubjectHistory& history = subjects[subject];
    history.subject = subject;
    return history;
  };
  for (const ProgramKey& program : tests_kept)
    of({.program = program}).series.push_back(kept_series(runs, program, settings));
  for (const ProgramKey& program : programs) {
    std::vector<Shown> shown;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (auto one = shown_by(runs[i].shown, program)) shown.push_back({i, std::move(*one)});
    }
    add_measured(shown, !program.test.empty(), settings.baseline, of({.program = program}));
  }
  for (const auto& [group, shown] : groups) {
    if (std::any_of(shown.begin(), shown.end(),
                    [&](const Shown& one) { return is_worth_a_line(one, settings); }))
      add_measured(shown, false, settings.baseline, of({group.kind, {group.name, "", ""}}));
  }
  std::vector<SubjectHistory> histories;
  for (auto& [subject, history] : subjects) {
    if (!history.series.empty()) histories.push_back(std::move(history));
  }
  return histories;
}

}  // namespace tidemark

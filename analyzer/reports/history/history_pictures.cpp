#include "analyzer/reports/history/history_pictures.hpp"

#include <fmt/core.h>

#include "analyzer/numbers/robust.hpp"
#include "analyzer/plots/svg_plot.hpp"
#include "analyzer/reports/history/history_words.hpp"

namespace tidemark {
namespace {

// A rate is drawn as what it comes to in an hour.
double drawn(const RunSeries& series, double value) {
  constexpr double kHour = 3600.0;
  return series.quantity == Quantity::kGrowth ? value * kHour : value;
}

// Returns the level of the runs [first, end) of a series; nothing where it has none there.
std::optional<RunLevel> level_of(const RunSeries& series, std::size_t first, std::size_t end) {
  std::vector<double> values;
  for (std::size_t i = 0; i < series.runs.size(); ++i) {
    if (series.runs[i] >= first && series.runs[i] < end) values.push_back(series.values[i]);
  }
  if (values.empty()) return std::nullopt;
  return RunLevel{first, end - 1, drawn(series, median_of(values))};
}

}  // namespace

RunsPlot runs_plot_of(const HistoryReport& report, std::size_t subject, const RunSeries& series) {
  RunsPlot plot;
  plot.runs = report.runs.size();
  plot.heading = heading_of(series);
  plot.colour = plot_colour(series.metric);
  plot.first_label = report.runs.front().revision;
  plot.last_label = report.runs.back().revision;
  plot.least_range = drawn(series, 2.0 * series.scale.least_change);
  for (std::size_t i = 0; i < series.runs.size(); ++i) {
    const HistoryRun& run = report.runs[series.runs[i]];
    plot.points.push_back(
        {series.runs[i], drawn(series, series.values[i]),
         fmt::format("{}, {}: {}", run.revision, day_of(run), amount_text(series, series.values[i]))});
  }
  std::size_t first = 0;
  // The newest change comes first.
  for (auto change = report.changes.rbegin(); change != report.changes.rend(); ++change) {
    if (change->subject != subject || change->change.kind == LevelChange::Kind::kLone) continue;
    if (&report.subjects[subject].series[change->series] != &series) continue;
    if (change->change.kind == LevelChange::Kind::kOdd) {
      plot.marks.push_back({change->change.since, report.runs[change->change.since].revision, false});
      continue;
    }
    const bool is_drift = change->change.kind == LevelChange::Kind::kDrift;
    const std::size_t at = is_drift ? change->change.told : change->change.since;
    if (!is_drift && at > first) {
      if (auto level = level_of(series, first, at)) plot.levels.push_back(*level);
    }
    plot.marks.push_back({at, report.runs[at].revision, is_for_worse(change->change)});
    first = at;
  }
  if (auto level = level_of(series, first, plot.runs)) plot.levels.push_back(*level);
  return plot;
}

}  // namespace tidemark

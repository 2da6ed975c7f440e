#include "analyzer/reports/history/history_pictures.hpp"

#include <fmt/core.h>

#include <cmath>

#include "analyzer/numbers/robust.hpp"
#include "analyzer/plots/svg_plot.hpp"
#include "analyzer/reports/history/history_words.hpp"

namespace tidemark {
namespace {

using Kind = LevelChange::Kind;

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

// Returns the run at which a change is drawn.
std::size_t place_of(const LevelChange& change) {
  return change.kind == Kind::kDrift ? change.told : change.since;
}

bool is_of(const HistoryReport& report, const SubjectChange& change, std::size_t subject,
           const RunSeries& series) {
  return change.subject == subject && &report.subjects[subject].series[change.series] == &series;
}

// Returns what is said of that run: "more since this run", "more in one run".
std::string told_text(const LevelChange& change) {
  const bool is_step = change.kind == Kind::kStep;
  return fmt::format("{}{}", change_word(change), is_step ? " since this run" : "");
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
    if (change->change.kind == Kind::kLone || !is_of(report, *change, subject, series)) continue;
    if (change->change.kind == Kind::kOdd) {
      plot.marks.push_back({change->change.since, report.runs[change->change.since].revision, false});
      continue;
    }
    const bool is_drift = change->change.kind == Kind::kDrift;
    const std::size_t at = place_of(change->change);
    if (!is_drift && at > first) {
      if (auto level = level_of(series, first, at)) plot.levels.push_back(*level);
    }
    plot.marks.push_back({at, report.runs[at].revision, is_for_worse(change->change)});
    first = at;
  }
  if (auto level = level_of(series, first, plot.runs)) plot.levels.push_back(*level);
  return plot;
}

nlohmann::json plot_data(const HistoryReport& report, std::size_t subject, const RunSeries& series) {
  const RunsPlot plot = runs_plot_of(report, subject, series);
  nlohmann::json runs = nlohmann::json::array(), values = nlohmann::json::array();
  for (const RunPoint& point : plot.points) {
    runs.push_back(point.run);
    values.push_back(std::llround(point.bytes));
  }
  nlohmann::json levels = nlohmann::json::array(), marks = nlohmann::json::array();
  for (const RunLevel& level : plot.levels)
    levels.push_back({level.first, level.last, std::llround(level.bytes)});
  for (const RunMark& mark : plot.marks) marks.push_back({mark.run, mark.is_alarm});
  nlohmann::json told = nlohmann::json::object();
  for (const SubjectChange& change : report.changes) {
    if (is_of(report, change, subject, series))
      told[std::to_string(place_of(change.change))] = told_text(change.change);
  }
  return {{"heading", plot.heading},
          {"colour", plot.colour},
          {"unit", series.quantity == Quantity::kGrowth ? " an hour" : ""},
          {"least", std::llround(plot.least_range)},
          {"runs", series.runs.size() == plot.runs ? nlohmann::json() : runs},  // null: each has a value
          {"values", values},
          {"levels", levels},
          {"marks", marks},
          {"told", told}};
}

nlohmann::json runs_data(const HistoryReport& report) {
  nlohmann::json revisions = nlohmann::json::array(), days = nlohmann::json::array(),
                 verdicts = nlohmann::json::array();
  for (const HistoryRun& run : report.runs) {
    revisions.push_back(run.revision);
    days.push_back(day_of(run));
    verdicts.push_back(to_string(run.verdict));
  }
  return {{"revision", revisions}, {"day", days}, {"verdict", verdicts}};
}

}  // namespace tidemark

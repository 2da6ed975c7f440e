#include "analyzer/history/history_report.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace tidemark {
namespace {

using Kind = LevelChange::Kind;

// A change within one subject, with the series that shows it.
struct Seen {
  std::size_t series;
  LevelChange change;
};

// Turns the places of values into those of runs.
LevelChange of_runs(LevelChange change, const RunSeries& series) {
  change.since = series.runs[change.since];
  change.told = series.runs[change.told];
  change.from = series.runs[change.from];
  return change;
}

bool is_together(const LevelChange& one, const LevelChange& other) {
  const auto distance = one.since > other.since ? one.since - other.since : other.since - one.since;
  return one.is_rise() == other.is_rise() && (distance <= 1 || one.told == other.told);
}

// VmSize that moves by whole reservations of malloc's arenas, while what the program uses is as before, is no change of
// the program, see BaselineSettings.
bool is_of_arenas(const RunSeries& series, const LevelChange& change, const std::vector<Seen>& all,
                  const BaselineSettings& settings) {
  if (series.metric != Metric::kVmSize || series.quantity != Quantity::kLevel) return false;
  const bool is_alone = std::none_of(all.begin(), all.end(), [&](const Seen& seen) {
    return &seen.change != &change && is_together(seen.change, change);
  });
  const double moved = std::abs(change.after - change.before);
  const double arenas = std::round(moved / settings.arena_bytes);
  return is_alone && arenas >= 1.0 && arenas <= settings.most_arenas &&
         std::abs(moved - arenas * settings.arena_bytes) <= 4.0 * series.scale.least_deviation;
}

// Returns the changes of a subject, each once: by the first of its series that shows it, as they are ordered by what they tell.
std::vector<Seen> changes_of(const SubjectHistory& subject, const HistorySettings& settings) {
  std::vector<Seen> all;
  for (std::size_t i = 0; i < subject.series.size(); ++i) {
    const RunSeries& series = subject.series[i];
    for (const LevelChange& change : find_level_changes(series.values, series.scale, settings, series.proven))
      all.push_back({i, of_runs(change, series)});
  }
  std::stable_sort(all.begin(), all.end(), [&](const Seen& one, const Seen& other) {
    return subject.series[one.series].quantity < subject.series[other.series].quantity;
  });
  std::vector<Seen> told;
  for (const Seen& seen : all) {
    if (is_of_arenas(subject.series[seen.series], seen.change, all, settings.baseline)) continue;
    const auto known = std::find_if(
        told.begin(), told.end(), [&](const Seen& other) { return is_together(other.change, seen.change); });
    if (known == told.end()) told.push_back(seen);
  }
  return told;
}

bool is_related(const Subject& one, const Subject& other) {
  return one.kind != "program" || other.kind != "program" ||
         std::tie(one.program.name, one.program.script) == std::tie(other.program.name, other.program.script);
}

// Whether the same change was told before of the program or of a group: what a test was seen to keep in one run is what its program
// holds more, which takes a second run to tell.
bool is_told_already(const HistoryReport& report, const SubjectChange& change) {
  return std::any_of(report.changes.begin(), report.changes.end(), [&](const SubjectChange& other) {
    return other.change.stays() && other.change.told < change.change.told &&
           report.runs[other.change.told].revision != report.runs.back().revision &&
           is_together(other.change, change.change) &&
           is_related(report.subjects[other.subject].subject, report.subjects[change.subject].subject);
  });
}

}  // namespace

bool HistoryReport::is_worse() const {
  return std::any_of(changes.begin(), changes.end(), [](const SubjectChange& change) {
    return change.is_new && change.change.is_rise() && change.change.stays();
  });
}

bool HistoryReport::is_odd() const {
  return std::any_of(changes.begin(), changes.end(), [](const SubjectChange& change) {
    return change.is_new && change.change.is_rise() && change.change.kind == Kind::kOdd;
  });
}

HistoryReport judge_history(std::string branch, std::vector<HistoryRun> runs,
                            const HistorySettings& settings) {
  HistoryReport report{std::move(branch), std::move(runs), {}, {}, settings};
  sort_runs(report.runs);
  report.subjects = series_of(report.runs, settings);
  for (std::size_t i = 0; i < report.subjects.size(); ++i) {
    for (const Seen& seen : changes_of(report.subjects[i], settings)) {
      const bool is_new = report.runs[seen.change.told].revision == report.runs.back().revision;
      report.changes.push_back({i, seen.series, seen.change, is_new});
    }
  }
  for (SubjectChange& change : report.changes)
    change.is_new = change.is_new && !is_told_already(report, change);
  std::stable_sort(report.changes.begin(), report.changes.end(),
                   [&](const SubjectChange& one, const SubjectChange& other) {
                     const auto quantity = [&](const SubjectChange& change) {
                       return report.subjects[change.subject].series[change.series].quantity;
                     };
                     return std::tuple(other.change.told, other.change.is_rise(), quantity(one)) <
                            std::tuple(one.change.told, one.change.is_rise(), quantity(other));
                   });
  return report;
}

}  // namespace tidemark

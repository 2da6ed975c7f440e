#include "analyzer/reports/history/history_words.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzer/findings/sparkline.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/rfc3339.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using Kind = LevelChange::Kind;

constexpr double kHour = 3600.0;
constexpr std::size_t kMostBlocks = 46;

std::string verb_of(const RunSeries& series) {
  switch (series.quantity) {
    case Quantity::kKept:
      return "keeps {} each time it runs";
    case Quantity::kGrowth:
      return "grows by {}";
    case Quantity::kLevel:
      break;
  }
  return series.is_from_begin ? "holds {} more at its end than at its begin" : "holds {} at the end";
}

// Returns how many of the runs of a series lie in [first, end).
std::size_t count_runs(const RunSeries& series, std::size_t first, std::size_t end) {
  return static_cast<std::size_t>(std::count_if(series.runs.begin(), series.runs.end(),
                                                [&](std::size_t run) { return run >= first && run < end; }));
}

const RunSeries& series_of(const HistoryReport& report, const SubjectChange& change) {
  return report.subjects[change.subject].series[change.series];
}

}  // namespace

std::string amount_text(const RunSeries& series, double value) {
  if (series.quantity == Quantity::kGrowth) return format_size(value * kHour) + " an hour";
  return format_size(value);
}

std::string heading_of(const RunSeries& series) {
  switch (series.quantity) {
    case Quantity::kKept:
      return "kept each time it runs";
    case Quantity::kGrowth:
      return fmt::format("growth an hour ({})", to_string(series.metric));
    case Quantity::kLevel:
      break;
  }
  return fmt::format("{} ({})",
                     series.is_from_begin ? "more at its end than at its begin" : "held at the end",
                     to_string(series.metric));
}

std::string_view change_word(const LevelChange& change) {
  if (change.kind == Kind::kOdd) return change.is_rise() ? "more, odd so far" : "less, odd so far";
  if (change.kind == Kind::kLone && change.is_confirmed)
    return change.is_rise() ? "more in two runs" : "less in two runs";
  if (change.kind == Kind::kLone) return change.is_rise() ? "more in one run" : "less in one run";
  if (change.kind == Kind::kDrift) return change.is_rise() ? "more bit by bit" : "less bit by bit";
  return change.is_rise() ? "more" : "less";
}

bool is_for_worse(const LevelChange& change) { return change.is_rise() && change.stays(); }

std::string revision_text(const HistoryReport& report, const LevelChange& change) {
  const std::string& since = report.runs[change.since].revision;
  if (change.kind != Kind::kDrift) return since;
  return fmt::format("{} to {}", since, report.runs[change.told].revision);
}

std::string change_clause(const HistoryReport& report, const SubjectChange& change) {
  const RunSeries& series = series_of(report, change);
  const LevelChange& level = change.change;
  const std::string after = fmt::format(fmt::runtime(verb_of(series)), amount_text(series, level.after));
  return fmt::format("{}, before {}", after, amount_text(series, level.before));
}

std::string evidence_text(const HistoryReport& report, const SubjectChange& change) {
  const RunSeries& series = series_of(report, change);
  const LevelChange& level = change.change;
  if (level.kind == Kind::kDrift) {
    return fmt::format("over {}, in steps too small to be told one by one",
                       count_of(count_runs(series, level.from, level.told + 1), "run", "runs"));
  }
  const std::string before = count_of(count_runs(series, level.from, level.since), "run", "runs") + " before";
  if (level.kind == Kind::kOdd)
    return before + "; another run of it, or the next one, tells whether it stays";
  if (level.kind == Kind::kLone)
    return before + (level.is_confirmed ? ", and what followed was as these again"
                                        : ", and the next one was as these again");
  const std::size_t since = count_runs(series, level.since, report.runs.size());
  std::string text = level.is_confirmed ? fmt::format("{}, {} since", before, since)
                                        : before + ", this one since: another run of it makes sure";
  if (level.since > 0 && report.runs[level.since - 1].revision == report.runs[level.since].revision)
    text += "; both sides are runs of one revision, so look at the machine first";
  return text;
}

std::string runs_text(const HistoryReport& report) {
  std::set<std::string> revisions;
  for (const HistoryRun& run : report.runs) revisions.insert(run.revision);
  return fmt::format("{} of {} of {}, {} to {}", count_of(report.runs.size(), "run", "runs"),
                     count_of(revisions.size(), "revision", "revisions"), report.branch,
                     day_of(report.runs.front()), day_of(report.runs.back()));
}

std::string verdict_text(const HistoryReport& report) {
  std::set<std::size_t> worse, odd;
  std::set<std::string> since;
  for (const SubjectChange& change : report.changes) {
    if (!change.is_new || !change.change.is_rise()) continue;
    if (change.change.kind == Kind::kOdd) odd.insert(change.subject);
    if (!is_for_worse(change.change)) continue;
    worse.insert(change.subject);
    since.insert(report.runs[change.change.since].revision);
  }
  const std::string& newest = report.runs.back().revision;
  if (!worse.empty()) {
    const std::string need =
        count_of(worse.size(), "program, test or group needs more", "programs, tests and groups need more");
    const std::string& first = *since.begin();
    if (since.size() == 1 && first != newest)
      return fmt::format("since {}, {}, as {} confirms", first, need, newest);
    return fmt::format("with {}, {}", newest, need);
  }
  if (!report.has_enough_runs()) {
    return fmt::format("too few runs to tell a change: {} of {}", report.runs.size(),
                       report.settings.fewest_before + 1);
  }
  if (!odd.empty()) {
    return fmt::format(
        "the run of {} is odd: {} more in it; another run of it, or the next one, tells whether it stays",
        newest, count_of(odd.size(), "program, test or group needs", "programs, tests and groups need"));
  }
  const auto last = std::find_if(report.changes.begin(), report.changes.end(),
                                 [](const SubjectChange& change) { return is_for_worse(change.change); });
  if (last == report.changes.end()) return fmt::format("with {}, nothing needs more", newest);
  return fmt::format("with {}, nothing needs more; the last change for the worse is of {}", newest,
                     revision_text(report, last->change));
}

const RunSeries& shown_series(const HistoryReport& report, std::size_t subject) {
  const std::vector<RunSeries>& all = report.subjects[subject].series;
  const auto changed = std::find_if(report.changes.begin(), report.changes.end(),
                                    [&](const SubjectChange& change) { return change.subject == subject; });
  if (changed != report.changes.end()) return all[changed->series];
  const auto level = std::find_if(all.begin(), all.end(),
                                  [](const RunSeries& one) { return one.quantity == Quantity::kLevel; });
  return level == all.end() ? all.front() : *level;
}

std::string blocks_of(const HistoryReport& report, const RunSeries& series) {
  const std::size_t first = report.runs.size() - std::min(report.runs.size(), kMostBlocks);
  Sparkline blocks(report.runs.size() - first);
  for (std::size_t i = 0; i < series.runs.size(); ++i) {
    if (series.runs[i] >= first) blocks[series.runs[i] - first] = series.values[i];
  }
  return draw_sparkline(blocks, 2.0 * series.scale.least_change);
}

std::string day_of(const HistoryRun& run) {
  constexpr std::size_t kDay = 10;
  return format_rfc3339(run.shown.started).substr(0, kDay);
}

}  // namespace tidemark

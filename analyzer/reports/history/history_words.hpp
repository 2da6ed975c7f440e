#pragma once

#include <string>
#include <string_view>

#include "analyzer/history/history_report.hpp"

namespace tidemark {

// What the forms of a history for people have in common.

// Returns an amount of a series as people read it: "2.0 MiB", of growth "30 MiB an hour".
[[nodiscard]] std::string amount_text(const RunSeries& series, double value);
// Returns what a series shows, as the heading of its picture: "anon at the end", "kept each time".
[[nodiscard]] std::string heading_of(const RunSeries& series);

// Returns "more", "less", "more bit by bit", "more, odd so far", "more in one run".
[[nodiscard]] std::string_view change_word(const LevelChange& change);
// Returns whether a change is for people to look at: one for the worse that stays.
[[nodiscard]] bool is_for_worse(const LevelChange& change);

// Returns the revision that changed it, of a drift the first and the one that told it: "r27", "r3 to r27".
[[nodiscard]] std::string revision_text(const HistoryReport& report, const LevelChange& change);
// Returns how it was before and is since, "keeps 2.0 MiB each time it runs, before 0 B".
[[nodiscard]] std::string change_clause(const HistoryReport& report, const SubjectChange& change);
// Returns how sure that is, for people who know no statistics: "26 runs before, 14 since".
[[nodiscard]] std::string evidence_text(const HistoryReport& report, const SubjectChange& change);

// Returns "40 runs of 40 revisions of main, 2026-09-21 to 2026-10-30".
[[nodiscard]] std::string runs_text(const HistoryReport& report);
// Returns what the newest revision did: "with r40, 1 program, test or group needs more".
[[nodiscard]] std::string verdict_text(const HistoryReport& report);

// Returns the series that shows a subject best: that of its newest change, else what it holds.
[[nodiscard]] const RunSeries& shown_series(const HistoryReport& report, std::size_t subject);
// Returns a series as block characters, one a run, the newest of them, as many as fit into a line.
[[nodiscard]] std::string blocks_of(const HistoryReport& report, const RunSeries& series);
// Returns the day of a run, "2026-10-17".
[[nodiscard]] std::string day_of(const HistoryRun& run);

}  // namespace tidemark

#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// The part of clean processes that would have shown the growth that is told as detectable.
inline constexpr double kMostOfClean = 0.9;

// Returns the sums of a report's processes and groups, host by host and program by program. Those that name no host are of
// the host `only_host`.
[[nodiscard]] HostSums sum_over_hosts(const Report& report, const std::string& only_host);

// Gives what is of a host of unknown name an empty one, where a report is of several.
void name_unknown_hosts(Report& report);

// Returns the notes that follow from what a report counts: that a selection leaves none, process_notes,
// then rule_uses. They stand behind its others.
[[nodiscard]] std::vector<std::string> counted_notes(const Report& report);

// Returns "rss, anon: MemTotal of 24 GiB" for each limit, by what it rests on.
[[nodiscard]] std::vector<std::string> limits_in_words(const std::map<std::string, std::set<Metric>>& limits);

// Returns the same backwards, of one limit: its metrics, and what it rests on. Throws UserError for other text.
[[nodiscard]] std::pair<std::vector<Metric>, std::string> read_limit(const std::string& limit);

// Returns which shards a merged report lacks, for people; nothing where all are there, or where there were none.
[[nodiscard]] std::string missing_shards(const Report& report);

}  // namespace tidemark

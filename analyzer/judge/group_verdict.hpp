#pragma once

#include <optional>
#include <string>

#include "analyzer/groups/group_series.hpp"
#include "analyzer/growth/growth_finding.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

// Fewer members than these are a pool that was started, not a pile.
inline constexpr std::size_t kFewestMembers = 6;
// What holds this part of the growth of a group explains it.
inline constexpr double kShareThatExplains = 0.8;

// A group as its series alone judges it.
struct JudgedGroup {
  GroupReport report;    // with its finding and its measure; the reason is that of the finding
  GrowthFinding growth;  // whose window is one of places in the series
};

// Judges what a group held by the rules for one process.
//
// limit_bytes  the level at which memory runs out; absent where it is not known
// Returns      nothing where it is clean, or too short to be judged
// Cost         O(200)
[[nodiscard]] std::optional<JudgedGroup> judge_group_growth(const std::string& kind, const std::string& name,
                                                            const GroupSeries& series,
                                                            const std::optional<double>& limit_bytes,
                                                            const AnalysisSettings& settings);

// Measures what a group held that is not told, so that later runs are compared with it.
//
// Returns  a clean report without findings; nothing where it is too short, or nobody asks (AnalysisSettings::measure)
// Cost     as judge_group_growth
[[nodiscard]] std::optional<GroupReport> measure_group(const std::string& kind, const std::string& name,
                                                       const GroupSeries& series, std::size_t members,
                                                       const AnalysisSettings& settings);

// Judges a number of processes or threads, which by itself is no leak: it has to reach the limit within the time of
// a leak (--leak-time), however short its window.
//
// count    as bytes of the series
// limit    the number that there may be of them; absent where it is not known
// Returns  nothing where it does not go on rising, or is too short to be judged
// Cost     as judge_group_growth
[[nodiscard]] std::optional<JudgedGroup> judge_count(const std::string& kind, const std::string& name,
                                                     const GroupSeries& count,
                                                     const std::optional<double>& limit,
                                                     const AnalysisSettings& settings);

// Returns the limit of what processes of a session hold together: the one that was given, or MemTotal.
[[nodiscard]] std::optional<double> limit_of_group(const GroupSeries& series,
                                                   const AnalysisSettings& settings);

// Holds a group's verdict at `most`, and tells so in its reason.
void hold_group(GroupReport& group, Verdict most, const std::string& reason);

}  // namespace tidemark

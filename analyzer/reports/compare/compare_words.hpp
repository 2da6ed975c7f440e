#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/baseline/compare.hpp"

namespace tidemark {

// What the forms of a comparison for people have in common.

// The changes that are told program by program, the most important first.
inline constexpr std::array kToldChanges{Change::kNewLeak,  Change::kGrowsFaster, Change::kHigher,
                                         Change::kDrifting, Change::kStillLeaks,  Change::kGoneLeak,
                                         Change::kLower};

// Those of which the names do.
inline constexpr std::array kNamedChanges{Change::kOnlyInNew, Change::kOnlyInBase, Change::kNotJudged};

// Returns "worse", "not worse" or, where no program was judged in both, "nothing could be compared".
[[nodiscard]] std::string_view verdict_text(const Comparison& comparison);
[[nodiscard]] bool is_told(Change change);
[[nodiscard]] std::size_t count_programs(const Comparison& comparison, Change change);
// Returns how many programs are as before, the marked tests apart.
[[nodiscard]] std::size_t count_unchanged(const Comparison& comparison);
// Returns the metric that shows a program's change best; null where none was measured in both.
[[nodiscard]] const MetricChange* told_metric(const ProgramComparison& program);

// Returns a slope by the hour, "26.2 GiB".
[[nodiscard]] std::string hourly(double bytes_per_second);
// Returns the old value and the interval that is normal for a run, then the new value and its own interval: "before
// 100 MiB (normal 90.0 MiB to 110 MiB), now 180 MiB (179 MiB to 181 MiB, 95 %)". Of the level at the end, and of the
// growth an hour.
[[nodiscard]] std::string level_text(const MetricChange& metric);
[[nodiscard]] std::string slope_text(const MetricChange& metric);
// Returns "1 new leak, 2 grows faster" of what is told of programs and groups; empty where nothing is.
[[nodiscard]] std::string counts_text(const Comparison& comparison);
// Returns what is to be known of the base, for people.
[[nodiscard]] std::vector<std::string_view> notes_of(const Comparison& comparison);
// Returns the names of the programs with this change, with commas between them; empty where there is none.
[[nodiscard]] std::string names_text(const Comparison& comparison, Change change);

}  // namespace tidemark

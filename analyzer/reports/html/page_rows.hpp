#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/judge/report.hpp"
#include "analyzer/reports/html/page_tests.hpp"

namespace tidemark {

// Lines of a page that unfold: <details>, whose <summary> has a child for each column. Without styles a line
// reads as a sentence would, behind its outline, which is as wide in all; with them they stand in columns, on a phone
// in two lines each.

[[nodiscard]] std::string verdict_badge(Verdict verdict);

// Returns the headings of the columns, which are hidden but by the style: without it each figure names itself.
//
// kind  of the rows below: "finding" or "process"
[[nodiscard]] std::string row_headings(std::string_view kind, const std::vector<std::string_view>& names);

// Returns the beginning of a process's line among the findings, up to its content: outline, verdict, name, PID,
// what it grew from and to, how fast, and when that reaches the limit.
//
// id       of the element
// is_open  from the start
[[nodiscard]] std::string open_finding_row(const ProcessReport& process, const std::string& id, bool is_open);
[[nodiscard]] std::vector<std::string_view> finding_columns();

// Returns the line of a group likewise, whole: with its reason, and the stacks of its growth as they are drawn.
[[nodiscard]] std::string group_row(const GroupReport& group, const std::string& flames = {});

// Returns the beginning of a process's line among all: outline, verdict, name, PID, VIRT, RES, SHR and what VIRT
// grew by.
[[nodiscard]] std::string open_process_row(const ProcessReport& process, const PageTests& tests);
[[nodiscard]] std::vector<std::string_view> process_columns();

inline constexpr std::string_view kRowEnd = "</div></details>\n";

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <string>

#include "analyzer/history/history_report.hpp"

namespace tidemark {

// Returns a history for people, in lines of at most 100 columns: what changed, the newest first, with its revision; then each
// program and test as it was from run to run.
[[nodiscard]] std::string format_history_text(const HistoryReport& report);

// Returns a history as JSON, format "tidemark-history" version 1, with a newline at its end: every run, every change and every
// series, memory in bytes.
[[nodiscard]] std::string format_history_json(const HistoryReport& report);

// Returns a history as a self-contained page, complete without scripts and styles: the changes first, the new ones unfolded
// with their picture, then each program and test.
[[nodiscard]] std::string format_history_html(const HistoryReport& report);

// Returns a history as GitHub-flavoured Markdown, for a step summary or a merge request; of more than `most_bytes` the
// oldest changes are left out, and a notice tells so.
//
// most_bytes  at least 4096
[[nodiscard]] std::string format_history_markdown(const HistoryReport& report,
                                                  std::size_t most_bytes = 1'000'000);

}  // namespace tidemark

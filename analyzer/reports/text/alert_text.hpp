#pragma once

#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// One fact about a process that grows: "memory", "heap growth: ...".
struct AlertFact {
  std::string label;
  std::string text;
  bool is_code = false;  // to be shown in a fixed-width face
};

// Returns whether reports list the process: it grows, or a suppression accepts that it does.
[[nodiscard]] bool is_listed(const ProcessReport& process);

// Returns "python3 (app.py, PID 19112): critical".
[[nodiscard]] std::string alert_headline(const ProcessReport& process);

// Returns the facts about a process, for people, from the most to the least important: first what it does, in
// a sentence, where and in what memory, and what to do next; then why, with the figures.
[[nodiscard]] std::vector<AlertFact> alert_facts(const ProcessReport& process);

// Returns headline and facts as lines of at most kTextWidth columns, but for facts that are code, each with a
// newline. Of more than `most_lines` the last tells how many are missing.
[[nodiscard]] std::string alert_text(const ProcessReport& process, std::size_t most_lines);

}  // namespace tidemark

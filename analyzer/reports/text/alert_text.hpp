#pragma once

#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// One thing to know about a process that grows: "growth", "vm_size from 11.2 MiB to ...".
struct AlertFact {
  std::string label;
  std::string text;
  bool is_code = false;  // to be shown in a fixed-width face
};

// Whether reports list the process: it grows, or a rule accepts that it does.
[[nodiscard]] bool is_listed(const ProcessReport& process);

// Returns "leaky-cache (PID 19112): critical".
[[nodiscard]] std::string alert_headline(const ProcessReport& process);

// Returns what there is to know about a process, for people, from the most to the least important; the reason
// of its verdict is first.
[[nodiscard]] std::vector<AlertFact> alert_facts(const ProcessReport& process);

// Returns headline and facts as lines of at most kTextWidth columns but for what is_code, each with a
// newline; of more than `most_lines` the last says how many are missing.
[[nodiscard]] std::string alert_text(const ProcessReport& process, std::size_t most_lines);

}  // namespace tidemark

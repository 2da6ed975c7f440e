#pragma once

#include <optional>
#include <string>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Returns "server (PID 42)", "python3 (app.py, PID 42)"; printable.
[[nodiscard]] std::string plain_name(const ProcessReport& process);

// Returns the finding that says best, for people, what a process does: of those by which it has its verdict, what was
// held before what was reserved. Null where it has none.
[[nodiscard]] const Finding* main_finding(const ProcessReport& process);

// Returns the finding whose figures stand beside that sentence: the same, or where all are suppressed the first. Null as above.
[[nodiscard]] const Finding* told_finding(const ProcessReport& process);

// Returns " on alpha" where processes of more than one host are told of; nothing elsewhere.
[[nodiscard]] std::string on_host(const ProcessReport& process);
// The same of a group; nothing of a machine, whose name tells.
[[nodiscard]] std::string on_host(const GroupReport& group);

// Returns "grew from 6 to 33 MiB in 26 s, 1.1 MiB/s, until it ended", as that sentence has it; nothing where the main finding
// is no growth.
[[nodiscard]] std::optional<std::string> growth_in_words(const ProcessReport& process);

// Returns what a process does that has a finding, in a sentence that needs no statistics; printable: "server (PID 42)
// grew from 6 to 33 MiB in 26 s, 1.1 MiB/s, and had not stopped; it reaches the 4 GiB limit in about an hour." Of one
// without a finding, its name and the reason for its verdict.
[[nodiscard]] std::string plain_sentence(const ProcessReport& process);

}  // namespace tidemark

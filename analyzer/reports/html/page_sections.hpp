#pragma once

#include <string>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// The parts of a page that have no figures.

// Returns whether the page lists it among its findings. Jobs and groups that are only suspect have folds of their own.
[[nodiscard]] bool is_finding(const ProcessReport& process);
[[nodiscard]] bool is_finding(const GroupReport& group);

// Returns the verdict, how many there are of each in one sentence, and what could not be read.
[[nodiscard]] std::string page_header(const Report& report);

// Returns what stands in place of findings: what their absence is worth.
[[nodiscard]] std::string no_finding(const Report& report);

// Returns the programs that leak on several hosts, and the hosts; nothing where there is one host.
[[nodiscard]] std::string hosts_section(const Report& report);

// Returns the tests that left something behind, as a table; nothing where none did.
[[nodiscard]] std::string tests_section(const Report& report);

// Each of these is folded; nothing where there is none.
[[nodiscard]] std::string groups_section(const Report& report);
[[nodiscard]] std::string jobs_section(const Report& report);

// Returns the recordings, the limits and the notes, folded.
[[nodiscard]] std::string notes_section(const Report& report);

}  // namespace tidemark

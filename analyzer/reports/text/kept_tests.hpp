#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

inline constexpr std::string_view kKeptHeading = "Kept after each run of a test";

// Returns the tests of which a process kept what it should not, worst first: those that are suspect or worse.
[[nodiscard]] std::vector<const TestReport*> tests_to_tell(const Report& report);

// Returns each of them once, by what it did to the process that it did most to.
[[nodiscard]] std::vector<const TestReport*> tests_to_tell_once(const Report& report);

// Returns "0.5 MiB", "12 runs", "server.py (PID 123)".
[[nodiscard]] std::string kept_each_text(const TestReport& test);
[[nodiscard]] std::string runs_text(const TestReport& test);
[[nodiscard]] std::string process_text(const TestReport& test);

// Returns "kept 0.5 MiB after each of 12 runs, in server.py (PID 123)".
[[nodiscard]] std::string kept_sentence(const TestReport& test);

}  // namespace tidemark

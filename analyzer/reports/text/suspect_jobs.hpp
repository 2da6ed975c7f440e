#pragma once

#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Whether a process's growth is suspect because of what it is: a build has hundreds of such. Reports for people have
// one line for those of a program.
[[nodiscard]] bool is_suspect_job(const ProcessReport& process);

// What stands before those lines.
inline constexpr const char* kSuspectJobsHeading = "jobs, which grew while they ran";

// Returns a line for the suspect jobs of each program: "cc1plus: 18 jobs grew until they ended; largest 1.3 GiB". Not
// escaped.
[[nodiscard]] std::vector<std::string> suspect_job_lines(const Report& report);

}  // namespace tidemark

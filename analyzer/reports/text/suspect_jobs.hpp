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

// What to do about them, behind those lines.
inline constexpr const char* kSuspectJobsAdvice =
    "what ends gives back what it took; where one of these should not grow, --judge-jobs growth judges jobs "
    "as "
    "well";

// The suspect jobs of a program.
struct SuspectJobs {
  // "cc1plus: 18 jobs grew until they ended; largest 1.3 GiB", "upload_test: 1 job grew from 6 to 33 MiB in 26 s,
  // 1 MiB/s, until it ended", or why else it is suspect. Not escaped.
  std::string line;
  const Finding* touched = nullptr;  // of a single job: that which tells where its memory was first touched
};

[[nodiscard]] std::vector<SuspectJobs> suspect_jobs(const Report& report);

}  // namespace tidemark

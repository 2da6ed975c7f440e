#include "analyzer/reports/text/suspect_jobs.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>

#include "analyzer/text/text_lines.hpp"
#include "common/units.hpp"

namespace tidemark {

bool is_suspect_job(const ProcessReport& process) {
  return process.verdict == Verdict::kSuspect &&
         (process.kind_of_life == KindOfLife::kJob || process.kind_of_life == KindOfLife::kJobInProgress);
}

std::vector<std::string> suspect_job_lines(const Report& report) {
  struct Jobs {
    std::size_t count = 0;
    double most_bytes = 0.0;
  };
  std::map<std::string, Jobs> programs;
  for (const ProcessReport& process : report.processes) {
    if (!is_suspect_job(process)) continue;
    Jobs& jobs = programs[describe(process.program)];
    ++jobs.count;
    for (const Finding& finding : process.findings) {
      jobs.most_bytes = std::max(jobs.most_bytes, finding.last_bytes - finding.first_bytes);
    }
  }
  std::vector<std::string> lines;
  lines.reserve(programs.size());
  for (const auto& [program, jobs] : programs) {
    lines.push_back(fmt::format("{}: {}, by {} at most", program,
                                count_of(jobs.count, "process", "processes"), format_size(jobs.most_bytes)));
  }
  return lines;
}

}  // namespace tidemark

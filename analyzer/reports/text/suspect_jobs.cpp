#include "analyzer/reports/text/suspect_jobs.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>

#include "analyzer/reports/text/plain_sentence.hpp"
#include "analyzer/text/plain_amounts.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {

bool is_suspect_job(const ProcessReport& process) {
  return process.verdict == Verdict::kSuspect &&
         (process.kind_of_life == KindOfLife::kJob || process.kind_of_life == KindOfLife::kJobInProgress);
}

std::vector<std::string> suspect_job_lines(const Report& report) {
  struct Jobs {
    std::size_t count = 0;
    double largest_bytes = 0.0;
  };
  std::map<std::string, Jobs> programs;
  for (const ProcessReport& process : report.processes) {
    if (!is_suspect_job(process)) continue;
    Jobs& jobs = programs[describe(process.program)];
    ++jobs.count;
    if (const Finding* finding = main_finding(process)) {
      jobs.largest_bytes = std::max(jobs.largest_bytes, finding->last_bytes);
    }
  }
  std::vector<std::string> lines;
  lines.reserve(programs.size());
  for (const auto& [program, jobs] : programs) {
    lines.push_back(fmt::format("{}: {} grew until {} ended; largest {}", program,
                                count_of(jobs.count, "job", "jobs"), jobs.count == 1 ? "it" : "they",
                                plain_size(jobs.largest_bytes)));
  }
  return lines;
}

}  // namespace tidemark

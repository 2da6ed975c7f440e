#include "analyzer/reports/text/suspect_jobs.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>

#include "analyzer/reports/text/plain_sentence.hpp"
#include "analyzer/reports/text/touch_text.hpp"
#include "analyzer/text/plain_amounts.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {

bool is_suspect_job(const ProcessReport& process) {
  return process.verdict == Verdict::kSuspect &&
         (process.kind_of_life == KindOfLife::kJob || process.kind_of_life == KindOfLife::kJobInProgress);
}

namespace {

std::string line_of(const std::string& program, const std::vector<const ProcessReport*>& jobs) {
  if (jobs.size() == 1) {
    if (const auto growth = growth_in_words(*jobs.front()))
      return fmt::format("{}: 1 job {}", program, *growth);
    // What its lives do together, for one.
    if (const Finding* finding = main_finding(*jobs.front()))
      return fmt::format("{}: {}", program, finding->reason);
  }
  double largest_bytes = 0.0;
  for (const ProcessReport* one : jobs) {
    if (const Finding* told = main_finding(*one)) largest_bytes = std::max(largest_bytes, told->last_bytes);
  }
  return fmt::format("{}: {} grew until {} ended; largest {}", program, count_of(jobs.size(), "job", "jobs"),
                     jobs.size() == 1 ? "it" : "they", plain_size(largest_bytes));
}

}  // namespace

std::vector<SuspectJobs> suspect_jobs(const Report& report) {
  std::map<std::string, std::vector<const ProcessReport*>> programs;
  for (const ProcessReport& process : report.processes) {
    if (is_suspect_job(process)) programs[describe(process.program)].push_back(&process);
  }
  std::vector<SuspectJobs> told;
  told.reserve(programs.size());
  for (const auto& [program, jobs] : programs)
    told.push_back(
        {line_of(program, jobs), jobs.size() == 1 ? finding_with_touches(jobs.front()->findings) : nullptr});
  return told;
}

}  // namespace tidemark

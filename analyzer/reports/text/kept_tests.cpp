#include "analyzer/reports/text/kept_tests.hpp"

#include <fmt/core.h>

#include <set>

#include "analyzer/reports/text/host_text.hpp"
#include "analyzer/text/plain_amounts.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {

std::vector<const TestReport*> tests_to_tell(const Report& report) {
  std::vector<const TestReport*> tests;
  for (const TestReport& test : report.tests) {
    if (test.verdict >= Verdict::kSuspect) tests.push_back(&test);
  }
  return tests;
}

std::vector<const TestReport*> tests_to_tell_once(const Report& report) {
  std::vector<const TestReport*> tests = tests_to_tell(report);
  std::set<std::string_view> told;
  std::erase_if(tests, [&](const TestReport* test) { return !told.insert(test->test).second; });
  return tests;
}

std::string kept_each_text(const TestReport& test) { return plain_size(test.kept_each_bytes()); }

std::string runs_text(const TestReport& test) { return count_of(test.runs, "run", "runs"); }

std::string process_text(const TestReport& test) {
  const std::string host = test.host ? " on " + host_name(*test.host) : "";
  if (test.pid) return fmt::format("{} (PID {}{})", test.program, *test.pid, host);
  return fmt::format("{} ({}{})", test.program, count_of(test.processes, "process", "processes"), host);
}

std::string kept_sentence(const TestReport& test) {
  const std::string after = test.runs == 1 ? "its run" : fmt::format("each of {}", runs_text(test));
  return fmt::format("kept {} after {}, in {}", kept_each_text(test), after, process_text(test));
}

}  // namespace tidemark

#pragma once

#include <string>

#include "analyzer/judge/report.hpp"
#include "analyzer/reports/fail_rule.hpp"

namespace tidemark {

// Returns the report as JUnit XML, of the elements that pytest's xunit2 and Jenkins' junit-10.xsd have: one
// test suite, in it one case for each process.
//
// Names of cases are unique and without PIDs, so that a CI system finds the same one in the next run: the
// program, and "#2" and so on behind it for its further processes, the worst first. What fails by `fail_rule`
// is a failure with the whole message in its text, at most 20 lines; what else grows or is suppressed passes
// with that message in system-out; insufficient is skipped. Where nothing was judged and that fails, too, one
// more case says so as an error. The suite's properties hold the figures, in bytes and seconds: such below a
// test case are in no schema.
[[nodiscard]] std::string format_junit(const Report& report, const FailRule& fail_rule);

}  // namespace tidemark

#pragma once

#include <string>

#include "analyzer/judge/report.hpp"
#include "analyzer/reports/fail_rule.hpp"

namespace tidemark {

// Returns the report as JUnit XML with the elements of pytest's xunit2 and Jenkins' junit-10.xsd: one test
// suite, and in it one case for each process.
//
// Names of cases are unique and without PIDs, so that a CI system finds the same one in the next run, see
// unique_names(). A process that fails by `fail_rule` is a failure with the whole message in its text, at
// most 20 lines; another one that grows or is suppressed passes with that message in system-out; an
// insufficient one is skipped. Where nothing was judged and that fails, too, one more case tells so as an
// error. The suite's properties hold the figures, in bytes and seconds, for no schema has properties of a
// test case.
[[nodiscard]] std::string format_junit(const Report& report, const FailRule& fail_rule);

}  // namespace tidemark

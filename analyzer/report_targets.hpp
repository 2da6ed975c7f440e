#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report.hpp"

namespace tidemark {

enum class ReportFormat { kText, kJson };

// One report to be made: in which format, and where to; an empty path is standard output.
struct ReportTarget {
  ReportFormat format;
  std::string path;
};

// Returns the targets that values of --report, "FORMAT" or "FORMAT=PATH", ask for; text to standard output
// for none. Throws UserError: no such format, no path behind '=', a target twice.
[[nodiscard]] std::vector<ReportTarget> parse_report_targets(const std::vector<std::string>& values);

// Writes `text` to where the target asks for it. Throws FileError.
void write_target(const ReportTarget& target, std::string_view text);

// Writes the report to each of the targets, in order. Throws FileError at the first that fails; a file that
// was there keeps what it held.
void write_reports(const Report& report, const std::vector<ReportTarget>& targets);

}  // namespace tidemark

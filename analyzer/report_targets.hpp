#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report_formats.hpp"

namespace tidemark {

// One report to be made: in which format, and where to; an empty path is standard output.
struct ReportTarget {
  std::string format;
  std::string path;
};

// Returns the targets that values of --report, "FORMAT" or "FORMAT=PATH", ask for; the first format to
// standard output for none. Throws UserError: no such format, no path behind '=', a target twice.
//
// formats  the names there are, the default one first
[[nodiscard]] std::vector<ReportTarget> parse_report_targets(const std::vector<std::string>& values,
                                                             std::span<const std::string_view> formats);

// Returns what --help says of an option that takes such values.
[[nodiscard]] std::string report_option_help(std::span<const std::string_view> formats);

// Whether one of the targets, which are of report_formats(), needs AnalysisSettings::sparklines.
[[nodiscard]] bool draws_series(const std::vector<ReportTarget>& targets);

// The same of AnalysisSettings::plots.
[[nodiscard]] bool draws_plots(const std::vector<ReportTarget>& targets);

// Writes `text` to where the target asks for it. Throws FileError.
void write_target(const ReportTarget& target, std::string_view text);

// Writes the report to each of the targets, in order. Throws FileError at the first that fails; a file that
// was there keeps what it held.
//
// targets  of report_formats()
void write_reports(const Report& report, const std::vector<ReportTarget>& targets, const FailRule& fail_rule);

}  // namespace tidemark

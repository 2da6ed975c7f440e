#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/reports/report_formats.hpp"

namespace tidemark {

// One report to be made: in which format, and where to; an empty path is standard output.
struct ReportTarget {
  std::string format;
  std::string path;
};

// Returns the targets that values of --report, "FORMAT" or "FORMAT=PATH", ask for; the first format to
// standard output for none. Throws UserError: no such format, no path behind '=', two targets that are the
// same file, however it is named.
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

// Throws UserError where one of the targets is one of the files that are read.
void check_targets(const std::vector<ReportTarget>& targets, std::span<const std::string> inputs);

// Writes what `text_of` returns to each of the targets, in order. Throws UserError after the last one, naming
// each that failed; a file that was there then keeps what it held.
void write_targets(const std::vector<ReportTarget>& targets,
                   const std::function<std::string(const ReportTarget&)>& text_of);

// Writes the report to each of the targets. Throws as the above.
//
// targets  of report_formats()
void write_reports(const Report& report, const std::vector<ReportTarget>& targets, const FailRule& fail_rule);

}  // namespace tidemark

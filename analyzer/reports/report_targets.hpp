#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/reports/report_formats.hpp"

namespace tidemark {

// One report to be written: its format and its path, empty for standard output.
struct ReportTarget {
  std::string format;
  std::string path;
};

// Returns the targets that the values of --report ask for; without values, the default format to standard
// output.
//
// values   "FORMAT" or "FORMAT=PATH"
// formats  all names, the default one first
// Throws   UserError: no such format, no path behind '=', two targets that are the same file under whatever
//          name
[[nodiscard]] std::vector<ReportTarget> parse_report_targets(const std::vector<std::string>& values,
                                                             std::span<const std::string_view> formats);

// Returns the text of --help for an option that takes such values.
[[nodiscard]] std::string report_option_help(std::span<const std::string_view> formats);

// Returns whether one of the targets, whose formats are of report_formats(), needs
// AnalysisSettings::sparklines.
[[nodiscard]] bool draws_series(const std::vector<ReportTarget>& targets);

// Returns the same of AnalysisSettings::plots.
[[nodiscard]] bool draws_plots(const std::vector<ReportTarget>& targets);

// Throws UserError where one of the targets is one of the files that are read, or could not be written as things are: before
// long work, not behind it.
void check_targets(const std::vector<ReportTarget>& targets, std::span<const std::string> inputs);

// Writes what `write` gives to the sink to each of the targets, in order. Where some fail, throws UserError after the
// last one, naming each; a file that was there then keeps its content.
void write_targets(const std::vector<ReportTarget>& targets,
                   const std::function<void(const ReportTarget&, const TextSink&)>& write);

// Writes the report to each of the targets. Throws as write_targets.
//
// targets     with formats of report_formats()
// is_verbose  text has the figures that verdicts rest on
void write_reports(const Report& report, const std::vector<ReportTarget>& targets, const FailRule& fail_rule,
                   bool is_verbose = false);

// Returns which files were written and how to look at them, for people; empty where all went to standard output.
[[nodiscard]] std::string describe_written(const std::vector<ReportTarget>& targets);

}  // namespace tidemark

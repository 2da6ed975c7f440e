#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/judge/report.hpp"
#include "analyzer/reports/fail_rule.hpp"
#include "analyzer/reports/text/report_text.hpp"
#include "common/output_file.hpp"

namespace tidemark {

// What a report depends on besides the analysis.
struct ReportContext {
  FailRule fail_rule;
  TextStyle style = {};  // of text, by where it goes
};

struct ReportFormat {
  std::string_view name;  // in --report
  void (*write)(const Report& report, const ReportContext& context, const TextSink& sink);
  bool draws_series = false;  // needs AnalysisSettings::sparklines
  bool draws_plots = false;   // needs AnalysisSettings::plots
};

// Returns all formats of `analyze`'s report, the default one first.
[[nodiscard]] std::span<const ReportFormat> report_formats();

// Returns their names, in the same order.
[[nodiscard]] std::vector<std::string_view> report_format_names();

}  // namespace tidemark

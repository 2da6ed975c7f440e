#include "analyzer/reports/report_formats.hpp"

#include <array>

#include "analyzer/reports/html/report_html.hpp"
#include "analyzer/reports/json/report_json.hpp"
#include "analyzer/reports/report_junit.hpp"
#include "analyzer/reports/report_markdown.hpp"
#include "analyzer/reports/report_openmetrics.hpp"
#include "analyzer/reports/text/report_text.hpp"

namespace tidemark {
namespace {

std::string write_text(const Report& report, const ReportContext& context) {
  return format_text(report, context.style);
}

std::string write_json(const Report& report, const ReportContext& /*context*/) { return format_json(report); }

std::string write_junit(const Report& report, const ReportContext& context) {
  return format_junit(report, context.fail_rule);
}

std::string write_markdown(const Report& report, const ReportContext& /*context*/) {
  return format_markdown(report);
}

std::string write_openmetrics(const Report& report, const ReportContext& /*context*/) {
  return format_openmetrics(report);
}

std::string write_html(const Report& report, const ReportContext& /*context*/) { return format_html(report); }

constexpr std::array kFormats{
    ReportFormat{"text", write_text},
    ReportFormat{.name = "json", .write = write_json, .draws_series = true},
    ReportFormat{"junit", write_junit},
    ReportFormat{.name = "markdown", .write = write_markdown, .draws_series = true},
    ReportFormat{"openmetrics", write_openmetrics},
    ReportFormat{.name = "html", .write = write_html, .draws_plots = true},
};

}  // namespace

std::span<const ReportFormat> report_formats() { return kFormats; }

std::vector<std::string_view> report_format_names() {
  std::vector<std::string_view> names;
  names.reserve(kFormats.size());
  for (const ReportFormat& format : kFormats) names.push_back(format.name);
  return names;
}

}  // namespace tidemark

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

void write_as_text(const Report& report, const ReportContext& context, const TextSink& sink) {
  sink(format_text(report, context.style));
}

void write_as_json(const Report& report, const ReportContext& /*context*/, const TextSink& sink) {
  write_json(report, sink);
}

void write_as_junit(const Report& report, const ReportContext& context, const TextSink& sink) {
  sink(format_junit(report, context.fail_rule));
}

void write_as_markdown(const Report& report, const ReportContext& /*context*/, const TextSink& sink) {
  sink(format_markdown(report));
}

void write_as_openmetrics(const Report& report, const ReportContext& /*context*/, const TextSink& sink) {
  sink(format_openmetrics(report));
}

void write_as_html(const Report& report, const ReportContext& /*context*/, const TextSink& sink) {
  sink(format_html(report));
}

constexpr std::array kFormats{
    ReportFormat{"text", write_as_text},
    ReportFormat{.name = "json", .write = write_as_json, .draws_series = true},
    ReportFormat{"junit", write_as_junit},
    ReportFormat{.name = "markdown", .write = write_as_markdown, .draws_series = true},
    ReportFormat{"openmetrics", write_as_openmetrics},
    ReportFormat{.name = "html", .write = write_as_html, .draws_plots = true},
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

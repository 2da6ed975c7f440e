#include "analyzer/report_targets.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "analyzer/report_json.hpp"
#include "analyzer/report_text.hpp"
#include "common/error.hpp"
#include "common/output_file.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

ReportFormat parse_format(std::string_view name) {
  if (name == "text") return ReportFormat::kText;
  if (name == "json") return ReportFormat::kJson;
  throw UserError(fmt::format("report: there is no format '{}'; there are text and json", name));
}

ReportTarget parse_target(const std::string& value) {
  const std::size_t equals = value.find('=');
  if (equals == std::string::npos) return {parse_format(value), ""};
  if (equals + 1 == value.size())
    throw UserError(fmt::format("report: '{}' names no file behind '='", value));
  return {parse_format(std::string_view(value).substr(0, equals)), value.substr(equals + 1)};
}

// https://no-color.org
bool wants_colours() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string_view(value == nullptr ? "" : value);
  };
  return isatty(STDOUT_FILENO) == 1 && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
}

std::string format_report(const Report& report, const ReportTarget& target) {
  if (target.format == ReportFormat::kJson) return format_json(report);
  return format_text(report, target.path.empty() && wants_colours() ? Colours::kYes : Colours::kNo);
}

}  // namespace

std::vector<ReportTarget> parse_report_targets(const std::vector<std::string>& values) {
  std::vector<ReportTarget> targets;
  for (const std::string& value : values) {
    ReportTarget target = parse_target(value);
    const bool is_repeated = std::any_of(
        targets.begin(), targets.end(), [&](const ReportTarget& other) { return other.path == target.path; });
    if (is_repeated) {
      throw UserError(
          fmt::format("report: two reports go to {}", target.path.empty() ? "standard output" : target.path));
    }
    targets.push_back(std::move(target));
  }
  if (targets.empty()) targets.push_back({ReportFormat::kText, ""});
  return targets;
}

void write_target(const ReportTarget& target, std::string_view text) {
  if (target.path.empty()) {
    write_stdout(text);
  } else {
    write_file(target.path, text);
  }
}

void write_reports(const Report& report, const std::vector<ReportTarget>& targets) {
  for (const ReportTarget& target : targets) write_target(target, format_report(report, target));
}

}  // namespace tidemark

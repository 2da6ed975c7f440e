#include "analyzer/reports/report_targets.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>
#include <utility>

#include "analyzer/reports/output_check.hpp"
#include "analyzer/text/terminal.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"
#include "common/output_file.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

using Names = std::span<const std::string_view>;

std::string checked_format(std::string_view name, Names formats) {
  if (std::find(formats.begin(), formats.end(), name) != formats.end()) return std::string(name);
  throw UserError(
      fmt::format("report: there is no format '{}'; there are {}", name, enumerate(formats, "and")));
}

ReportTarget parse_target(const std::string& value, Names formats) {
  const std::size_t equals = value.find('=');
  if (equals == std::string::npos) return {checked_format(value, formats), ""};
  if (equals + 1 == value.size())
    throw UserError(fmt::format("report: '{}' names no file behind '='", value));
  const std::string path = value.substr(equals + 1);
  return {checked_format(std::string_view(value).substr(0, equals), formats), path == "-" ? "" : path};
}

const ReportFormat& format_of(const ReportTarget& target) {
  const auto formats = report_formats();
  return *std::find_if(formats.begin(), formats.end(),
                       [&](const ReportFormat& format) { return format.name == target.format; });
}

// Returns a text that two targets share only where they are the same file. A device or a pipe takes several
// reports, but not under one name. What cannot be written is told when it is to be written.
std::string identify(const ReportTarget& target) {
  std::string path = target.path.empty() ? "/dev/stdout" : target.path;
  std::error_code ignored;
  try {
    const OutputPlace place = find_output(path);
    if (!place.in_place || !std::filesystem::is_regular_file(path, ignored)) return place.path;
  } catch (const FileError&) {
    return path;
  }
  return std::filesystem::canonical(path, ignored).string();
}

// https://no-color.org
bool wants_colours() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string_view(value == nullptr ? "" : value);
  };
  return isatty(STDOUT_FILENO) == 1 && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
}

}  // namespace

std::vector<ReportTarget> parse_report_targets(const std::vector<std::string>& values, Names formats) {
  std::vector<ReportTarget> targets;
  std::set<std::string> identities;
  for (const std::string& value : values) {
    targets.push_back(parse_target(value, formats));
    if (identities.insert(identify(targets.back())).second) continue;
    const std::string& path = targets.back().path;
    throw UserError(fmt::format("report: two reports go to {}", path.empty() ? "standard output" : path));
  }
  if (targets.empty()) targets.push_back({std::string(formats.front()), ""});
  return targets;
}

std::string report_option_help(Names formats) {
  return fmt::format("{}, to PATH or standard output (-); default {}; may be repeated",
                     enumerate(formats, "or"), formats.front());
}

bool draws_series(const std::vector<ReportTarget>& targets) {
  return std::any_of(targets.begin(), targets.end(),
                     [](const ReportTarget& target) { return format_of(target).draws_series; });
}

bool draws_plots(const std::vector<ReportTarget>& targets) {
  return std::any_of(targets.begin(), targets.end(),
                     [](const ReportTarget& target) { return format_of(target).draws_plots; });
}

void check_targets(const std::vector<ReportTarget>& targets, std::span<const std::string> inputs) {
  std::vector<std::string> paths;
  paths.reserve(targets.size());
  for (const ReportTarget& target : targets) {
    paths.push_back(target.path);
    if (target.path.empty()) continue;
    const OutputPlace place = find_output(target.path);
    if (!place.in_place && faccessat(place.directory.number(), ".", W_OK | X_OK, AT_EACCESS) != 0)
      throw FileError(target.path, "write the file", std::strerror(errno));
  }
  check_not_an_input("report", paths, inputs);
}

void write_targets(const std::vector<ReportTarget>& targets,
                   const std::function<void(const ReportTarget&, const TextSink&)>& write) {
  std::string failures;
  for (const ReportTarget& target : targets) {
    try {
      if (target.path.empty()) {
        write(target, write_stdout);
      } else {
        write_file(target.path, [&](const TextSink& sink) { write(target, sink); });
      }
    } catch (const FileError& error) {
      failures += fmt::format("{}{}", failures.empty() ? "" : "; ", error.what());
    }
  }
  if (!failures.empty()) throw UserError(failures);
}

void write_reports(const Report& report, const std::vector<ReportTarget>& targets, const FailRule& fail_rule,
                   bool is_verbose) {
  write_targets(targets, [&](const ReportTarget& target, const TextSink& sink) {
    TextStyle style{.is_verbose = is_verbose};
    if (target.path.empty()) {
      style.is_coloured = wants_colours();
      style.width = text_width();
    }
    format_of(target).write(report, {.fail_rule = fail_rule, .style = style}, sink);
  });
}

std::string describe_written(const std::vector<ReportTarget>& targets) {
  std::string text;
  for (const ReportTarget& target : targets) {
    if (target.path.empty()) continue;
    const std::string_view how = target.format == "html" ? " (open it in a browser)" : "";
    text += fmt::format("{}{}{}", text.empty() ? "wrote " : ", ", target.path, how);
  }
  return text;
}

}  // namespace tidemark

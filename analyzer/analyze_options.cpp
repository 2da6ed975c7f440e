#include "analyzer/analyze_options.hpp"

#include <fmt/core.h>

#include <boost/program_options/value_semantic.hpp>

#include "common/error.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;
using std::chrono::nanoseconds;

// Returns the duration where it is given; throws where it is 0.
std::optional<nanoseconds> positive_duration(const Settings& settings, const std::string& name) {
  const auto duration = duration_setting(settings, name);
  if (duration && duration->count() == 0) throw UserError(fmt::format("{}: it must be longer than 0", name));
  return duration;
}

std::optional<WallTime> time_setting(const Settings& settings, const std::string& name) {
  const auto text = text_setting(settings, name);
  if (!text) return std::nullopt;
  const auto time = parse_rfc3339(*text);
  if (!time) {
    throw UserError(fmt::format(
        "{}: '{}' is not a time; write it like 2026-11-21T09:30:00Z or 2026-11-21T10:30+01:00", name, *text));
  }
  return time;
}

}  // namespace

CommandOptions analyze_options() {
  CommandOptions options{po::options_description("Options"), "recording"};
  auto add = options.shown.add_options();
  const auto text = [] { return po::value<std::string>(); };
  add("help,h", "print this help");
  add("metric", text()->default_value("vm_size"),
      "what to judge by: vm_size, rss, anon (rss without shared pages), data, a list such as vm_size,rss, or "
      "all");
  add("process", text(),
      "judge only processes in whose name or command line this regular expression is found");
  add("since", text(), "look at nothing before this time, RFC 3339, UTC where it names no offset");
  add("until", text(), "look at nothing after this time");
  add("limit", text(),
      "the memory a process may come to use: a size, or a percentage of the recorded MemTotal; by default "
      "MemTotal or, "
      "for rss, anon and data, the control group's recorded limit");
  add("critical-time", text()->default_value("1h"), "a limit reached within this time is critical");
  add("min-r2", text()->default_value("0.9"), "how well a line has to fit, 0 to 1");
  add("min-window", text()->default_value("20"), "the fewest points of a window");
  add("min-window-time", text()->default_value("10s"), "the shortest window");
  add("max-gap", text(),
      "neighbouring samples further apart split a series; by default the larger of 5 intervals and 2s");
  add("resample", text(), "step of the grid that lines are fitted on; by default the interval");
  add("report", po::value<std::vector<std::string>>()->value_name("FORMAT[=PATH]"),
      "text (the default) or json, to PATH or standard output; may be repeated");
  add("fail-on", text()->default_value("leak"),
      "end with 1 where a process is at least this: critical, leak, suspect, or never");
  add("allow-insufficient", po::bool_switch(), "end with 0 also where no process could be judged");
  return options;
}

AnalysisSettings to_analysis_settings(const Settings& settings) {
  AnalysisSettings analysis;
  analysis.metrics = parse_metrics(*text_setting(settings, "metric"));
  analysis.max_gap = positive_duration(settings, "max-gap");
  analysis.limit = size_or_percent_setting(settings, "limit");
  analysis.range = {time_setting(settings, "since"), time_setting(settings, "until")};
  analysis.process = text_setting(settings, "process");
  analysis.judge.resample = positive_duration(settings, "resample");
  LbrSettings& lbr = analysis.judge.lbr;
  constexpr std::int64_t kMostPoints = 1'000'000'000;
  lbr.min_window_points = static_cast<std::size_t>(*whole_setting(settings, "min-window", 2, kMostPoints));
  lbr.min_window_time = *duration_setting(settings, "min-window-time");
  lbr.min_r_squared = *number_setting(settings, "min-r2", 0.0, 1.0);
  lbr.critical_time = *positive_duration(settings, "critical-time");
  return analysis;
}

std::optional<Verdict> fail_on_setting(const Settings& settings) {
  const std::string name = *text_setting(settings, "fail-on");
  if (name == "never") return std::nullopt;
  for (const Verdict verdict : {Verdict::kCritical, Verdict::kLeak, Verdict::kSuspect}) {
    if (name == to_string(verdict)) return verdict;
  }
  throw UserError(fmt::format("fail-on: '{}' is none of critical, leak, suspect and never", name));
}

}  // namespace tidemark

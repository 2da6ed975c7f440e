#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/commands/analyze_options.hpp"
#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/commands/judge_files.hpp"
#include "analyzer/commands/junit_times.hpp"
#include "analyzer/reports/annotations.hpp"
#include "analyzer/reports/report_targets.hpp"
#include "analyzer/running/progress.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kText =
    "Says which processes of the recordings leak memory. A recorder may still be writing to them. One "
    "process is\n"
    "followed over all of the recordings: rotated files, and sessions of a recorder that was started "
    "again.\n\n"
    "  tidemark-analyzer analyze night.tidemark\n"
    "  tidemark-analyzer analyze --limit 2GiB --process '^my_server' night.tidemark\n"
    "  tidemark-analyzer analyze --since yesterday --report html=page.html archive/\n\n"
    "Verdicts: critical (reaches the limit within the critical time), leak, suspect, clean, and insufficient "
    "(seen\n"
    "for less than --min-ticks or --min-alive). Exit status: 0 nothing at or above --fail-on, 1 something "
    "is,\n"
    "2 wrong usage or unreadable input (of a directory the other files are judged), 3 internal error, 4 "
    "nothing could be judged. Each option can also be "
    "set in\n"
    "the environment: "
    "TIDEMARK_MAX_GAP=30s stands for --max-gap 30s.";

enum Status { kNothingFound = 0, kFound = 1, kUnreadable = 2, kNothingJudged = 4 };

int exit_status(const Report& report, const FailRule& rule, Verbosity verbosity) {
  if (report.verdict == Verdict::kInsufficient) {
    const bool is_failure = rule.fails_unjudged(report.verdict);
    const std::string_view what =
        report.processes.empty() ? "no process was there to be judged" : "no process could be judged";
    if (is_failure || verbosity != Verbosity::kQuiet)
      print_message(kAnalyzerName, is_failure ? "error" : "warning", what);
    return is_failure ? kNothingJudged : kNothingFound;
  }
  return rule.fails(report.verdict) ? kFound : kNothingFound;
}

// Returns all files that the analysis reads.
std::vector<std::string> files_read(const Settings& settings, std::span<const ListedRecording> recordings) {
  std::vector<std::string> files;
  for (const ListedRecording& recording : recordings) files.push_back(recording.path);
  for (std::string& path : texts_setting(settings, "suppress")) files.push_back(std::move(path));
  for (const char* known : {"baseline", "history"}) {
    if (auto path = text_setting(settings, known)) files.push_back(std::move(*path));
  }
  for (std::string& path : texts_setting(settings, "junit-times")) files.push_back(std::move(path));
  return files;
}

}  // namespace

int analyze_command(std::span<const std::string> arguments) {
  const CommandOptions options = analyze_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer analyze [OPTION...] [RECORDING...]", kText, options.shown);
    return 0;
  }
  const auto targets = parse_report_targets(texts_setting(settings, "report"), report_format_names());
  const bool only_checks = settings["dry-run"].as<bool>();
  std::vector<ListedRecording> files;
  if (!only_checks) files = list_recordings(settings, options.positional);
  check_targets(targets, files_read(settings, files));
  AnalysisSettings analysis = to_analysis_settings(settings);
  analysis.sparklines = draws_series(targets);
  analysis.plots = draws_plots(targets);
  const bool annotates = wants_github_annotations(settings);
  const FailRule fail_rule = to_fail_rule(settings);
  const Verbosity verbosity = verbosity_of(settings);
  std::vector<std::string> paths;
  paths.reserve(files.size());
  for (const ListedRecording& file : files) paths.push_back(file.path);
  const std::optional<Baseline> baseline = to_baseline(settings, paths);
  if (only_checks) return kNothingFound;
  for (const std::string& path : texts_setting(settings, "junit-times")) {
    TimedTests timed = read_junit_times(path);
    std::move(timed.tests.begin(), timed.tests.end(), std::back_inserter(analysis.timed_tests.tests));
    std::move(timed.notes.begin(), timed.notes.end(), std::back_inserter(analysis.timed_tests.notes));
  }
  Progress progress(system_surroundings(verbosity));
  const Report report = judge_files(std::move(files), analysis, baseline ? &*baseline : nullptr, progress);
  progress.end();
  if (annotates) write_stderr(format_github_annotations(report, fail_rule));
  progress.begin("writing reports", targets.size());
  write_reports(report, targets, fail_rule, verbosity == Verbosity::kVerbose);
  progress.end();
  if (const std::string written = describe_written(targets);
      !written.empty() && verbosity != Verbosity::kQuiet)
    print_message(kAnalyzerName, "note", written);
  if (!report.unreadable.empty() && !fail_rule.fails(report.verdict)) {
    const bool skips = settings["skip-unreadable"].as<bool>();
    for (const UnreadableFile& file : report.unreadable) {
      if (!skips || verbosity != Verbosity::kQuiet)
        print_message(kAnalyzerName, skips ? "warning" : "error", file.cause);
    }
    if (!skips) return kUnreadable;
  }
  return exit_status(report, fail_rule, verbosity);
}

}  // namespace tidemark

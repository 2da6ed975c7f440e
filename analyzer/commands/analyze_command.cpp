#include "analyzer/baseline/baseline_file.hpp"
#include "analyzer/commands/analyze_options.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/judge/analysis.hpp"
#include "analyzer/recordings/recording_reader.hpp"
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
    "  tidemark-analyzer analyze --metric all --report text --report json=leaks.json part*.tidemark\n"
    "  tidemark-analyzer analyze --since 2026-11-21T09:30:00Z --fail-on suspect night.tidemark\n\n"
    "Verdicts: critical (reaches the limit within the critical time), leak, suspect, clean, and insufficient "
    "(seen\n"
    "for less than --min-ticks or --min-alive). Exit status: 0 nothing at or above --fail-on, 1 something "
    "is,\n"
    "2 wrong usage or unreadable input, 3 internal error, 4 nothing could be judged. Each option can also be "
    "set in\n"
    "the environment: "
    "TIDEMARK_MAX_GAP=30s stands for --max-gap 30s.";

enum Status { kNothingFound = 0, kFound = 1, kNothingJudged = 4 };

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
std::vector<std::string> files_read(const Settings& settings, std::vector<std::string> recordings) {
  std::vector<std::string> files = std::move(recordings);
  for (std::string& path : texts_setting(settings, "suppress")) files.push_back(std::move(path));
  if (auto path = text_setting(settings, "baseline")) files.push_back(std::move(*path));
  return files;
}

}  // namespace

int analyze_command(std::span<const std::string> arguments) {
  const CommandOptions options = analyze_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer analyze [OPTION...] RECORDING...", kText, options.shown);
    return 0;
  }
  const auto targets = parse_report_targets(texts_setting(settings, "report"), report_format_names());
  const std::vector<std::string> paths = required_recordings(settings, options.positional);
  check_targets(targets, files_read(settings, paths));
  AnalysisSettings analysis = to_analysis_settings(settings);
  analysis.sparklines = draws_series(targets);
  analysis.plots = draws_plots(targets);
  const bool annotates = wants_github_annotations(settings);
  const FailRule fail_rule = to_fail_rule(settings);
  const Verbosity verbosity = verbosity_of(settings);
  Progress progress(system_surroundings(verbosity));
  std::vector<Recording> recordings = read_recordings(paths, ReadSamples::kNo, &progress);
  std::optional<Baseline> baseline;
  if (const auto path = text_setting(settings, "baseline")) baseline = read_baseline(*path);
  const Report report =
      read_and_analyze(std::move(recordings), analysis, baseline ? &*baseline : nullptr, &progress);
  progress.end();
  if (annotates) write_stderr(format_github_annotations(report, fail_rule));
  progress.begin("writing reports", targets.size());
  write_reports(report, targets, fail_rule);
  progress.end();
  return exit_status(report, fail_rule, verbosity);
}

}  // namespace tidemark

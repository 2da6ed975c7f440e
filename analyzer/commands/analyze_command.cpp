#include <algorithm>
#include <filesystem>
#include <iterator>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "analyzer/baseline/baseline_file.hpp"
#include "analyzer/commands/analyze_options.hpp"
#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/commands/junit_times.hpp"
#include "analyzer/judge/analysis.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/reports/annotations.hpp"
#include "analyzer/reports/report_targets.hpp"
#include "analyzer/running/progress.hpp"
#include "common/error.hpp"
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
  if (auto path = text_setting(settings, "baseline")) files.push_back(std::move(*path));
  for (std::string& path : texts_setting(settings, "junit-times")) files.push_back(std::move(path));
  return files;
}

// The recordings of a run, less the files of directories that turn out not to be readable.
class Inputs {
 public:
  explicit Inputs(std::vector<ListedRecording> files) : files_(std::move(files)) {}

  // As read_recordings, without samples.
  std::vector<Recording> read(Progress& progress) {
    std::vector<Recording> recordings;
    for (std::size_t i = 0; i < files_.size();) {
      try {
        recordings.push_back(read_recording(files_[i].path, ReadSamples::kNo, &progress));
        ++i;
      } catch (const FileError& error) {
        if (!files_[i].is_of_directory) throw;
        leave_out(i, error);
      }
    }
    return recordings;
  }
  // Returns whether it was a directory's file that could not be read to its end.
  bool leave_out(const FileError& error) {
    // What SQLite keeps beside a file is part of it.
    const auto is_it = [&](const ListedRecording& file) {
      const std::string_view named = error.path();
      if (!file.is_of_directory || !named.starts_with(file.path)) return false;
      const std::string_view ending = named.substr(file.path.size());
      return ending.empty() || ending == "-wal" || ending == "-shm" || ending == "-journal";
    };
    const auto found = std::find_if(files_.begin(), files_.end(), is_it);
    if (found == files_.end()) return false;
    leave_out(static_cast<std::size_t>(found - files_.begin()), error);
    return true;
  }
  [[nodiscard]] const std::vector<UnreadableFile>& unreadable() const { return unreadable_; }

 private:
  // What is gone was removed by the recorder meanwhile, as --keep-size and --keep-age ask.
  void leave_out(std::size_t i, const FileError& error) {
    std::error_code ignored;
    const std::string& path = files_[i].path;
    if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored)))
      unreadable_.push_back({path, error.what()});
    files_.erase(files_.begin() + static_cast<std::ptrdiff_t>(i));
  }

  std::vector<ListedRecording> files_;
  std::vector<UnreadableFile> unreadable_;
};

Report judge(Inputs& inputs, const AnalysisSettings& analysis, const Baseline* baseline, Progress& progress) {
  for (;;) {
    try {
      Report report = read_and_analyze(inputs.read(progress), analysis, baseline, &progress);
      for (const UnreadableFile& file : inputs.unreadable())
        report.notes.push_back("not judged: " + file.cause);
      report.unreadable = inputs.unreadable();
      return report;
    } catch (const FileError& error) {
      if (!inputs.leave_out(error)) throw;
    }
  }
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
  std::optional<Baseline> baseline;
  if (const auto path = text_setting(settings, "baseline")) baseline = read_baseline(*path);
  if (only_checks) return kNothingFound;
  for (const std::string& path : texts_setting(settings, "junit-times")) {
    TimedTests timed = read_junit_times(path);
    std::move(timed.tests.begin(), timed.tests.end(), std::back_inserter(analysis.timed_tests.tests));
    std::move(timed.notes.begin(), timed.notes.end(), std::back_inserter(analysis.timed_tests.notes));
  }
  Progress progress(system_surroundings(verbosity));
  Inputs inputs(std::move(files));
  const Report report = judge(inputs, analysis, baseline ? &*baseline : nullptr, progress);
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

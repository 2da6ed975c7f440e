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
#include "analyzer/commands/report_outcome.hpp"
#include "analyzer/running/progress.hpp"
#include "analyzer/shards/shard_files.hpp"
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

// Leaves the files of one part, and returns which part it is.
Shards keep_shard(const ShardChoice& choice, std::span<const std::string> paths,
                  std::vector<ListedRecording>& files) {
  const ShardPlan plan = deal_out_files(paths, choice.count);
  std::vector<ListedRecording> kept;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (plan.shards[i] == choice.number) kept.push_back(std::move(files[i]));
  }
  files = std::move(kept);
  return {choice.count, plan.digest, {choice.number}};
}

}  // namespace

int analyze_command(std::span<const std::string> arguments) {
  const CommandOptions options = analyze_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer analyze [OPTION...] [RECORDING...]", kText, options.shown);
    return 0;
  }
  const OutcomeRules rules = to_outcome_rules(settings);
  const bool only_checks = settings["dry-run"].as<bool>();
  std::vector<ListedRecording> files;
  if (!only_checks) files = list_recordings(settings, options.positional);
  check_targets(rules.targets, files_read(settings, files));
  AnalysisSettings analysis = to_analysis_settings(settings);
  analysis.sparklines = draws_series(rules.targets);
  analysis.plots = draws_plots(rules.targets);
  const std::optional<ShardChoice> shard = to_shard(settings);
  std::vector<std::string> paths;
  paths.reserve(files.size());
  for (const ListedRecording& file : files) paths.push_back(file.path);
  const std::optional<Baseline> baseline = to_baseline(settings, paths);
  if (only_checks) return 0;
  for (const std::string& path : texts_setting(settings, "junit-times")) {
    TimedTests timed = read_junit_times(path);
    std::move(timed.tests.begin(), timed.tests.end(), std::back_inserter(analysis.timed_tests.tests));
    std::move(timed.notes.begin(), timed.notes.end(), std::back_inserter(analysis.timed_tests.notes));
  }
  Progress progress(system_surroundings(rules.verbosity));
  const auto shards = shard ? std::optional(keep_shard(*shard, paths, files)) : std::nullopt;
  Report report = judge_files(std::move(files), analysis, baseline ? &*baseline : nullptr, progress);
  report.shards = shards;
  progress.end();
  return tell_outcome(report, rules, progress);
}

}  // namespace tidemark

#include <fmt/core.h>

#include <string>
#include <vector>

#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/commands/report_outcome.hpp"
#include "analyzer/judge/report_sums.hpp"
#include "analyzer/reports/json/report_reader.hpp"
#include "analyzer/running/progress.hpp"
#include "analyzer/shards/report_merger.hpp"
#include "common/error.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kText =
    "Makes one report, and one exit status, of the JSON reports of many hosts: those of analyze --shard, of\n"
    "hosts that judged themselves, or of merge, in any order. None may judge what another one judges, and "
    "all\n"
    "have to be judged with the same settings. The 10,000 worst processes are listed, the others counted.\n\n"
    "  tidemark-analyzer analyze --shard 3/8 --report json=3.json archive/\n"
    "  tidemark-analyzer merge *.json\n"
    "  tidemark-analyzer merge --report html=hosts.html reports/*.json\n\n"
    "Exit status: as of analyze; 2 also where shards are missing, or a report cannot be read, and "
    "nothing\nalerts.";

CommandOptions merge_options() {
  CommandOptions options{boost::program_options::options_description(), "json-report"};
  boost::program_options::options_description outcome("What comes out");
  add_outcome(outcome);
  options.shown.add(outcome);
  options.shown.add_options()("help,h", "print this help");
  add_verbosity(options);
  return options;
}

}  // namespace

int merge_command(std::span<const std::string> arguments) {
  const CommandOptions options = merge_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer merge [OPTION...] REPORT.json...", kText, options.shown);
    return 0;
  }
  const OutcomeRules rules = to_outcome_rules(settings);
  const std::vector<std::string> paths = texts_setting(settings, options.positional);
  if (paths.empty()) throw UserError("no report is named; --help shows how");
  check_targets(rules.targets, paths);
  Progress progress(system_surroundings(rules.verbosity));
  progress.begin("merging reports", paths.size());
  ReportReader reader;
  ReportMerger merger;
  std::vector<UnreadableFile> unreadable;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    try {
      merger.add(paths[i], reader.read(paths[i], [&](ProcessReport process) {
        merger.add_process(std::move(process));
      }));
    } catch (const FileError& error) {
      merger.forget_coming();
      unreadable.push_back({paths[i], error.what()});
      if (unreadable.size() == paths.size()) throw;
    }
    progress.reach(i + 1);
  }
  Report merged = merger.finish();
  for (UnreadableFile& file : unreadable) {
    merged.notes.push_back("not merged: " + file.cause);
    merged.unreadable.push_back(std::move(file));
  }
  progress.end();
  return tell_outcome(merged, rules, progress, missing_shards(merged));
}

}  // namespace tidemark

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/history/history_store.hpp"
#include "analyzer/history/measured_run.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/reports/history/history_forms.hpp"
#include "analyzer/reports/history/history_words.hpp"
#include "analyzer/reports/report_targets.hpp"
#include "analyzer/running/progress.hpp"
#include "analyzer/shards/shard_files.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Keeps what runs of many revisions have shown, and tells from which revision on a program or a test "
    "needs more memory.\n\n"
    "  tidemark-analyzer history add run.tidemark --database mem.db --revision r42\n"
    "  tidemark-analyzer history show --database mem.db\n"
    "  tidemark-analyzer history report --database mem.db --report html=h.html\n"
    "  tidemark-analyzer history report --database mem.db --fail-on-change\n\n"
    "'history add' measures each session of the recordings once; 'show' prints the history of a branch, "
    "'report' writes it as "
    "a page, as Markdown for a merge request or as JSON. A change is told from the 4th run on. A run that "
    "differs alone is told as odd: another run of the same revision, or the next one, tells whether it "
    "stays. "
    "What its own recording proves, a leak by what a test keeps or by growth, is told at once.\n\n"
    "Exit status: 0 done; with --fail-on-change 1 where it is told with the newest revision that something "
    "needs more, which an odd run alone is not; 2 wrong usage, or a recording or database that cannot be "
    "used.";

constexpr std::int64_t kMostRuns = 100'000;

struct HistoryFormat {
  std::string_view name;
  std::string (*write)(const HistoryReport& report);
};

constexpr std::array kWriters{
    HistoryFormat{"text", format_history_text}, HistoryFormat{"json", format_history_json},
    HistoryFormat{"markdown", [](const HistoryReport& report) { return format_history_markdown(report); }},
    HistoryFormat{"html", format_history_html}};
constexpr std::array kFormats{kWriters[0].name, kWriters[1].name, kWriters[2].name, kWriters[3].name};

po::typed_value<std::string>* text() { return po::value<std::string>(); }

void add_database(po::options_description& options) {
  auto add = options.add_options();
  add("help,h", "print this help");
  add("database", text(), "where the history is kept: an SQLite file, or postgresql://...");
  add("branch", text()->default_value("main"), "the line of revisions that runs are compared along");
}

std::string required(const Settings& settings, const std::string& name) {
  const auto value = text_setting(settings, name);
  if (!value || value->empty()) throw UserError(fmt::format("--{} is missing; --help shows how", name));
  return *value;
}

void add_addition(po::options_description& options) {
  auto add = options.add_options();
  add("revision", text(), "what was tested: a commit, a tag, the number of a build");
  add("shard", text(), "I/N: add the I-th of N parts of the recordings, as of analyze");
  add("replace", po::bool_switch(),
      "measure a session anew that is in the history, and take this revision and branch");
}

void add_form(po::options_description& options) {
  auto add = options.add_options();
  add("report", po::value<std::vector<std::string>>()->value_name("FORMAT[=PATH]"),
      report_option_help(kFormats).c_str());
  add("format", text(), "of 'show': text or json; as --report");
  add("runs", text()->default_value(std::to_string(kUsualRuns)), "the newest so many runs are looked at");
  add("min-growth", text()->default_value("1MiB"), "a smaller change is none");
  add("min-growth-share", text()->default_value("0.1"), "part of what it was by which it has to change");
  add("fail-on-change", po::bool_switch(),
      "end with 1 where it is told with the newest revision that something needs more: one odd run is not "
      "enough");
}

using AddTo = void (*)(po::options_description& options);

CommandOptions options_of(AddTo add_own) {
  CommandOptions options{po::options_description("Options"), "recording"};
  add_database(options.shown);
  add_own(options.shown);
  add_verbosity(options);
  return options;
}

void print_help() {
  CommandOptions all{po::options_description("Options"), "recording"};
  add_database(all.shown);
  add_verbosity(all);
  po::options_description of_add("Of add"), of_report("Of show and report");
  add_addition(of_add);
  add_form(of_report);
  all.shown.add(of_add).add(of_report);
  print_command_help("tidemark-analyzer history add|show|report --database FILE [OPTION...]", kText,
                     all.shown);
}

// What is added to a history, and where.
struct Addition {
  std::string revision;
  std::string branch;
  bool replace;
  bool is_quiet;
};

void tell(const Addition& addition, const std::string& what) {
  if (!addition.is_quiet) print_message(kAnalyzerName, "info", what);
}

// Adds each session of the files of one run.
void add_sessions(HistoryStore& store, const std::vector<std::string>& files, const Addition& addition,
                  Progress& progress) {
  const std::vector<Recording> recordings = read_recordings(files, ReadSamples::kNo, &progress);
  std::set<std::string> sessions;
  for (const Recording& recording : recordings) {
    for (const Session& session : recording.sessions) sessions.insert(session.uuid);
  }
  for (std::size_t i = 1; i <= sessions.size(); ++i) {
    const AnalysisSettings settings = measuring_settings(i);
    const std::string session = *settings.session.chosen(recordings);
    if (const auto known = store.find(session); known && !addition.replace) {
      tell(addition,
           fmt::format("session {} of {} is in the history, with revision {} of {}; --replace takes it anew",
                       session, files.front(), known->revision, known->branch));
      continue;
    }
    const HistoryRun run =
        to_history_run(measure_with_report(files, settings, &progress), addition.revision, addition.branch);
    progress.end();
    const Added added = store.add(run, addition.replace);
    tell(addition,
         fmt::format("session {} of {} {} revision {} of {}", session, files.front(),
                     added == Added::kKnown ? "was added meanwhile beside" : "is now in the history with",
                     addition.revision, addition.branch));
  }
}

int add(std::span<const std::string> arguments) {
  const CommandOptions options = options_of(add_addition);
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer history add RECORDING... --database FILE --revision R", kText,
                       options.shown);
    return 0;
  }
  const std::string database = required(settings, "database");
  const Verbosity verbosity = verbosity_of(settings);
  const Addition addition{required(settings, "revision"), required(settings, "branch"),
                          settings["replace"].as<bool>(), verbosity == Verbosity::kQuiet};
  std::vector<std::string> recordings = required_recordings(settings, options.positional);
  if (const auto shard = text_setting(settings, "shard"))
    recordings = files_of_shard(recordings, parse_shard(*shard));
  const auto runs = group_into_runs(recordings);
  HistoryStore store(database, Access::kWrite);
  Progress progress(system_surroundings(verbosity));
  for (const auto& files : runs) add_sessions(store, files, addition, progress);
  progress.end();
  return 0;
}

int report(std::span<const std::string> arguments, std::string_view name) {
  const CommandOptions options = options_of(add_form);
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help(fmt::format("tidemark-analyzer history {} --database FILE [OPTION...]", name), kText,
                       options.shown);
    return 0;
  }
  if (settings.count(options.positional) != 0)
    throw UserError(fmt::format("history {}: it takes no recording; 'history add' does", name));
  std::vector<std::string> reports = texts_setting(settings, "report");
  if (const auto format = text_setting(settings, "format")) reports.push_back(*format);
  const auto targets = parse_report_targets(reports, kFormats);
  const std::string database = required(settings, "database");
  check_targets(targets, std::span(&database, 1));
  HistorySettings bounds;
  bounds.baseline.least_change_bytes = static_cast<double>(*size_setting(settings, "min-growth"));
  bounds.baseline.least_change_of_level = *number_setting(settings, "min-growth-share", 0.0, 100.0);
  const std::string branch = required(settings, "branch");
  const auto most = static_cast<std::size_t>(*whole_setting(settings, "runs", 1, kMostRuns));
  const HistoryReport history = judge_history(branch, read_branch(database, branch, most), bounds);
  write_targets(targets, [&](const ReportTarget& target, const TextSink& sink) {
    const auto* const format = std::find_if(kWriters.begin(), kWriters.end(), [&](const HistoryFormat& each) {
      return each.name == target.format;
    });
    sink(format->write(history));
  });
  if (!settings["fail-on-change"].as<bool>()) return 0;
  if (!history.has_enough_runs()) print_message(kAnalyzerName, "warning", verdict_text(history));
  return history.is_worse() ? 1 : 0;
}

}  // namespace

int history_command(std::span<const std::string> arguments) {
  if (arguments.empty())
    throw UserError("history: it is to be followed by add, show or report; --help shows how");
  const std::string& name = arguments[0];
  if (name == "add") return add(arguments.subspan(1));
  if (name == "show" || name == "report") return report(arguments.subspan(1), name);
  if (name == "--help" || name == "-h") {
    print_help();
    return 0;
  }
  throw UserError(fmt::format("history: there is no '{}'; there are add, show and report", name));
}

}  // namespace tidemark

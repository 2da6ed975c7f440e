#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/inspect/top_table.hpp"
#include "analyzer/judge/analysis.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/recordings/repeated_sessions.hpp"
#include "analyzer/running/parallel.hpp"
#include "analyzer/running/progress.hpp"
#include "analyzer/text/terminal.hpp"
#include "common/error.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Shows which processes grew most, each with its verdict; or, at one moment, which were the largest. "
    "VIRT, RES "
    "and SHR\nare what top calls them.\n\n"
    "  tidemark-analyzer top night.tidemark\n"
    "  tidemark-analyzer top --metric rss --count 5 night.tidemark\n"
    "  tidemark-analyzer top --at 2026-11-21T03:30:00Z night.tidemark";

CommandOptions top_options() {
  CommandOptions options{po::options_description("Options"), "recording"};
  options.shown.add_options()("help,h", "print this help")(
      "metric", po::value<std::string>(),
      "what to sort by: vm_size (virt), rss (res), anon or data; by default vm_size or, where that was not "
      "recorded, rss")("count", po::value<std::string>()->default_value("20"),
                       "how many processes to show; 0 for all")(
      "at", po::value<std::string>(), "show the processes as they were at this time");
  add_selection(options.shown);
  add_verbosity(options);
  return options;
}

TopSettings to_top_settings(const Settings& settings, const Selection& selection) {
  constexpr std::int64_t kMost = 1'000'000;
  TopSettings top;
  const std::string metric = text_setting(settings, "metric").value_or("vm_size");
  const auto metrics = parse_metrics(metric);
  if (metrics.size() != 1) throw UserError(fmt::format("metric: '{}' is not one metric to sort by", metric));
  top.metric = metrics.front();
  top.most_rows = static_cast<std::size_t>(*whole_setting(settings, "count", 0, kMost));
  top.process = selection.process;
  top.exclude = selection.exclude;
  top.range = selection.range;
  top.at = time_setting(settings, "at");
  return top;
}

// Returns whether any process has a value of the metric.
bool has_any(const std::vector<Recording>& recordings, Metric metric) {
  for (const Recording& recording : recordings) {
    for (const RecordedProcess& process : recording.processes) {
      for (const SampleRow& row : process.rows) {
        if (row.memory.bytes(metric)) return true;
      }
    }
  }
  return false;
}

// Throws where `at` lies outside of what was recorded, where no process is known to be alive.
void check_time(WallTime at, const TimeRange& range, const std::vector<Recording>& recordings) {
  std::optional<WallTime> first, last;
  for (const Recording& recording : recordings) {
    for (const Tick& tick : recording.ticks) {
      const WallTime time = to_wall_time(tick.wall_ns);
      if (!range.contains(time)) continue;
      first = first ? std::min(*first, time) : time;
      last = last ? std::max(*last, time) : time;
    }
  }
  const bool is_whole = !range.since && !range.until;
  const std::string_view what = is_whole ? "was recorded" : "--since and --until leave";
  if (!first) throw UserError(fmt::format("at: there is no time in what {}", what));
  if (at >= *first && at <= *last) return;
  throw UserError(fmt::format("at: {} lies outside of what {}, {} to {}", format_rfc3339(at), what,
                              format_rfc3339(*first), format_rfc3339(*last)));
}

[[noreturn]] void reject_empty(const TopSettings& top) {
  if (top.process) {
    throw UserError(
        fmt::format("process: nothing was recorded{} of a process whose name or command line has '{}' in it",
                    top.at ? " at that time" : "", *top.process));
  }
  if (top.at) throw UserError(fmt::format("at: no process was observed at {}", format_rfc3339(*top.at)));
  throw UserError("there is no process in what is to be shown");
}

}  // namespace

int top_command(std::span<const std::string> arguments) {
  const CommandOptions options = top_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer top [OPTION...] [RECORDING...]", kText, options.shown);
    return 0;
  }
  const Selection selection = to_selection(settings);
  TopSettings top = to_top_settings(settings, selection);
  const Verbosity verbosity = verbosity_of(settings);
  Progress progress(system_surroundings(verbosity));
  std::vector<Recording> recordings =
      read_recordings(required_recordings(settings, options.positional), ReadSamples::kYes, &progress);
  progress.end();
  std::vector<std::string> notes = drop_repeated_sessions(recordings);
  if (auto note = selection.session.keep_chosen(recordings)) notes.push_back(std::move(*note));
  for (const std::string& note : notes) {
    if (verbosity != Verbosity::kQuiet) print_message(kAnalyzerName, "note", note);
  }
  if (settings.count("metric") == 0 && !has_any(recordings, Metric::kVmSize)) top.metric = Metric::kRss;
  if (top.at) check_time(*top.at, top.range, recordings);
  std::vector<TopRow> rows = find_top(recordings, top);
  if (rows.empty()) reject_empty(top);
  AnalysisSettings analysis;
  select(selection, analysis);
  analysis.threads = available_threads();
  add_verdicts(analyze(std::move(recordings), analysis), rows);
  write_stdout(format_top(rows, top, text_width()));
  return 0;
}

}  // namespace tidemark

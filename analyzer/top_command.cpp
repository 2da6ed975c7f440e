#include <fmt/core.h>

#include <algorithm>

#include "analyzer/command_line.hpp"
#include "analyzer/commands.hpp"
#include "analyzer/recording_reader.hpp"
#include "analyzer/repeated_sessions.hpp"
#include "analyzer/top_table.hpp"
#include "common/error.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Shows which processes grew most, whatever their verdict; or, at one moment, which were the largest. "
    "VIRT, RES "
    "and SHR\nare what top calls them.\n\n"
    "  tidemark-analyzer top night.tidemark\n"
    "  tidemark-analyzer top --metric rss --count 5 night.tidemark\n"
    "  tidemark-analyzer top --at 2026-11-21T03:30:00Z night.tidemark";

CommandOptions top_options() {
  CommandOptions options{po::options_description("Options"), "recording"};
  options.shown.add_options()("help,h", "print this help")("metric",
                                                           po::value<std::string>()->default_value("vm_size"),
                                                           "what to sort by: vm_size, rss, anon or data")(
      "count", po::value<std::string>()->default_value("20"), "how many processes to show; 0 for all")(
      "at", po::value<std::string>(), "show the processes as they were at this time, RFC 3339")(
      "since", po::value<std::string>(), "look at nothing before this time")(
      "until", po::value<std::string>(), "look at nothing after this time")(
      "process", po::value<std::string>(),
      "only processes in whose name or command line this regular expression is found");
  add_verbosity(options);
  return options;
}

TopSettings to_top_settings(const Settings& settings) {
  constexpr std::int64_t kMost = 1'000'000;
  TopSettings top;
  const std::string metric = *text_setting(settings, "metric");
  const auto metrics = parse_metrics(metric);
  if (metrics.size() != 1) throw UserError(fmt::format("metric: '{}' is not one metric to sort by", metric));
  top.metric = metrics.front();
  top.most_rows = static_cast<std::size_t>(*whole_setting(settings, "count", 0, kMost));
  top.process = text_setting(settings, "process");
  top.range = {time_setting(settings, "since"), time_setting(settings, "until")};
  top.at = time_setting(settings, "at");
  return top;
}

// Nobody was alive at a time that nobody recorded.
void check_time(WallTime at, const std::vector<Recording>& recordings) {
  std::optional<WallTime> first, last;
  for (const Recording& recording : recordings) {
    if (recording.ticks.empty()) continue;
    const WallTime begin = to_wall_time(recording.ticks.front().wall_ns);
    first = first ? std::min(*first, begin) : begin;
    last = std::max(last, std::optional(to_wall_time(recording.ticks.back().wall_ns)));
  }
  if (!first) throw UserError("at: nothing was recorded");
  if (at >= *first && at <= *last) return;
  throw UserError(fmt::format("at: {} lies outside of what was recorded, {} to {}", format_rfc3339(at),
                              format_rfc3339(*first), format_rfc3339(*last)));
}

}  // namespace

int top_command(std::span<const std::string> arguments) {
  const CommandOptions options = top_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer top [OPTION...] RECORDING...", kText, options.shown);
    return 0;
  }
  const TopSettings top = to_top_settings(settings);
  const Verbosity verbosity = verbosity_of(settings);
  Progress progress(system_surroundings(verbosity));
  std::vector<Recording> recordings =
      read_recordings(required_recordings(settings, options.positional), ReadSamples::kYes, &progress);
  progress.end();
  for (const std::string& note : drop_repeated_sessions(recordings)) {
    if (verbosity != Verbosity::kQuiet) print_message(kAnalyzerName, "note", note);
  }
  if (top.at) check_time(*top.at, recordings);
  write_stdout(format_top(find_top(recordings, top), top));
  return 0;
}

}  // namespace tidemark

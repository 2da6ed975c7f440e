#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/exports/stack_profile.hpp"
#include "analyzer/groups/process_choice.hpp"
#include "analyzer/kinds/whole_session.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/recordings/repeated_sessions.hpp"
#include "analyzer/running/progress.hpp"
#include "analyzer/stacks/touched_places.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Writes where processes used memory for the first time, by the stacks of their page faults, to standard "
    "output. Memory that was freed and is used again takes no fault: first touched is not always leaked. "
    "Bytes "
    "are page faults times the size of a page.\n\n"
    "  tidemark-analyzer stacks --process '^app$' night.tidemark | flamegraph.pl\n"
    "  tidemark-analyzer stacks --process app --format pprof x.tidemark > x.pb.gz\n"
    "  tidemark-analyzer stacks --process app --format speedscope --since -1h x\n\n"
    "Formats (--format):\n"
    "  folded      a line a stack, \"main;handle;put 4096\", in bytes\n"
    "  pprof       for `go tool pprof`, compressed\n"
    "  speedscope  JSON, for https://www.speedscope.app\n\n"
    "Exit status: 0 done, 2 wrong usage, a recording that cannot be read, or no stacks in it.";

constexpr std::size_t kMostStacks = 65'536;

CommandOptions stacks_options() {
  CommandOptions options{po::options_description("Options"), "recording"};
  auto add = options.shown.add_options();
  add("help,h", "print this help");
  add("format", po::value<std::string>()->default_value("folded"), "folded, pprof or speedscope");
  add("evidence", po::value<std::string>()->default_value("touched"),
      "touched: who used memory first; kept: who wrote last what was then left alone, of recordings made "
      "with --fault-stacks kept");
  add("files", po::bool_switch(), "also page faults in mappings of files and of shared memory");
  add_selection(options.shown);
  add_verbosity(options);
  return options;
}

StackEvidence parse_evidence(const std::string& name) {
  if (name == "touched") return StackEvidence::kTouched;
  if (name == "kept") return StackEvidence::kKept;
  throw UserError(fmt::format("evidence: '{}' is neither touched nor kept", name));
}

std::vector<ProcessLife> chosen_lives(const std::vector<Recording>& recordings, const Selection& selection) {
  const WholeSessions sessions = join_sessions(recordings, selection.range);
  const ProcessChoice choice(selection.process, selection.exclude, recordings, sessions);
  std::vector<ProcessLife> lives = join_processes(recordings);
  std::erase_if(lives, [&](const ProcessLife& life) { return !choice.wants(life); });
  if (lives.empty()) {
    throw UserError(
        fmt::format("process: nothing was recorded of a process whose name or command line has '{}' in it",
                    *selection.process));
  }
  return lives;
}

// Says why there are no stacks, as far as the recordings tell.
[[noreturn]] void reject_empty(const std::vector<Recording>& recordings, StackEvidence evidence) {
  const bool is_kept = evidence == StackEvidence::kKept;
  for (const Recording& recording : recordings) {
    for (const Session& session : recording.sessions) {
      if (const std::string* why = session.why_no_stacks())
        throw UserError(fmt::format("{}: stacks of page faults were not recorded: {}", recording.path, *why));
    }
    if (has_stacks(recording, evidence))
      throw UserError(fmt::format("there is no stack of {} in that time",
                                  is_kept ? "what these processes kept" : "a page fault of these processes"));
  }
  throw UserError(is_kept ? "the recording has no stacks of what was kept: it takes --fault-stacks kept"
                          : "the recording has no stacks of page faults");
}

StackProfile make_profile(const std::vector<ProcessLife>& lives, const StackSet& set,
                          StackEvidence evidence) {
  const RecordedProcess& process = lives.front().process();
  StackProfile profile{.name = lives.size() == 1 ? fmt::format("{} (PID {})", process.name, process.pid)
                                                 : count_of(lives.size(), "process", "processes"),
                       .stacks = {}};
  profile.name += evidence == StackEvidence::kKept ? ": kept memory last written" : ": memory first touched";
  profile.bytes_per_fault = set.page_size_bytes.value_or(profile.bytes_per_fault);
  SourceLines lines;
  FrameNames names(set.frames, &lines);
  for (const WeighedStack& stack : set.windows.front().stacks) {
    if (stack.faults > 0.0) profile.stacks.push_back({names.name(stack), stack.is_whole, stack.faults});
  }
  return profile;
}

void set_times(const std::vector<ProcessLife>& lives, const TimeRange& range, StackProfile& profile) {
  std::int64_t first = std::numeric_limits<std::int64_t>::max(), last = 0;
  for (const ProcessLife& life : lives) {
    for (const LifePart& part : life.parts) {
      const RecordedProcess& process = part.process();
      for (std::uint32_t i = process.first_tick.value_or(part.session().end_tick);
           i < process.exit_tick.value_or(part.session().end_tick); ++i) {
        const std::int64_t wall_ns = part.recording->ticks[i].wall_ns;
        if (!range.contains(to_wall_time(wall_ns))) continue;
        first = std::min(first, wall_ns);
        last = std::max(last, wall_ns);
      }
    }
  }
  if (last < first) return;
  profile.begin_wall_ns = first;
  profile.length_ns = last - first;
}

}  // namespace

int stacks_command(std::span<const std::string> arguments) {
  const CommandOptions options = stacks_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer stacks --process REGEX [OPTION...] [RECORDING...]", kText,
                       options.shown);
    return 0;
  }
  const ProfileFormat format = parse_profile_format(*text_setting(settings, "format"));
  const Selection selection = to_selection(settings);
  if (!selection.process) throw UserError("process: say of which process, by a regular expression");
  const StackEvidence evidence = parse_evidence(*text_setting(settings, "evidence"));
  if (format == ProfileFormat::kPprof && isatty(STDOUT_FILENO) != 0)
    throw UserError("format: pprof is no text for a terminal; redirect it into a file");
  const Verbosity verbosity = verbosity_of(settings);
  Progress progress(system_surroundings(verbosity));
  std::vector<Recording> recordings =
      read_recordings(required_recordings(settings, options.positional), ReadSamples::kNo, &progress);
  std::vector<std::string> notes = drop_repeated_sessions(recordings);
  if (auto note = selection.session.keep_chosen(recordings)) notes.push_back(std::move(*note));
  const std::vector<ProcessLife> lives = chosen_lives(recordings, selection);
  StackWindow window{.parts = {},
                     .begin_ns = std::numeric_limits<std::int64_t>::min(),
                     .end_ns = std::numeric_limits<std::int64_t>::max(),
                     .counts_files = settings["files"].as<bool>(),
                     .range = selection.range};
  for (const ProcessLife& life : lives)
    window.parts.insert(window.parts.end(), life.parts.begin(), life.parts.end());
  const StackSet set = read_fault_stacks(std::span(&window, 1), kMostStacks, evidence);
  progress.end();
  if (set.windows.front().faults <= 0.0) reject_empty(recordings, evidence);
  if (lives.size() > 1)
    notes.push_back(fmt::format("the stacks of {} together", count_of(lives.size(), "process", "processes")));
  if (set.windows.front().lost_samples > 0.0)
    notes.push_back(
        fmt::format("{:.0f} of all samples of page faults were lost", set.windows.front().lost_samples));
  for (const std::string& note : notes) {
    if (verbosity != Verbosity::kQuiet) print_message(kAnalyzerName, "note", note);
  }
  StackProfile profile = make_profile(lives, set, evidence);
  set_times(lives, selection.range, profile);
  write_stdout(format_profile(profile, format));
  return 0;
}

}  // namespace tidemark

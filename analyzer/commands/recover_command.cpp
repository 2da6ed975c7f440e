#include <fmt/core.h>

#include <boost/program_options/value_semantic.hpp>

#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/imports/import_writer.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/recovery/recovery.hpp"
#include "analyzer/reports/output_check.hpp"
#include "analyzer/running/progress.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"
#include "common/output_file.hpp"
#include "common/program.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Makes a sound recording of what can be read of a damaged one, and says what is missing. The damaged "
    "one\n"
    "stays as it is.\n\n"
    "  tidemark-analyzer recover night.tidemark --output rest.tidemark\n"
    "  tidemark-analyzer info rest.tidemark\n\n"
    "Where samples are lost, their processes count as not observed until their next row. Exit status: 0 "
    "something\n"
    "was recovered, 2 wrong usage, or nothing can be; then no recording was made.";

// Of the ranges that a table lacks.
constexpr std::size_t kMostShown = 10;

std::string describe_key(std::int64_t key, std::string_view lowest, std::string_view highest) {
  if (key == kLowestKey.first) return std::string(lowest);
  if (key == kHighestKey.first) return std::string(highest);
  return std::to_string(key);
}

std::string describe_lost(const RecoveredTable& table, const LostRows& rows) {
  const std::string_view unit = table.is_tick_keyed ? "tick" : "id";
  if (rows.low.first == kLowestKey.first && rows.high.first == kHighestKey.first)
    return "nothing of it can be read";
  if (rows.low.first == rows.high.first)
    return fmt::format("unreadable: some or all of {} {}", unit, rows.low.first);
  return fmt::format("unreadable: {} {} to {}", unit, describe_key(rows.low.first, "the first", ""),
                     describe_key(rows.high.first, "", "the last"));
}

std::string describe(const RecoveredTable& table) {
  std::string text = fmt::format("{}: {}", table.name, count_of(table.rows, "row", "rows"));
  for (std::size_t i = 0; i < std::min(table.lost.size(), kMostShown); ++i)
    text += "; " + describe_lost(table, table.lost[i]);
  if (table.lost.size() > kMostShown)
    text += fmt::format("; unreadable: {} more stretches", table.lost.size() - kMostShown);
  if (table.refused > 0)
    text += fmt::format("; dropped: {} that contradict others or that no recording can hold",
                        count_of(table.refused, "row", "rows"));
  if (table.unsound > 0)
    text += fmt::format("; {} with values that cannot be, which are unknown now",
                        count_of(table.unsound, "row", "rows"));
  return wrap(text, "  ", "    ");
}

std::string describe(const Recovery& recovery, const std::string& from, const std::string& to) {
  std::string text = wrap(fmt::format("{}: recovered from {}{}", printable(to), printable(from),
                                      recovery.is_complete() ? "; nothing is missing" : ""),
                          "", "  ");
  if (recovery.log_unusable)
    text += wrap("its write-ahead log cannot be read; the newest ticks are missing", "  ", "    ");
  for (const RecoveredTable& table : recovery.tables) text += describe(table);
  if (recovery.renamed_sessions > 0)
    text += wrap(
        fmt::format("{} whose row is lost: the name is a new one, and all but the ticks' times is unknown",
                    count_of(recovery.renamed_sessions, "session", "sessions")),
        "  ", "    ");
  if (recovery.moved_samples > 0)
    text += wrap(fmt::format("{} of lost ticks stand at the next one",
                             count_of(recovery.moved_samples, "sample", "samples")),
                 "  ", "    ");
  if (recovery.unobserved > 0)
    text += wrap(
        fmt::format("{} not observed where samples are lost, until the next row of each",
                    recovery.unobserved == 1 ? "1 process counts as"
                                             : fmt::format("{} processes count as", recovery.unobserved)),
        "  ", "    ");
  return text;
}

Recovery write_recovery(const std::string& from, const ImportTarget& target, Progress& progress) {
  const std::string& to = target.path;
  OutputFile output(check_target(target), kRecordingMode);
  Recovery recovery;
  try {
    const WritableRecording recording = open_for_writing(output.temporary_path());
    progress.begin("recovering " + from, 0);
    recovery = recover_recording(from, recording.database);
    if (!finish_writing(recording.database))
      throw FileError(to, "write the recording", "another program reads it meanwhile");
  } catch (const SqliteError& error) {
    throw_file_error(to, error, "write the recording");
  }
  static_cast<void>(read_recording(output.temporary_path(), ReadSamples::kCheck, &progress));
  output.publish(target.if_exists == IfExists::kReplace ? Replacing::kAllowed : Replacing::kForbidden);
  return recovery;
}

}  // namespace

int recover_command(std::span<const std::string> arguments) {
  CommandOptions options{po::options_description("Options"), "recording"};
  auto add = options.shown.add_options();
  add("help,h", "print this help");
  add("output,o", po::value<std::string>(), "the recording to make");
  add("force", po::bool_switch(), "replace a recording that is there");
  add_verbosity(options);
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer recover DAMAGED --output RECORDING [OPTION...]", kText,
                       options.shown);
    return 0;
  }
  const std::vector<std::string> paths = required_files(settings, options.positional);
  if (paths.size() != 1) throw UserError("one recording is recovered at a time");
  const auto output = text_setting(settings, "output");
  if (!output) throw UserError("--output is missing; --help shows how");
  check_not_an_input("output", std::span(&*output, 1), paths);
  const IfExists if_exists = settings["force"].as<bool>() ? IfExists::kReplace : IfExists::kRefuse;
  const ImportTarget target{*output, "", std::nullopt, if_exists};
  const Verbosity verbosity = verbosity_of(settings);
  Progress progress(system_surroundings(verbosity));
  const Recovery recovery = write_recovery(paths[0], target, progress);
  progress.end();
  if (verbosity != Verbosity::kQuiet) write_stdout(describe(recovery, paths[0], *output));
  return 0;
}

}  // namespace tidemark

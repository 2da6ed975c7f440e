#include <fmt/core.h>
#include <unistd.h>

#include <boost/program_options/value_semantic.hpp>

#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/exports/export_text.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/recordings/repeated_sessions.hpp"
#include "analyzer/running/progress.hpp"
#include "common/error.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Writes what recordings hold to standard output: each process at each tick at which it\n"
    "was observed, what did not change filled in.\n\n"
    "  tidemark-analyzer export night.tidemark > night.csv\n"
    "  tidemark-analyzer export --format jsonl --resample 1m night.tidemark\n\n"
    "Formats (--format):\n"
    "  csv          time, host, pid, name with its escapes, KiB; unknown is empty\n"
    "  memorytools  the reference tool's CSV, of VmSize in bytes\n"
    "  jsonl        an object a line, bytes; unknown is null\n\n"
    "import reads the first two again, and makes the same samples of them. Exit status: 0\n"
    "done, 2 wrong usage, or a recording that cannot be read.";

CommandOptions export_options() {
  CommandOptions options{po::options_description("Options"), "recording"};
  auto add = options.shown.add_options();
  const auto text = [] { return po::value<std::string>(); };
  add("help,h", "print this help");
  add("format", text()->default_value("csv"), "csv, memorytools or jsonl");
  add("resample", text(),
      "values on an even grid of this interval, by lines between neighbouring observations, where there is "
      "no gap");
  add("session", text()->default_value("all"), "only this session: last, or its number from 1 on");
  add_verbosity(options);
  return options;
}

}  // namespace

int export_command(std::span<const std::string> arguments) {
  const CommandOptions options = export_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer export [OPTION...] [RECORDING...]", kText, options.shown);
    return 0;
  }
  ExportSettings wanted{.format = parse_export_format(*text_setting(settings, "format")),
                        .resample = duration_setting(settings, "resample"),
                        // No name can drive a terminal.
                        .has_plain_names = isatty(STDOUT_FILENO) == 0};
  if (wanted.resample && wanted.resample->count() == 0) throw UserError("resample: it must be longer than 0");
  const SessionChoice session("session", *text_setting(settings, "session"));
  const Verbosity verbosity = verbosity_of(settings);
  Progress progress(system_surroundings(verbosity));
  std::vector<Recording> recordings =
      read_recordings(required_recordings(settings, options.positional), ReadSamples::kNo, &progress);
  std::vector<std::string> notes = drop_repeated_sessions(recordings);
  if (auto note = session.keep_chosen(recordings)) notes.push_back(std::move(*note));
  ExportText text(wanted, [](std::string_view piece) { write_stdout(piece); });
  for (const Recording& recording : recordings) text.add(recording, &progress);
  text.end();
  progress.end();
  for (const std::string& note : notes) {
    if (verbosity != Verbosity::kQuiet) print_message(kAnalyzerName, "note", note);
  }
  if (text.rows() == 0) print_message(kAnalyzerName, "warning", "there was no sample to export");
  return 0;
}

}  // namespace tidemark

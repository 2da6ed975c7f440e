#include <fmt/core.h>

#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/inspect/info_text.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/running/progress.hpp"
#include "common/error.hpp"
#include "common/program.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Says what is in the recordings (sessions, hosts, clocks, gaps, processes, marks, control\n"
    "groups, what the recorder cost) and whether they are sound.\n\n"
    "  tidemark-analyzer info                         of recording.tidemark\n"
    "  tidemark-analyzer info night.tidemark\n"
    "  tidemark-analyzer info /var/lib/tidemark\n\n"
    "Exit status: 0 all are sound, 2 one is not, or cannot be read.";

constexpr int kUnsound = 2;

// Prints what can be said of a damaged recording; nothing where that is nothing.
void print_rest(const std::string& path) {
  try {
    const Recording recording = read_unchecked(path);
    write_stdout(format_info(recording, read_facts(recording)));
  } catch (const UserError&) {
    // The damage is told anyway.
  }
}

// Prints one recording. Returns whether it is sound.
bool print_info(const std::string& path, Progress& progress) {
  try {
    const Recording recording = read_recording(path, ReadSamples::kCheck, &progress);
    const std::string text = format_info(recording, read_facts(recording));
    progress.end();
    write_stdout(text + "  sound\n");
    return true;
  } catch (const UserError& error) {
    progress.end();
    if (dynamic_cast<const DamagedRecording*>(&error) != nullptr) print_rest(path);
    print_message(kAnalyzerName, "error", error.what());
    return false;
  }
}

}  // namespace

int info_command(std::span<const std::string> arguments) {
  CommandOptions options{po::options_description("Options"), "recording"};
  options.shown.add_options()("help,h", "print this help");
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer info RECORDING...", kText, options.shown);
    return 0;
  }
  Progress progress(system_surroundings(Verbosity::kNormal));
  int status = 0;
  for (const std::string& path : required_recordings(settings, options.positional)) {
    if (!print_info(path, progress)) status = kUnsound;
  }
  return status;
}

}  // namespace tidemark

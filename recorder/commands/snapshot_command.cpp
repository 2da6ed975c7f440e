#include <boost/program_options/value_semantic.hpp>

#include "common/error.hpp"
#include "common/program.hpp"
#include "common/settings.hpp"
#include "recorder/commands/commands.hpp"
#include "schema/recording_copy.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Copies a recording, also while a recorder writes to it, as it is at one moment. The copy is one file,\n"
    "complete in itself. (A copy by cp lacks the newest ticks, and may be damaged.)\n\n"
    "  tidemark-recorder snapshot --output so-far.tidemark recording.tidemark\n"
    "  tidemark-analyzer analyze so-far.tidemark";

}  // namespace

int snapshot_command(std::span<const std::string> arguments) {
  po::options_description shown("Options");
  shown.add_options()("help,h", "print this help");
  shown.add_options()("output,o", po::value<std::string>(), "the copy; a file that is there is not replaced");
  po::options_description options;
  options.add(shown);
  options.add_options()("recording", po::value<std::string>());
  po::positional_options_description positional;
  positional.add("recording", 1);
  const Settings settings = read_settings(options, positional, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-recorder snapshot --output FILE RECORDING", kText, shown);
    return 0;
  }
  const auto source = text_setting(settings, "recording");
  if (!source) throw UserError("no recording is named; --help shows how");
  const auto target = text_setting(settings, "output");
  if (!target || target->empty()) throw UserError("output: the name of the copy is missing");
  copy_recording(*source, *target);
  return 0;
}

}  // namespace tidemark

// The settings of both programs: an ini file, arguments and the environment.
#include <boost/program_options/value_semantic.hpp>

#include "analyzer/commands/analyze_options.hpp"
#include "analyzer/commands/report_outcome.hpp"
#include "common/settings.hpp"
#include "recorder/commands/recorder_options.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

namespace {

void read_recorders(std::string_view ini, const Environment& environment) {
  boost::program_options::options_description options = recording_options("1s", "the recording");
  add_service_options(options);
  options.add_options()("config", boost::program_options::value<std::string>(), "an ini file");
  const std::vector<std::string> arguments{"--config", scratch_file("recorder.ini", ini)};
  static_cast<void>(to_session_settings(read_settings(options, {}, arguments, environment)));
}

void read_analyzers(const std::vector<std::string>& arguments, const Environment& environment) {
  const CommandOptions options = analyze_options();
  const Settings settings = read_command_line(options, arguments, environment);
  static_cast<void>(to_outcome_rules(settings));
  static_cast<void>(to_shard(settings));
  static_cast<void>(to_analysis_settings(settings));
}

}  // namespace

// First the environment and the arguments, a line each, up to an empty one; then the ini file.
int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzInput input(bytes, size);
  Environment environment;
  std::vector<std::string> arguments;
  for (std::string_view line = input.take_until('\n'); !line.empty(); line = input.take_until('\n')) {
    const std::size_t sign = line.find('=');
    if (line.starts_with("TIDEMARK_") && sign != std::string_view::npos) {
      environment.emplace_back(line.substr(0, sign), line.substr(sign + 1));
    } else {
      arguments.emplace_back(line);
    }
  }
  static_cast<void>(warn_of_variables(environment));
  is_accepted([&] { read_analyzers(arguments, environment); });
  is_accepted([&] { read_recorders(input.rest(), environment); });
  return 0;
}

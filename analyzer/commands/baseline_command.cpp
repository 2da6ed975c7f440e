#include <fmt/core.h>

#include "analyzer/baseline/baseline_file.hpp"
#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/judge/baseline_runs.hpp"
#include "analyzer/reports/output_check.hpp"
#include "analyzer/running/progress.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"
#include "common/output_file.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Learns from recordings of good runs what level and growth are normal for each program. Each file is a\n"
    "run; files that share a session, as rotated ones do, are one. Baselines may be among the inputs: their\n"
    "runs are taken over.\n\n"
    "  tidemark-analyzer baseline build good*.tidemark --output good.json\n"
    "  tidemark-analyzer baseline build good.json tonight.tidemark --output good.json\n"
    "  tidemark-analyzer analyze --baseline good.json tomorrow.tidemark\n\n"
    "Three runs or more tell apart what is normal and what is chance. A program that leaks in a good run is\n"
    "warned of, for its growth becomes normal. Exit status: 0 done, 2 wrong usage, or an input or output\n"
    "that cannot be used; then nothing was written.";

void warn_of_leaks(const Baseline& baseline) {
  for (const BaselineRun& run : baseline.runs) {
    for (const auto& [program, shown] : run.programs) {
      if (shown.verdict < Verdict::kLeak) continue;
      print_message(kAnalyzerName, "warning",
                    fmt::format("{} is {} in {}; its growth counts as normal from now on", describe(program),
                                to_string(shown.verdict), printable(run.source)));
    }
  }
}

// A baseline may replace itself, with one run more; it must not replace a recording.
void check_no_recording_is_replaced(const std::string& output, std::vector<std::string> inputs) {
  std::erase_if(inputs, is_baseline_file);
  check_not_an_input("output", std::span(&output, 1), inputs);
}

int build(std::span<const std::string> arguments) {
  CommandOptions options{po::options_description("Options"), "recording"};
  options.shown.add_options()("help,h", "print this help")("output,o", po::value<std::string>(),
                                                           "the baseline to make");
  add_verbosity(options);
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer baseline build RECORDING... --output FILE", kText, options.shown);
    return 0;
  }
  const auto output = text_setting(settings, "output");
  if (!output) throw UserError("--output is missing; --help shows how");
  const std::vector<std::string> inputs = expand_directories(required_files(settings, options.positional));
  check_no_recording_is_replaced(*output, inputs);
  const Verbosity verbosity = verbosity_of(settings);
  Progress progress(system_surroundings(verbosity));
  const Baseline baseline = read_runs(inputs, {}, &progress);
  progress.end();
  if (verbosity != Verbosity::kQuiet) warn_of_leaks(baseline);
  write_file(*output, format_baseline(baseline));
  if (verbosity == Verbosity::kQuiet) return 0;
  std::map<ProgramKey, int> programs;
  for (const BaselineRun& run : baseline.runs) {
    for (const auto& [program, shown] : run.programs) ++programs[program];
  }
  print_message(kAnalyzerName, "info",
                fmt::format("{}: {} of {}", printable(*output), count_of(baseline.runs.size(), "run", "runs"),
                            count_of(programs.size(), "program", "programs")));
  return 0;
}

}  // namespace

int baseline_command(std::span<const std::string> arguments) {
  if (arguments.empty()) throw UserError("baseline: it is to be followed by 'build'; --help shows how");
  if (arguments[0] == "build") return build(arguments.subspan(1));
  if (arguments[0] == "--help" || arguments[0] == "-h") return build(arguments);
  throw UserError(fmt::format("baseline: there is no '{}'; there is build", arguments[0]));
}

}  // namespace tidemark

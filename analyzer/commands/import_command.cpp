#include <fmt/core.h>
#include <unistd.h>

#include <boost/program_options/value_semantic.hpp>

#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/imports/import_writer.hpp"
#include "analyzer/imports/memorytools_csv.hpp"
#include "analyzer/imports/utc_offset.hpp"
#include "analyzer/reports/output_check.hpp"
#include "analyzer/running/progress.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"
#include "common/input_file.hpp"
#include "common/program.hpp"
#include "schema/bounds.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Makes a recording of what another tool has recorded, each input becoming a session of its own.\n\n"
    "  tidemark-analyzer import --from memorytools run1.csv --output run1.tidemark\n"
    "  zcat 2.csv.gz | tidemark-analyzer import --from memorytools - -o 2.tidemark\n\n"
    "Layouts: memorytools, a CSV of 'Process ID,Process Name,Time,Memory Usage' with VmSize in bytes. Of "
    "several\n"
    "samples of a process with the same time the last one counts. Exit status: 0 done, 2 wrong usage or an "
    "input or\n"
    "output that cannot be used; then no recording was made.";

CommandOptions import_options() {
  CommandOptions options{po::options_description("Options"), "input"};
  auto add = options.shown.add_options();
  const auto text = [] { return po::value<std::string>(); };
  add("help,h", "print this help");
  add("from", text(), "layout of the inputs: memorytools");
  add("output,o", text(), "the recording to make");
  add("force", po::bool_switch(), "replace a recording that is there");
  add("memory-total", text(),
      "MemTotal of the machine that was recorded, a size: the default limit of the analysis");
  add("utc-offset", text(), "what times without a zone are ahead of UTC by: --utc-offset=+02:00");
  add("lenient", po::bool_switch(), "skip and count lines that are malformed or go back in time");
  add_verbosity(options);
  return options;
}

std::string required_text(const Settings& settings, const std::string& name) {
  const auto value = text_setting(settings, name);
  if (!value) throw UserError(fmt::format("--{} is missing; --help shows how", name));
  return *value;
}

ImportedData read_input(const std::string& path, std::chrono::minutes utc_offset, OnBadLine on_bad,
                        Progress& progress) {
  // What is read is held; so there is a bound for what may never end.
  constexpr Bytes kMostBytes = Bytes{16} << 30U;
  constexpr std::string_view kAction = "import the file";
  if (path == "-") {
    const std::string name = "standard input";
    InputText input(Descriptor(dup(STDIN_FILENO)), name, kAction, kMostBytes);
    return read_memorytools_csv(input, name, utc_offset, on_bad, &progress);
  }
  InputText input(path, kAction, kMostBytes);
  return read_memorytools_csv(input, path, utc_offset, on_bad, &progress);
}

void report_import(const ImportedData& data, const std::string& path) {
  print_message(kAnalyzerName, "note",
                fmt::format("{}: {} of {}", path, count_of(data.samples.size(), "sample", "samples"),
                            count_of(data.processes.size(), "process", "processes")));
  if (data.repeated_stamps > 0) {
    print_message(kAnalyzerName, "warning",
                  fmt::format("{}: dropped {} with the process and time of a later one", path,
                              count_of(data.repeated_stamps, "sample", "samples")));
  }
  if (data.skipped_lines > 0) {
    print_message(kAnalyzerName, "warning",
                  fmt::format("{}: skipped {}; the first: {}", path,
                              count_of(data.skipped_lines, "line", "lines"), data.first_skip));
  }
}

}  // namespace

int import_command(std::span<const std::string> arguments) {
  const CommandOptions options = import_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer import --from LAYOUT INPUT... -o RECORDING [OPTION...]", kText,
                       options.shown);
    return 0;
  }
  const std::string layout = required_text(settings, "from");
  if (layout != "memorytools") {
    throw UserError(fmt::format("from: there is no layout '{}'; there is memorytools", layout));
  }
  const IfExists if_exists = settings["force"].as<bool>() ? IfExists::kReplace : IfExists::kRefuse;
  const ImportTarget target{required_text(settings, "output"), layout, size_setting(settings, "memory-total"),
                            if_exists};
  if (target.memory_total == 0) throw UserError("memory-total: a machine has more than 0 bytes");
  if (target.memory_total && *target.memory_total / 1024 > kMostKib)
    throw UserError("memory-total: it is more than 64 bits can address");
  const auto utc_offset = parse_utc_offset(text_setting(settings, "utc-offset").value_or("+00:00"));
  const OnBadLine on_bad = settings["lenient"].as<bool>() ? OnBadLine::kSkip : OnBadLine::kThrow;
  const std::vector<std::string> paths = required_files(settings, options.positional);
  check_not_an_input("output", std::span(&target.path, 1), paths);
  check_target(target);
  const Verbosity verbosity = verbosity_of(settings);
  Progress progress(system_surroundings(verbosity));
  std::vector<ImportedData> inputs;
  inputs.reserve(paths.size());
  for (const std::string& path : paths) inputs.push_back(read_input(path, utc_offset, on_bad, progress));
  write_import(inputs, target, &progress);
  progress.end();
  if (verbosity == Verbosity::kQuiet) return 0;
  for (std::size_t i = 0; i < paths.size(); ++i) report_import(inputs[i], paths[i]);
  return 0;
}

}  // namespace tidemark

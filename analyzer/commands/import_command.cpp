#include <fmt/core.h>
#include <unistd.h>

#include <boost/program_options/value_semantic.hpp>

#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/imports/import_times.hpp"
#include "analyzer/imports/import_writer.hpp"
#include "analyzer/imports/layouts.hpp"
#include "analyzer/imports/table_columns.hpp"
#include "analyzer/reports/output_check.hpp"
#include "analyzer/running/progress.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"
#include "common/input_file.hpp"
#include "common/program.hpp"
#include "common/sqlite.hpp"
#include "schema/bounds.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Makes a recording of what another tool has recorded, each input becoming a session\n"
    "of its own. How an input is laid out is told by what is in it, or by --from.\n\n"
    "  pidstat -r -h -H -p ALL 1 600 > run.txt\n"
    "  tidemark-analyzer import run.txt --output run.tidemark\n"
    "  tidemark-analyzer import --from csv --column rss=Used:MiB t.csv -o t.tidemark\n"
    "  tidemark-analyzer import host*.txt.gz -o hosts.tidemark\n\n"
    "Layouts (--from):\n"
    "  memorytools   the reference tool's CSV\n"
    "  pidstat       pidstat -r, with or without -h and -H\n"
    "  ps            ps aux or ps -eo pid,rss,vsz,comm, with date before each\n"
    "  top           top -b\n"
    "  atop          atop -r FILE -P PRM\n"
    "  prometheus    the JSON of query_range\n"
    "  mprof         memory_profiler's mprofile_*.dat\n"
    "  psrecord      its --log\n"
    "  docker-stats  docker stats, with date before each\n"
    "  csv           any table with a column of times and columns of memory\n\n"
    "Of several values of a process with the same time the last one counts. Exit status: 0\n"
    "done, 2 wrong usage or an input or output that cannot be used; then no recording was\n"
    "made.";

CommandOptions import_options() {
  CommandOptions options{po::options_description("Options"), "input"};
  auto add = options.shown.add_options();
  const auto text = [] { return po::value<std::string>(); };
  add("help,h", "print this help");
  add("from", text()->default_value("auto"), "layout of the inputs, or auto: each by what is in it");
  add("output,o", text(), "the recording to make");
  add("force", po::bool_switch(), "replace a recording that is there");
  add("memory-total", text(),
      "MemTotal of the machine that was recorded, a size: the default limit of the analysis");
  add("column", po::value<std::vector<std::string>>()->value_name("FIELD=COLUMN[:UNIT]"),
      "what a table's column holds: rss=RES:KiB, time=when; fields are time, pid, name, host, vm_size, rss, "
      "shared, "
      "data, swap; may be repeated. With prometheus: of which metric");
  add("time-format", text(),
      "what a table's times are, where they do not tell: epoch-s, epoch-ms, elapsed-s, elapsed-min, "
      "elapsed-h, or as of "
      "strptime(3), such as '%d/%m/%Y %H:%M:%S'");
  add("decimal-comma", po::bool_switch(),
      "12,5 is twelve and a half; so it is in a table with semicolons anyway");
  add("start", text(), "when an input began whose times count from its beginning, or have no date");
  add("interval", text(), "between listings of ps or docker stats that have no times");
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

ImportSettings to_import_settings(const Settings& settings) {
  ImportSettings import;
  import.utc_offset = parse_utc_offset(text_setting(settings, "utc-offset").value_or("+00:00"));
  import.start = time_setting(settings, "start");
  import.interval = duration_setting(settings, "interval");
  import.time_format = text_setting(settings, "time-format").value_or("");
  for (const std::string& column : texts_setting(settings, "column"))
    import.columns.push_back(parse_import_column(column));
  import.decimal_comma = settings["decimal-comma"].as<bool>();
  return import;
}

struct InputReport {
  std::string_view layout;
  BadLines bad_lines;
};

// Reads one input after another into a store.
class Importing {
 public:
  Importing(std::string layout, ImportSettings settings, OnBadLine on_bad, Progress& progress)
      : layout_(std::move(layout)), settings_(std::move(settings)), on_bad_(on_bad), progress_(progress) {}

  void read(const std::string& path) {
    // A pipe may never end.
    constexpr Bytes kMostBytes = Bytes{1} << 40U;
    if (path == "-") {
      const std::string name = "standard input";
      InputText input(Descriptor(dup(STDIN_FILENO)), name, kImportAction, kMostBytes);
      read(input, name);
    } else {
      InputText input(path, kImportAction, kMostBytes);
      read(input, path);
    }
  }

  [[nodiscard]] const ImportStore& store() const { return store_; }
  [[nodiscard]] const std::vector<InputReport>& inputs() const { return inputs_; }
  // Returns the layout of all inputs; auto where they differ.
  [[nodiscard]] std::string origin() const {
    for (const InputReport& input : inputs_) {
      if (input.layout != inputs_[0].layout) return "auto";
    }
    return std::string(inputs_[0].layout);
  }

 private:
  void read(std::istream& source, const std::string& name) {
    inputs_.push_back({{}, BadLines(name, on_bad_)});
    InputReport& input = inputs_.back();
    input.layout = read_input(source, layout_, input.bad_lines, store_, settings_, &progress_).name;
  }

  std::string layout_;
  ImportSettings settings_;
  OnBadLine on_bad_;
  Progress& progress_;
  ImportStore store_;
  std::vector<InputReport> inputs_;
};

// replaced  of each session
void report_input(const ImportStore& store, const InputReport& input, std::size_t number,
                  std::span<const std::size_t> replaced) {
  std::size_t dropped = 0;
  for (std::size_t i = 0; i < replaced.size(); ++i)
    dropped += store.sessions()[i].input == number ? replaced[i] : 0;
  const std::string& name = input.bad_lines.path();
  print_message(kAnalyzerName, "note",
                fmt::format("{}: {}: {} of {}", name, input.layout,
                            count_of(store.samples_of(number) - dropped, "sample", "samples"),
                            count_of(store.processes_of(number), "process", "processes")));
  for (const std::string& note : store.notes_of(number))
    print_message(kAnalyzerName, "note", fmt::format("{}: {}", name, note));
  if (dropped > 0) {
    print_message(kAnalyzerName, "warning",
                  fmt::format("{}: dropped {} with the process and time of a later one", name,
                              count_of(dropped, "sample", "samples")));
  }
  if (input.bad_lines.skipped() > 0) {
    print_message(kAnalyzerName, "warning",
                  fmt::format("{}: skipped {}; the first: {}", name,
                              count_of(input.bad_lines.skipped(), "line", "lines"), input.bad_lines.first()));
  }
}

}  // namespace

int import_command(std::span<const std::string> arguments) {
  const CommandOptions options = import_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer import INPUT... -o RECORDING [OPTION...]", kText, options.shown);
    return 0;
  }
  const std::string layout = required_text(settings, "from");
  if (layout != "auto") static_cast<void>(layout_named(layout));
  const IfExists if_exists = settings["force"].as<bool>() ? IfExists::kReplace : IfExists::kRefuse;
  ImportTarget target{required_text(settings, "output"), layout, size_setting(settings, "memory-total"),
                      if_exists};
  if (target.memory_total == 0) throw UserError("memory-total: a machine has more than 0 bytes");
  if (target.memory_total && *target.memory_total / 1024 > kMostKib)
    throw UserError("memory-total: it is more than 64 bits can address");
  ImportSettings import_settings = to_import_settings(settings);
  const OnBadLine on_bad = settings["lenient"].as<bool>() ? OnBadLine::kSkip : OnBadLine::kThrow;
  const std::vector<std::string> paths = required_files(settings, options.positional);
  check_not_an_input("output", std::span(&target.path, 1), paths);
  check_target(target);
  const Verbosity verbosity = verbosity_of(settings);
  Progress progress(system_surroundings(verbosity));
  Importing importing(layout, std::move(import_settings), on_bad, progress);
  try {
    for (const std::string& path : paths) importing.read(path);
  } catch (const SqliteError& error) {
    throw UserError(fmt::format("cannot hold what is imported: {}; SQLITE_TMPDIR names a directory with room",
                                error.what()));
  }
  target.origin = importing.origin();
  const std::vector<std::size_t> replaced = write_import(importing.store(), target, &progress);
  progress.end();
  if (verbosity == Verbosity::kQuiet) return 0;
  for (std::size_t i = 0; i < paths.size(); ++i)
    report_input(importing.store(), importing.inputs()[i], i, replaced);
  return 0;
}

}  // namespace tidemark

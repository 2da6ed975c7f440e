#include <fmt/core.h>
#include <langinfo.h>

#include <algorithm>
#include <clocale>

#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/judge/analysis.hpp"
#include "analyzer/plots/svg_plot.hpp"
#include "analyzer/plots/text_plot.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/reports/text/plain_sentence.hpp"
#include "analyzer/running/progress.hpp"
#include "analyzer/text/plain_amounts.hpp"
#include "analyzer/text/terminal.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"
#include "common/program.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Draws processes over time in block characters, the worst first, with verdict and reason: the metric of "
    "the\nworst finding, or VmSize. `analyze --report html=FILE` draws all of them, with their lines.\n\n"
    "  tidemark-analyzer plot --process '^spooler$' night.tidemark\n"
    "  tidemark-analyzer plot --process spooler --metric all --ascii night.tidemark\n"
    "  tidemark-analyzer plot --since yesterday --count 3 /var/lib/tidemark";

constexpr std::size_t kLeastWidth = 40;
constexpr std::size_t kMostWidth = 1000;
constexpr std::size_t kLeastHeight = 4;

struct PlotSettings {
  AnalysisSettings analysis;
  std::optional<std::vector<Metric>> metrics;  // absent: that of the worst finding
  TextPlotStyle style;
  std::size_t most = 0;  // processes; 0: all
};

CommandOptions plot_options() {
  CommandOptions options{po::options_description("Options"), "recording"};
  auto add = options.shown.add_options();
  const auto text = [] { return po::value<std::string>(); };
  add("help,h", "print this help");
  add("metric", text(), "vm_size, rss, anon, data, a list such as vm_size,rss, or all; one plot each");
  add("count", text()->default_value("10"), "how many processes to draw at most; 0 for all");
  add_selection(options.shown);
  add("ascii", po::bool_switch(), "use no character beyond ASCII; so it is where the locale has no UTF-8");
  add("width", text(), "columns, 40 to 1000; by default those of the terminal, or 100");
  add("height", text()->default_value("12"), "lines of a plot, 4 to 200");
  add_verbosity(options);
  return options;
}

// As the environment says; LC_ALL=C is ASCII.
bool shows_utf8() {
  static_cast<void>(std::setlocale(LC_CTYPE, ""));
  return std::string_view(nl_langinfo(CODESET)) == "UTF-8";
}

std::size_t terminal_width() {
  return std::clamp<std::size_t>(terminal_columns().value_or(kTextWidth), kLeastWidth, kMostWidth);
}

PlotSettings to_plot_settings(const Settings& settings) {
  constexpr std::int64_t kMostHeight = 200;
  constexpr std::int64_t kMostProcesses = 1'000'000;
  PlotSettings plot;
  plot.analysis.plots = true;
  select(to_selection(settings), plot.analysis);
  if (const auto metrics = text_setting(settings, "metric")) plot.metrics = parse_metrics(*metrics);
  plot.most = static_cast<std::size_t>(*whole_setting(settings, "count", 0, kMostProcesses));
  const auto width = whole_setting(settings, "width", kLeastWidth, kMostWidth);
  plot.style.width = width ? static_cast<std::size_t>(*width) : terminal_width();
  plot.style.height = static_cast<std::size_t>(*whole_setting(settings, "height", kLeastHeight, kMostHeight));
  plot.style.ascii = settings["ascii"].as<bool>() || !shows_utf8();
  return plot;
}

// Returns the worst finding of the metric, which is the first.
const Finding* finding_of(const ProcessReport& process, Metric metric) {
  const auto finding = std::find_if(process.findings.begin(), process.findings.end(),
                                    [&](const Finding& candidate) { return candidate.metric == metric; });
  return finding != process.findings.end() ? &*finding : nullptr;
}

std::vector<Metric> metrics_of(const ProcessReport& process, const PlotSettings& settings) {
  if (settings.metrics) return *settings.metrics;
  if (!process.findings.empty()) return {sampled(process.findings.front().metric)};
  const auto& lines = process.plot->lines;
  return {lines.empty() ? Metric::kVmSize : lines.front().metric};
}

std::string plot_heading(const PlotLine& line, const Finding* finding) {
  std::string heading = fmt::format("{}, {} -> {}", plot_name(line.metric), format_size(line.bytes.front()),
                                    format_size(line.end_bytes));
  if (finding != nullptr) heading += "; " + plain_rate(finding->slope_bytes_per_second);
  return heading;
}

std::string text_above(const std::string& text, std::string_view indent, const TextPlotStyle& style) {
  const std::size_t width = std::min(style.width, kTextWidth);
  return disarm_ci_commands(wrap(style.ascii ? to_ascii(text) : text, indent, "  ", width));
}

std::string process_plots(const ProcessReport& process, const PlotSettings& settings) {
  std::string text = text_above(fmt::format("{}, PID {}{}: {}: {}", process.name, process.pid,
                                            on_host(process), to_string(process.verdict), process.reason),
                                "", settings.style);
  for (const Metric metric : metrics_of(process, settings)) {
    const auto& lines = process.plot->lines;
    const auto line = std::find_if(lines.begin(), lines.end(),
                                   [&](const PlotLine& candidate) { return candidate.metric == metric; });
    if (line == lines.end()) {
      text += text_above(fmt::format("{} was not recorded", plot_name(metric)), "  ", settings.style);
      continue;
    }
    const Finding* finding = finding_of(process, metric);
    text += text_above(plot_heading(*line, finding), "  ", settings.style);
    text += draw_text_plot(*process.plot, *line, finding, settings.style);
  }
  return text;
}

std::string draw_plots(const Report& report, const PlotSettings& settings) {
  std::string text;
  std::size_t drawn = 0, left_out = 0;
  for (const ProcessReport& process : report.processes) {
    if (!process.plot || process.plot->lines.empty()) continue;
    if (settings.most != 0 && drawn == settings.most) {
      ++left_out;
      continue;
    }
    if (drawn++ != 0) text += '\n';
    text += process_plots(process, settings);
  }
  if (drawn == 0) {
    throw UserError(settings.analysis.process
                        ? fmt::format("process: nothing was recorded of a process whose name or command line "
                                      "has '{}' in it",
                                      *settings.analysis.process)
                        : "there is no process in what is to be drawn");
  }
  if (left_out != 0)
    text += fmt::format("\n{} more; --count 0 draws all\n", count_of(left_out, "process", "processes"));
  return text;
}

}  // namespace

int plot_command(std::span<const std::string> arguments) {
  const CommandOptions options = plot_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer plot [OPTION...] [RECORDING...]", kText, options.shown);
    return 0;
  }
  const PlotSettings plot = to_plot_settings(settings);
  const Verbosity verbosity = verbosity_of(settings);
  Progress progress(system_surroundings(verbosity));
  std::vector<Recording> recordings =
      read_recordings(required_recordings(settings, options.positional), ReadSamples::kNo, &progress);
  const Report report = read_and_analyze(std::move(recordings), plot.analysis, nullptr, &progress);
  progress.end();
  if (verbosity != Verbosity::kQuiet) {
    for (const std::string& note : report.notes) print_message(kAnalyzerName, "note", note);
  }
  write_stdout(draw_plots(report, plot));
  return 0;
}

}  // namespace tidemark

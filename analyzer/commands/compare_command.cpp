#include <algorithm>
#include <array>

#include "analyzer/baseline/baseline_file.hpp"
#include "analyzer/baseline/compare.hpp"
#include "analyzer/commands/command_line.hpp"
#include "analyzer/commands/commands.hpp"
#include "analyzer/judge/analysis_settings.hpp"
#include "analyzer/judge/baseline_runs.hpp"
#include "analyzer/reports/compare/compare_report.hpp"
#include "analyzer/reports/report_targets.hpp"
#include "analyzer/running/progress.hpp"
#include "analyzer/text/terminal.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Says whether the recording NEW is worse than BASE, program by program: which leak that did not, which\n"
    "grow faster, which hold more than is normal, and which creep up from run to run. BASE is one or more\n"
    "recordings of earlier runs, or baselines; with several, NEW is compared with the oldest as well, so\n"
    "that many small steps add up.\n\n"
    "  tidemark-analyzer compare yesterday.tidemark today.tidemark\n"
    "  tidemark-analyzer compare good.json today.tidemark --report json=changes.json\n"
    "  tidemark-analyzer compare --process '^server$' monday.tidemark today.tidemark\n\n"
    "Programs are matched by name, those of an interpreter by their script too; the processes of a program\n"
    "in one run count as one. Groups of processes are matched by kind and name: one that leaks and did not, "
    "or\n"
    "grows faster, is worse. Exit status: 0 not worse, 1 worse, 2 wrong usage or unreadable input, 3 "
    "internal\n"
    "error, 4 nothing could be compared.";

struct ComparisonFormat {
  std::string_view name;
  std::string (*write)(const Comparison& comparison, std::size_t width);
};

template <std::string (*format)(const Comparison&)>
std::string ignoring_width(const Comparison& comparison, std::size_t /*width*/) {
  return format(comparison);
}

constexpr std::array kWriters{
    ComparisonFormat{"text", format_comparison_text},
    ComparisonFormat{"json", ignoring_width<format_comparison_json>},
    ComparisonFormat{"junit", ignoring_width<format_comparison_junit>},
    ComparisonFormat{"markdown", [](const Comparison& comparison,
                                    std::size_t) { return format_comparison_markdown(comparison); }},
    ComparisonFormat{"html", ignoring_width<format_comparison_html>},
};

constexpr std::array kFormats{kWriters[0].name, kWriters[1].name, kWriters[2].name, kWriters[3].name,
                              kWriters[4].name};

enum Status { kNotWorse = 0, kWorse = 1, kNothingCompared = 4 };

CommandOptions compare_options() {
  CommandOptions options{po::options_description("Options"), "recording"};
  auto add = options.shown.add_options();
  const auto text = [] { return po::value<std::string>(); };
  add("help,h", "print this help");
  add("metric", text()->default_value("all"),
      "what to compare: vm_size, rss, anon (rss without shared pages, and what was swapped out), data, a "
      "list of these, or all");
  add_process_choice(options.shown);
  add("min-growth", text()->default_value("1MiB"), "a smaller change is none");
  add("min-growth-share", text()->default_value("0.1"),
      "part of its level by which a program has to hold more to be worse");
  add("report", po::value<std::vector<std::string>>()->value_name("FORMAT[=PATH]"),
      report_option_help(kFormats).c_str());
  add_verbosity(options);
  return options;
}

// Returns the recordings of the run that is compared.
std::vector<std::string> new_run(const std::string& path) {
  const std::vector<std::string> files = expand_directories(std::vector{path});
  if (is_baseline_file(files.front()))
    throw FileError(path, "compare the file", "the last one has to be a recording, and it is none");
  const auto runs = group_into_runs(files);
  if (runs.size() > 1)
    throw FileError(path, "compare the directory", "it holds several runs; name the recording to judge");
  return runs.front();
}

// Keeps the programs of `now`. A baseline has no command lines, by which --process may have chosen: a program
// that `now` lacks was not chosen, nor was a group.
void keep_programs_of(const BaselineRun& now, Baseline& base) {
  for (BaselineRun& run : base.runs) {
    std::erase_if(run.programs, [&](const auto& program) { return !now.programs.contains(program.first); });
    if (!run.groups || !now.groups) continue;
    std::erase_if(*run.groups, [&](const auto& group) { return !now.groups->contains(group.first); });
  }
}

int exit_status(const Comparison& comparison) {
  if (comparison.is_worse) return kWorse;
  if (comparison.compared > 0) return kNotWorse;
  print_message(kAnalyzerName, "error", "no program could be compared: none was judged in both");
  return kNothingCompared;
}

}  // namespace

int compare_command(std::span<const std::string> arguments) {
  const CommandOptions options = compare_options();
  const Settings settings = read_command_line(options, arguments, current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-analyzer compare [OPTION...] BASE... NEW", kText, options.shown);
    return 0;
  }
  const auto targets = parse_report_targets(texts_setting(settings, "report"), kFormats);
  AnalysisSettings analysis;
  analysis.metrics = parse_metrics(*text_setting(settings, "metric"));
  analysis.process = text_setting(settings, "process");
  analysis.exclude = text_setting(settings, "exclude");
  BaselineSettings bounds;
  bounds.least_change_bytes = static_cast<double>(*size_setting(settings, "min-growth"));
  bounds.least_change_of_level = *number_setting(settings, "min-growth-share", 0.0, 100.0);
  const std::vector<std::string> files = required_files(settings, options.positional);
  if (files.size() < 2) throw UserError("compare: it takes at least two, BASE and NEW; --help shows how");
  check_targets(targets, expand_directories(files));
  Progress progress(system_surroundings(verbosity_of(settings)));
  const BaselineRun now = measure_run(new_run(files.back()), analysis, &progress);
  Baseline base =
      read_runs(expand_directories(std::span(files).first(files.size() - 1)), analysis, &progress);
  progress.end();
  if (analysis.process || analysis.exclude) keep_programs_of(now, base);
  const Comparison comparison = compare_runs(base, now, bounds);
  write_targets(targets, [&](const ReportTarget& target, const TextSink& sink) {
    const auto* const format =
        std::find_if(kWriters.begin(), kWriters.end(),
                     [&](const ComparisonFormat& each) { return each.name == target.format; });
    sink(format->write(comparison, target.path.empty() ? text_width() : kTextWidth));
  });
  return exit_status(comparison);
}

}  // namespace tidemark

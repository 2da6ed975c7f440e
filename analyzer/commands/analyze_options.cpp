#include "analyzer/commands/analyze_options.hpp"

#include <fmt/core.h>

#include <boost/program_options/value_semantic.hpp>
#include <set>
#include <sstream>

#include "analyzer/baseline/baseline_file.hpp"
#include "analyzer/commands/report_outcome.hpp"
#include "analyzer/history/branch_baseline.hpp"
#include "analyzer/history/history_store.hpp"
#include "analyzer/lives/process_pattern.hpp"
#include "analyzer/recordings/session_origins.hpp"
#include "analyzer/running/parallel.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;
using std::chrono::nanoseconds;

// Returns the duration where it is given; throws where it is 0.
std::optional<nanoseconds> positive_duration(const Settings& settings, const std::string& name) {
  const auto duration = duration_setting(settings, name);
  if (duration && duration->count() == 0) throw UserError(fmt::format("{}: it must be longer than 0", name));
  return duration;
}

double to_seconds(nanoseconds time) { return std::chrono::duration<double>(time).count(); }

Detectors parse_detectors(const std::string& list) {
  Detectors detectors{.lbr = false, .growth = false};
  std::istringstream names(list);
  for (std::string name; std::getline(names, name, ',');) {
    if (name == "lbr") {
      detectors.lbr = true;
    } else if (name == "growth") {
      detectors.growth = true;
    } else {
      throw UserError(fmt::format("detector: there is no '{}'; there are lbr and growth", name));
    }
  }
  if (!detectors.lbr && !detectors.growth) throw UserError("detector: it names none of lbr and growth");
  return detectors;
}

JobPolicy parse_job_policy(const std::string& name) {
  for (const auto& [policy, its_name] : kJobPolicies) {
    if (name == its_name) return policy;
  }
  throw UserError(fmt::format("judge-jobs: there is no '{}'; there are never, suspect and growth", name));
}

po::typed_value<std::string>* text() { return po::value<std::string>(); }

void add_reports(po::options_description& options) {
  add_outcome(options);
  options.add_options()(
      "explain", text(),
      "print every rule of growth and of the verdict with its figure and bound, for processes in whose name "
      "or command line this is found");
}

void add_accepted(po::options_description& options) {
  auto add = options.add_options();
  add("suppress", po::value<std::vector<std::string>>()->value_name("FILE"),
      "growth of processes and groups that is known and accepted, an ini file of rules (see the man page); "
      "may be repeated");
  add("baseline", text(),
      "what good runs showed, made by 'baseline build': what departs from it is told, and growth within it "
      "is normal");
  add("history", text(),
      "a database of 'history add': the same, by what the last runs of a branch showed since they last "
      "changed");
  add("branch", text()->default_value("main"), "the branch of the history");
  add("warm-up", text(),
      "leave out this much from the beginning of each process's life, not of the recording; by default "
      "nothing");
  add("judge-jobs", text()->default_value("suspect"),
      "what becomes of the growth of a process that ended by itself, as jobs do: suspect, at most; never, "
      "not judged; growth, judged as any other");
  add("service", text(),
      "judge processes in whose name or command line this is found as services, by their growth however they "
      "end; those seen to listen on a socket are");
  add("judge-harness", po::bool_switch(),
      "judge what runs tests (pytest, ctest, jest and others) as any process; otherwise it is suspect at "
      "most");
}

void add_tests(po::options_description& options) {
  auto add = options.add_options();
  add("junit-times", po::value<std::vector<std::string>>()->value_name("FILE"),
      "a JUnit report (XML) of tests that were not marked: tells when each ran, so that it is judged as one "
      "that "
      "was; may be repeated");
  add("by-test", po::bool_switch(),
      "judge each marked test by its runs in all processes of a program, over all recordings; one that keeps "
      "more each time is a leak, however little each process shows");
}

// The bounds of the verdict, and of what is judged at all.
void add_verdict_bounds(po::options_description& options) {
  auto add = options.add_options();
  add("limit", text(),
      "the memory a process may come to use: a size, or a percentage of the recorded MemTotal; by default "
      "MemTotal or, for rss, anon and data, the control group's recorded limit");
  add("critical-time", text()->default_value("1h"), "a limit reached within this time is critical");
  add("min-growth", text()->default_value("1MiB"), "growth below this is suspect at most");
  add("min-growth-share", text()->default_value("0.1"),
      "part of its median floor by which a process has to grow to leak, unless it reaches the limit in "
      "--leak-time");
  add("leak-time", text()->default_value("7d"),
      "growth that reaches the limit within this time is a leak, where that is within --leak-windows, too");
  add("leak-windows", text()->default_value("20"),
      "how far ahead the limit may be, in times of the window that the growth was seen in");
  add("sure-windows", text()->default_value("100"),
      "the same for growth on a line: of --sure-r2 over --sure-time and --sure-samples");
  add("sure-r2", text()->default_value("0.99"), "R^2 of such a line, at least");
  add("sure-time", text()->default_value("10m"), "its length, at least");
  add("sure-samples", text()->default_value("60"), "its samples, at least");
  add("p-value", text()->default_value("0.015"),
      "level of the test against a walk without drift, corrected for all starts and parts looked at");
  add("min-ticks", text()->default_value("6"), "processes seen at fewer ticks are insufficient; at least 6");
  add("min-alive", text()->default_value("10s"), "processes seen for less are insufficient");
}

void add_detectors(po::options_description& options) {
  auto add = options.add_options();
  add("metric", text()->default_value("all"),
      "what to judge by: vm_size (virt), rss (res), anon (rss without shared pages, and what was swapped "
      "out), data, a list such as vm_size,rss, or all");
  add("detector", text()->default_value("lbr,growth"),
      "what to judge with: growth (a floor that rises and goes on rising), lbr (a line through the end that "
      "reaches the limit), or both: lbr then counts no more than growth does");
  add("min-r2", text()->default_value("0.9"), "how well a line of LBR has to fit, 0 to 1");
  add("min-window", text()->default_value("20"), "the fewest points of its window");
  add("min-window-time", text()->default_value("10s"), "the shortest window");
  add("lbr-change-points", po::bool_switch(),
      "let LBR look only at windows that begin where the memory's level or slope changes, or with the "
      "segment");
  add("max-gap", text(),
      "neighbouring samples further apart split a series; by default the larger of 5 intervals and 2s");
  add("resample", text(), "step of the grid that lines are fitted on; by default the interval");
}

void add_running(po::options_description& options) {
  auto add = options.add_options();
  add("dry-run", po::bool_switch(), "check the options and where reports go, read no recording, and end");
  add("shard", text(),
      "I/N: judge the I-th of N parts, for N machines that judge an archive together; all recordings of a "
      "host are in one part, and merge makes one report of theirs");
  add("threads", text(), "how many threads may work at once; by default as many as there are cores");
  add("memory", text(),
      "about what the samples held at once may take: where all take more, processes are analysed in groups, "
      "and the recordings read again for each; by default 512MiB");
  add("help,h", "print this help");
}

using AddOptions = void (*)(po::options_description&);

void add_options(CommandOptions& options, const char* caption, AddOptions add) {
  po::options_description group(caption);
  add(group);
  options.shown.add(group);
}

constexpr std::int64_t kMostCounted = 1'000'000'000;

std::size_t count_setting(const Settings& settings, const std::string& name, std::size_t least) {
  return static_cast<std::size_t>(
      *whole_setting(settings, name, static_cast<std::int64_t>(least), kMostCounted));
}

LbrSettings to_lbr_settings(const Settings& settings) {
  LbrSettings lbr;
  lbr.min_window_points = count_setting(settings, "min-window", 2);
  lbr.min_window_time = *duration_setting(settings, "min-window-time");
  lbr.min_r_squared = *number_setting(settings, "min-r2", 0.0, 1.0);
  lbr.at_change_points = settings["lbr-change-points"].as<bool>();
  lbr.critical_time = *positive_duration(settings, "critical-time");
  return lbr;
}

GrowthVerdictSettings to_verdict_settings(const Settings& settings) {
  constexpr double kMostWindows = 1'000'000.0;
  GrowthVerdictSettings verdict;
  verdict.min_growth_bytes = static_cast<double>(*size_setting(settings, "min-growth"));
  verdict.min_growth_of_floor = *number_setting(settings, "min-growth-share", 0.0, 100.0);
  verdict.leak_seconds = to_seconds(*positive_duration(settings, "leak-time"));
  verdict.leak_windows = *number_setting(settings, "leak-windows", 0.0, kMostWindows);
  verdict.critical_seconds = to_seconds(*positive_duration(settings, "critical-time"));
  verdict.sure_windows = *number_setting(settings, "sure-windows", 0.0, kMostWindows);
  verdict.sure_r_squared = *number_setting(settings, "sure-r2", 0.0, 1.0);
  verdict.sure_seconds = to_seconds(*positive_duration(settings, "sure-time"));
  verdict.sure_samples = count_setting(settings, "sure-samples", 1);
  return verdict;
}

JudgeSettings to_judge_settings(const Settings& settings) {
  constexpr double kLeastLevel = 1e-3;  // the table of chances tells no less of what three looks share
  constexpr double kMostLevel = 0.25;
  JudgeSettings judge;
  judge.detectors = parse_detectors(*text_setting(settings, "detector"));
  judge.resample = positive_duration(settings, "resample");
  judge.lbr = to_lbr_settings(settings);
  judge.growth.verdict = to_verdict_settings(settings);
  judge.growth.growth.every_rule = settings.count("explain") != 0;
  judge.growth.growth.p_value = *number_setting(settings, "p-value", kLeastLevel, kMostLevel);
  judge.min_ticks = count_setting(settings, "min-ticks", judge.growth.growth.fewest_samples);
  judge.min_alive = *duration_setting(settings, "min-alive");
  return judge;
}

}  // namespace

CommandOptions analyze_options() {
  CommandOptions options{po::options_description(), "recording"};
  const auto add_group = [&](const char* caption, AddOptions add) { add_options(options, caption, add); };
  add_group("What is looked at", add_selection);
  add_group("What comes out", add_reports);
  add_group("What is normal or accepted", add_accepted);
  add_group("What tests say", add_tests);
  add_group("From where on growth is told", add_verdict_bounds);
  add_group("How growth is found", add_detectors);
  add_group("How it runs", add_running);
  add_verbosity(options);
  return options;
}

void add_judging(CommandOptions& options) {
  add_options(options, "What is looked at", add_process_choice);
  add_options(options, "What is normal or accepted", add_accepted);
  add_options(options, "From where on growth is told", add_verdict_bounds);
  add_options(options, "How growth is found", add_detectors);
  add_options(options, "How it runs", add_running);
  add_verbosity(options);
}

AnalysisSettings to_analysis_settings(const Settings& settings) {
  AnalysisSettings analysis;
  analysis.judge = to_judge_settings(settings);
  analysis.by_test = settings.count("by-test") != 0 && settings["by-test"].as<bool>();
  analysis.judge_test_runners = settings["judge-harness"].as<bool>();
  analysis.jobs.policy = parse_job_policy(*text_setting(settings, "judge-jobs"));
  analysis.service = text_setting(settings, "service");
  analysis.explain = text_setting(settings, "explain");
  for (const auto& [name, expression] :
       {std::pair("service", analysis.service), {"explain", analysis.explain}})
    static_cast<void>(ProcessPattern(name, expression));
  analysis.metrics = parse_metrics(*text_setting(settings, "metric"));
  analysis.max_gap = positive_duration(settings, "max-gap");
  analysis.warm_up = positive_duration(settings, "warm-up");
  analysis.limit = size_or_percent_setting(settings, "limit");
  select(to_selection(settings), analysis);
  constexpr std::int64_t kMostThreads = 1024;
  const auto threads = whole_setting(settings, "threads", 1, kMostThreads);
  analysis.threads = threads ? static_cast<std::size_t>(*threads) : available_threads();
  if (const auto memory = size_setting(settings, "memory")) {
    if (*memory == 0) throw UserError("memory: it must be more than 0");
    analysis.memory_bytes = static_cast<std::size_t>(*memory);
  }
  for (const std::string& path : texts_setting(settings, "suppress")) {
    for (SuppressionRule& rule : read_suppression_rules(path))
      analysis.suppressions.push_back(std::move(rule));
  }
  return analysis;
}

std::optional<ShardChoice> to_shard(const Settings& settings) {
  const auto text = text_setting(settings, "shard");
  if (!text) return std::nullopt;
  const ShardChoice shard = parse_shard(*text);
  if (settings["by-test"].as<bool>())
    throw UserError(
        "shard: --by-test judges the runs of a test in all recordings together, so that no part may lack "
        "some");
  if (*text_setting(settings, "session") != "all")
    throw UserError("shard: it excludes --session, which counts the sessions of all parts");
  for (const char* name : {"since", "until"}) {
    const auto time = text_setting(settings, name);
    if (time && !parse_rfc3339(*time))
      throw UserError(
          fmt::format("{}: '{}' is another time on each machine; with --shard write it like "
                      "2026-11-21T09:30:00Z",
                      name, *time));
  }
  return shard;
}

std::optional<Baseline> to_baseline(const Settings& settings, std::span<const std::string> recordings) {
  const auto baseline = text_setting(settings, "baseline");
  const auto history = text_setting(settings, "history");
  if (baseline && history) throw UserError("--baseline and --history exclude each other; give one");
  if (baseline) return read_baseline(*baseline);
  if (!history) return std::nullopt;
  std::set<std::string> judged;
  for (const std::string& recording : recordings) {
    try {
      judged.merge(read_session_uuids(recording));
    } catch (const FileError&) {
      // Whether one that cannot be read stands in the way is for the analysis to tell.
    }
  }
  const std::string branch = *text_setting(settings, "branch");
  return baseline_of(judge_history(branch, read_branch(*history, branch, kUsualRuns)), judged);
}

}  // namespace tidemark

#include "analyzer/commands/report_outcome.hpp"

#include <fmt/core.h>

#include <boost/program_options/value_semantic.hpp>
#include <string>

#include "analyzer/reports/annotations.hpp"
#include "common/error.hpp"
#include "common/program.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

enum Status { kNothingFound = 0, kFound = 1, kUnreadable = 2, kNothingJudged = 4 };

bool wants_github_annotations(const Settings& settings) {
  const auto name = text_setting(settings, "annotations");
  if (name && *name != "github")
    throw UserError(fmt::format("annotations: there is no '{}'; there is github", *name));
  return name.has_value();
}

int status_of_verdict(const Report& report, const OutcomeRules& rules) {
  if (report.verdict != Verdict::kInsufficient)
    return rules.fail_rule.fails(report.verdict) ? kFound : kNothingFound;
  const bool is_failure = rules.fail_rule.fails_unjudged(report.verdict);
  const std::string_view what =
      report.counts().all() == 0 ? "no process was there to be judged" : "no process could be judged";
  if (is_failure || rules.verbosity != Verbosity::kQuiet)
    print_message(kAnalyzerName, is_failure ? "error" : "warning", what);
  return is_failure ? kNothingJudged : kNothingFound;
}

}  // namespace

void add_outcome(po::options_description& options) {
  const auto text = [] { return po::value<std::string>(); };
  auto add = options.add_options();
  add("report", po::value<std::vector<std::string>>()->value_name("FORMAT[=PATH]"),
      report_option_help(report_format_names()).c_str());
  add("fail-on", text()->default_value("leak"),
      "end with 1 where a process is at least this: critical, leak, suspect, or never");
  add("allow-insufficient", po::bool_switch(), "end with 0 also where no process could be judged");
  add("skip-unreadable", po::bool_switch(),
      "end as if files that could not be read, or shards that are missing, were not there, with a warning; "
      "otherwise with 2 where nothing alerts");
  add("annotations", text(),
      "github: print workflow commands to standard error, by which GitHub Actions annotates the run; at most "
      "10");
}

FailRule to_fail_rule(const Settings& settings) {
  FailRule rule{.from = std::nullopt, .allow_insufficient = settings["allow-insufficient"].as<bool>()};
  const std::string name = *text_setting(settings, "fail-on");
  if (name == "never") return rule;
  for (const Verdict verdict : {Verdict::kCritical, Verdict::kLeak, Verdict::kSuspect}) {
    if (name != to_string(verdict)) continue;
    rule.from = verdict;
    return rule;
  }
  throw UserError(fmt::format("fail-on: '{}' is none of critical, leak, suspect and never", name));
}

OutcomeRules to_outcome_rules(const Settings& settings) {
  return {parse_report_targets(texts_setting(settings, "report"), report_format_names()),
          to_fail_rule(settings), wants_github_annotations(settings), settings["skip-unreadable"].as<bool>(),
          verbosity_of(settings)};
}

int tell_outcome(const Report& report, const OutcomeRules& rules, Progress& progress,
                 const std::string& missing) {
  if (rules.is_annotated) write_stderr(format_github_annotations(report, rules.fail_rule));
  progress.begin("writing reports", rules.targets.size());
  write_reports(report, rules.targets, rules.fail_rule, rules.verbosity == Verbosity::kVerbose);
  progress.end();
  if (const std::string written = describe_written(rules.targets);
      !written.empty() && rules.verbosity != Verbosity::kQuiet)
    print_message(kAnalyzerName, "note", written);
  std::vector<std::string> lacks;
  for (const UnreadableFile& file : report.unreadable) lacks.push_back(file.cause);
  if (!missing.empty()) lacks.push_back(missing);
  if (!lacks.empty() && !rules.fail_rule.fails(report.verdict)) {
    for (const std::string& lack : lacks) {
      if (!rules.skips_unreadable || rules.verbosity != Verbosity::kQuiet)
        print_message(kAnalyzerName, rules.skips_unreadable ? "warning" : "error", lack);
    }
    if (!rules.skips_unreadable) return kUnreadable;
  }
  return status_of_verdict(report, rules);
}

}  // namespace tidemark

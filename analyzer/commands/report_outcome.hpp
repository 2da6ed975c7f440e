#pragma once

#include <boost/program_options/options_description.hpp>

#include <string>
#include <vector>

#include "analyzer/commands/command_line.hpp"
#include "analyzer/judge/report.hpp"
#include "analyzer/reports/fail_rule.hpp"
#include "analyzer/reports/report_targets.hpp"
#include "analyzer/running/progress.hpp"

namespace tidemark {

// What becomes of a report when it is there.
struct OutcomeRules {
  std::vector<ReportTarget> targets;
  FailRule fail_rule;
  bool is_annotated = false;      // for GitHub Actions
  bool skips_unreadable = false;  // what could not be read does not fail the run
  Verbosity verbosity = Verbosity::kNormal;
};

// Adds --report, --fail-on and the other options that these come from.
void add_outcome(boost::program_options::options_description& options);

// Returns what --fail-on and --allow-insufficient ask for. Throws UserError for an unknown verdict.
[[nodiscard]] FailRule to_fail_rule(const Settings& settings);

// Returns the rules that they, and --quiet and --verbose, ask for. Throws UserError naming the setting whose value cannot be
// used.
[[nodiscard]] OutcomeRules to_outcome_rules(const Settings& settings);

// Writes the report to its targets, says where they are and what the report lacks, and returns the exit status: 0 nothing
// fails, 1 something does, 2 something could not be read or is missing, 4 nothing could be judged. Throws as write_reports.
//
// missing  what should have been there besides files, in words; empty where nothing is
[[nodiscard]] int tell_outcome(const Report& report, const OutcomeRules& rules, Progress& progress,
                               const std::string& missing = {});

}  // namespace tidemark

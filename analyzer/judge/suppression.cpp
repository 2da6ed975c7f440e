#include "analyzer/judge/suppression.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "analyzer/judge/suppressions/rule_in_use.hpp"

namespace tidemark {
namespace {

bool counts(const Finding& finding) { return finding.verdict >= Verdict::kSuspect && !finding.suppressed; }

// Judges the process by the findings that are not suppressed.
void judge_rest(ProcessReport& process, const Suppression& first) {
  auto& findings = process.findings;
  std::stable_partition(findings.begin(), findings.end(),
                        [](const Finding& finding) { return !finding.suppressed; });
  const Finding* worst = findings.empty() || !counts(findings.front()) ? nullptr : &findings.front();
  const Verdict verdict = worst == nullptr ? Verdict::kClean : worst->verdict;
  if (worst != nullptr) {
    process.reason = fmt::format("{}: {}", to_string(worst->metric), worst->reason);
  } else {
    process.reason = fmt::format("accepted: {}; by itself: {}", first.reason, process.reason);
  }
  if (verdict < process.verdict) process.suppressed = std::make_shared<const Suppression>(first);
  process.verdict = verdict;
}

void suppress_in(ProcessReport& process, std::vector<RuleInUse>& rules) {
  const RuleInUse::Process asked{process.name, process.command, process.pid};
  std::vector<RuleInUse*> applying;
  for (RuleInUse& rule : rules) {
    if (rule.applies_to(asked)) applying.push_back(&rule);
  }
  if (process.verdict < Verdict::kSuspect) return;
  std::optional<Suppression> first;
  for (Finding& finding : process.findings) {
    if (!counts(finding)) continue;
    const auto rule = std::find_if(applying.begin(), applying.end(),
                                   [&](RuleInUse* one) { return one->accepts(asked, finding); });
    if (rule == applying.end()) continue;
    finding.suppressed = (*rule)->suppression();
    if (!first) first = finding.suppressed;
  }
  for (TestReport& test : process.tests) {
    if (std::any_of(applying.begin(), applying.end(),
                    [&](RuleInUse* one) { return one->accepts_test(test.test); }))
      test.verdict = Verdict::kClean;
  }
  if (first) judge_rest(process, *first);
}

void suppress_in(GroupReport& group, std::vector<RuleInUse>& rules) {
  const std::optional<std::string> no_command;
  const RuleInUse::Process asked{group.name, no_command, 0, group.kind};
  // Each rule is asked, so that it knows what it matches.
  std::vector<RuleInUse*> applying;
  for (RuleInUse& rule : rules) {
    if (rule.applies_to(asked)) applying.push_back(&rule);
  }
  for (Finding& finding : group.findings) {
    const auto rule = std::find_if(applying.begin(), applying.end(),
                                   [&](RuleInUse* one) { return one->accepts(asked, finding); });
    if (rule == applying.end()) continue;
    finding.suppressed = (*rule)->suppression();
    group.suppressed = finding.suppressed;
    group.verdict = Verdict::kClean;
    group.reason = fmt::format("accepted: {}; by itself: {}", finding.suppressed->reason, group.reason);
  }
}

// Holds each of `all` against the rules for its sort, and returns what came of these.
template <typename Judged>
std::vector<RuleUse> suppress_all(std::vector<Judged>& all, std::span<const SuppressionRule> rules,
                                  bool for_groups, const std::optional<WallTime>& now) {
  std::vector<RuleInUse> in_use;
  for (const SuppressionRule& rule : rules) {
    if (rule.group.has_value() == for_groups) in_use.emplace_back(rule, now);
  }
  for (Judged& one : all) suppress_in(one, in_use);
  std::vector<RuleUse> uses;
  uses.reserve(in_use.size());
  for (const RuleInUse& rule : in_use) uses.push_back(rule.use());
  return uses;
}

}  // namespace

std::vector<RuleUse> suppress_known_growth(std::vector<ProcessReport>& processes,
                                           std::span<const SuppressionRule> rules,
                                           const std::optional<WallTime>& now) {
  return suppress_all(processes, rules, false, now);
}

std::vector<RuleUse> suppress_known_growth(std::vector<GroupReport>& groups,
                                           std::span<const SuppressionRule> rules,
                                           const std::optional<WallTime>& now) {
  return suppress_all(groups, rules, true, now);
}

}  // namespace tidemark

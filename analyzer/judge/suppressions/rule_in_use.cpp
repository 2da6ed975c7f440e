#include "analyzer/judge/suppressions/rule_in_use.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr double kSecondsPerHour = 3600.0;

bool fits(const SuppressionRule& rule, const RuleInUse::Process& process) {
  if (process.group != rule.group.value_or("")) return false;
  if (rule.process_name && !rule.process_name->is_found_in(process.name)) return false;
  return !rule.command || (process.command && rule.command->is_found_in(*process.command));
}

bool is_for(const SuppressionRule& rule, Metric metric) {
  return rule.group ||
         std::find(rule.metrics.begin(), rule.metrics.end(), sampled(metric)) != rule.metrics.end();
}

bool is_too_fast(const SuppressionRule& rule, const Finding& finding) {
  return rule.most_bytes_per_hour &&
         finding.slope_bytes_per_second * kSecondsPerHour > *rule.most_bytes_per_hour;
}

std::string describe_speed(const SuppressionRule& rule, const RuleInUse::Process& process,
                           const Finding& finding) {
  const std::string who = process.group.empty() ? fmt::format("{} ({})", process.name, process.pid)
                                                : fmt::format("the {} {}", process.group, process.name);
  return fmt::format("that {} grows by {} an hour in {}: more than {}", who,
                     format_size(finding.slope_bytes_per_second * kSecondsPerHour), to_string(finding.metric),
                     format_size(*rule.most_bytes_per_hour));
}

}  // namespace

bool RuleInUse::applies_to(const Process& process) {
  if (!fits(rule_, process)) return false;
  ++fitting_;
  return !is_expired_;
}

// Nobody who accepts growth has accepted that the kernel kills for it.
bool RuleInUse::accepts(const Process& process, const Finding& finding) {
  if (finding.detector == "oom") return false;
  if (!is_for(rule_, finding.metric)) return false;
  if (rule_.test && (finding.marked_tests.empty() ||
                     !std::all_of(finding.marked_tests.begin(), finding.marked_tests.end(),
                                  [&](const std::string& test) { return rule_.test->is_found_in(test); })))
    return false;
  if (is_too_fast(rule_, finding)) {
    if (too_fast_.empty()) too_fast_ = describe_speed(rule_, process, finding);
    return false;
  }
  is_used_ = true;
  return true;
}

bool RuleInUse::accepts_test(std::string_view test) {
  if (!rule_.test || !rule_.test->is_found_in(test)) return false;
  is_used_ = true;
  return true;
}

Suppression RuleInUse::suppression() const {
  return {rule_.name, rule_.reason, rule_.expires, rule_.most_bytes_per_hour};
}

RuleUse RuleInUse::use() const {
  return {fmt::format("{}: [{}]", rule_.file, rule_.name),
          rule_.group,
          rule_.test.has_value(),
          is_expired_ ? rule_.expires : std::nullopt,
          fitting_,
          is_used_,
          too_fast_};
}

}  // namespace tidemark

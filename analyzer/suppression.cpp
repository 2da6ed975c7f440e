#include "analyzer/suppression.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/text_lines.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr double kSecondsPerHour = 3600.0;

bool fits(const SuppressionRule& rule, const ProcessReport& process) {
  if (rule.process_name && !std::regex_search(process.name, *rule.process_name)) return false;
  return !rule.command || (process.command && std::regex_search(*process.command, *rule.command));
}

bool is_for(const SuppressionRule& rule, Metric metric) {
  return std::find(rule.metrics.begin(), rule.metrics.end(), metric) != rule.metrics.end();
}

bool is_too_fast(const SuppressionRule& rule, const Finding& finding) {
  return rule.most_bytes_per_hour &&
         finding.slope_bytes_per_second * kSecondsPerHour > *rule.most_bytes_per_hour;
}

Suppression to_suppression(const SuppressionRule& rule) {
  return {rule.name, rule.reason, rule.expires, rule.most_bytes_per_hour};
}

// A rule and what came of it.
class RuleInUse {
 public:
  RuleInUse(const SuppressionRule& rule, const std::optional<WallTime>& now)
      : rule_(rule), is_expired_(rule.expires_before && now && *now >= *rule.expires_before) {}

  // To be asked once for each process.
  [[nodiscard]] bool applies_to(const ProcessReport& process) {
    if (!fits(rule_, process)) return false;
    ++processes_;
    return !is_expired_;
  }

  [[nodiscard]] bool accepts(const ProcessReport& process, const Finding& finding) {
    if (!is_for(rule_, finding.metric)) return false;
    if (is_too_fast(rule_, finding)) {
      if (too_fast_.empty()) too_fast_ = describe_speed(process, finding);
      return false;
    }
    is_used_ = true;
    return true;
  }

  [[nodiscard]] const SuppressionRule& rule() const { return rule_; }

  // Returns what whoever keeps the rules should know of this one; empty where there is nothing.
  [[nodiscard]] std::string note() const {
    const std::string place = fmt::format("{}: [{}]", rule_.file, rule_.name);
    const std::string matched = count_of(processes_, "process", "processes");
    if (is_expired_) {
      return fmt::format("{} expired after {} and was not applied; it matches {}", place, *rule_.expires,
                         matched);
    }
    if (processes_ == 0) return place + " matches no process that was judged";
    if (!too_fast_.empty()) return fmt::format("{} does not accept {}", place, too_fast_);
    return is_used_ ? "" : fmt::format("{} matches {}, and nothing of it grows", place, matched);
  }

 private:
  [[nodiscard]] std::string describe_speed(const ProcessReport& process, const Finding& finding) const {
    return fmt::format("that {} ({}) grows by {} an hour in {}: more than {}", process.name, process.pid,
                       format_size(finding.slope_bytes_per_second * kSecondsPerHour),
                       to_string(finding.metric), format_size(*rule_.most_bytes_per_hour));
  }

  const SuppressionRule& rule_;
  bool is_expired_;
  bool is_used_ = false;
  std::size_t processes_ = 0;  // that it fits
  std::string too_fast_;       // the first growth that was faster than it accepts
};

bool counts(const Finding& finding) { return finding.verdict >= Verdict::kSuspect && !finding.suppressed; }

// Judges the process by its findings that are left.
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
  if (verdict < process.verdict) process.suppressed = first;
  process.verdict = verdict;
}

void suppress_in(ProcessReport& process, std::vector<RuleInUse>& rules) {
  std::vector<RuleInUse*> applying;
  for (RuleInUse& rule : rules) {
    if (rule.applies_to(process)) applying.push_back(&rule);
  }
  if (process.verdict < Verdict::kSuspect) return;
  std::optional<Suppression> first;
  for (Finding& finding : process.findings) {
    if (!counts(finding)) continue;
    const auto rule = std::find_if(applying.begin(), applying.end(),
                                   [&](RuleInUse* one) { return one->accepts(process, finding); });
    if (rule == applying.end()) continue;
    finding.suppressed = to_suppression((*rule)->rule());
    if (!first) first = finding.suppressed;
  }
  if (first) judge_rest(process, *first);
}

}  // namespace

std::vector<std::string> suppress_known_growth(std::vector<ProcessReport>& processes,
                                               std::span<const SuppressionRule> rules,
                                               const std::optional<WallTime>& now) {
  std::vector<RuleInUse> in_use;
  for (const SuppressionRule& rule : rules) in_use.emplace_back(rule, now);
  for (ProcessReport& process : processes) suppress_in(process, in_use);
  std::vector<std::string> notes;
  for (const RuleInUse& rule : in_use) {
    if (std::string note = rule.note(); !note.empty()) notes.push_back(std::move(note));
  }
  return notes;
}

}  // namespace tidemark

#include "analyzer/judge/metrics/growth_verdict.hpp"

#include <algorithm>
#include <limits>

#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

// The answers of the rules of the verdict, each by itself.
struct Answers {
  std::optional<double> seconds_to_limit;
  std::optional<double> latest_to_limit;  // at the slow end of the slope's interval
  double horizon;                         // seconds within which a limit is near
  bool has_ticks;
  bool has_rising_floors;
  bool is_large;
  bool is_large_part;
  bool is_near_limit;
  bool is_near;  // so that the window foretells it
  bool is_critical;
};

bool within(const std::optional<double>& seconds, double bound) { return seconds && *seconds <= bound; }

Answers ask(const GrowthFinding& finding, std::size_t ticks, std::optional<double> limit_bytes,
            const GrowthVerdictSettings& settings) {
  const auto seconds = seconds_until(limit_bytes, finding.end_bytes, finding.slope_bytes_per_second);
  const double horizon = std::min(settings.leak_seconds, settings.leak_windows * finding.window.span_seconds);
  const auto latest = seconds_until(limit_bytes, finding.end_bytes, finding.slope_low);
  const bool is_near = within(seconds, settings.critical_windows * finding.window.span_seconds);
  return {.seconds_to_limit = seconds,
          .latest_to_limit = latest,
          .horizon = horizon,
          .has_ticks = ticks >= settings.ticks_for_leak,
          .has_rising_floors = finding.rising_floors >= settings.rising_floors_for_leak,
          .is_large = finding.growth_bytes >= settings.min_growth_bytes,
          .is_large_part = finding.growth_bytes >= settings.min_growth_of_floor * finding.median_floor_bytes,
          .is_near_limit = within(seconds, horizon),
          .is_near = is_near,
          .is_critical = !finding.paused && is_near && within(seconds, settings.critical_seconds) &&
                         within(latest, settings.critical_slow_end * settings.critical_seconds)};
}

// Adds one of two rules of which one is enough. Where the other makes up for this one, `figure` tells so.
void add_either(std::vector<AskedRule>& rules, AskedRule rule, bool is_made_up_for, const char* figure) {
  if (!rule.passed && is_made_up_for) {
    rule.figure = figure;
    rule.passed = true;
  }
  rules.push_back(rule);
}

void add_length_rules(std::vector<AskedRule>& rules, const Answers& answers, std::size_t ticks,
                      std::size_t rising_floors, const GrowthVerdictSettings& settings) {
  constexpr const char* kRule = "too short";
  add_either(rules,
             {kRule, "ticks seen", static_cast<double>(ticks), static_cast<double>(settings.ticks_for_leak),
              answers.has_ticks},
             answers.has_rising_floors, "ticks seen; fewer will do where so many floors rise");
  add_either(rules,
             {kRule, "or else floors, each above the one before", static_cast<double>(rising_floors),
              static_cast<double>(settings.rising_floors_for_leak), answers.has_rising_floors},
             answers.has_ticks, "floors, each above the one before; not asked of so many ticks");
}

void add_size_rules(std::vector<AskedRule>& rules, const Answers& answers, const GrowthFinding& finding,
                    double seconds_to_limit, const GrowthVerdictSettings& settings) {
  constexpr const char* kRule = "immaterial";
  rules.push_back(
      {kRule, "growth for a leak, bytes", finding.growth_bytes, settings.min_growth_bytes, answers.is_large});
  add_either(
      rules,
      {kRule, "growth as a part of the median floor", finding.growth_bytes / finding.median_floor_bytes,
       settings.min_growth_of_floor, answers.is_large_part},
      answers.is_near_limit, "growth as a part of the median floor; less will do so near the limit");
  add_either(rules,
             {kRule, "or else seconds to the limit, for a leak", seconds_to_limit, answers.horizon,
              answers.is_near_limit},
             answers.is_large_part, "seconds to the limit; not asked of so large a part");
}

const char* critical_figure(const Answers& answers, bool is_paused, bool is_limit_known) {
  if (is_paused) return "seconds to the limit; not asked of what has paused";
  if (!is_limit_known) return "seconds to the limit, which is not known";
  return answers.seconds_to_limit ? "seconds to the limit, for critical"
                                  : "seconds to the limit, towards which nothing grows";
}

// Whether memory grows up to the end, though it may slow down or come in steps: not proven, but worth a line.
bool is_suspicious(const GrowthFinding& finding) {
  return finding.sustained || (finding.growing_at_end && finding.rule != GrowthRule::kOneStep &&
                               finding.rule != GrowthRule::kWithinWandering);
}

std::vector<AskedRule> to_rules(const Answers& answers, const GrowthFinding& finding, std::size_t ticks,
                                bool is_limit_known, const GrowthVerdictSettings& settings) {
  const double seconds = answers.seconds_to_limit.value_or(std::numeric_limits<double>::infinity());
  std::vector<AskedRule> rules;
  add_length_rules(rules, answers, ticks, finding.rising_floors, settings);
  add_size_rules(rules, answers, finding, seconds, settings);
  rules.push_back({"not critical", critical_figure(answers, finding.paused, is_limit_known), seconds,
                   settings.critical_seconds, seconds <= settings.critical_seconds && !finding.paused});
  if (seconds > settings.critical_seconds) return rules;
  rules.push_back({"not critical", "windows of growth until the limit", seconds / finding.window.span_seconds,
                   settings.critical_windows, answers.is_near});
  const double latest = answers.latest_to_limit.value_or(std::numeric_limits<double>::infinity());
  const double most = settings.critical_slow_end * settings.critical_seconds;
  rules.push_back({"not critical", "seconds to the limit at the slow end of the slope's interval", latest,
                   most, latest <= most});
  return rules;
}

}  // namespace

JudgedGrowth judge_growth(const GrowthFinding& finding, std::size_t ticks, std::optional<double> limit_bytes,
                          const GrowthVerdictSettings& settings) {
  JudgedGrowth judged;
  judged.reason = finding.reason;
  if (finding.rule == GrowthRule::kTooFewSamples) return judged;
  judged.verdict = is_suspicious(finding) ? Verdict::kSuspect : Verdict::kClean;
  if (finding.rule == GrowthRule::kHoldsStill) return judged;
  const Answers answers = ask(finding, ticks, limit_bytes, settings);
  judged.rules = to_rules(answers, finding, ticks, limit_bytes.has_value(), settings);
  if (!finding.sustained) return judged;
  judged.seconds_to_limit = answers.seconds_to_limit;
  judged.soonest_to_limit = seconds_until(limit_bytes, finding.end_bytes, finding.slope_high);
  judged.latest_to_limit = seconds_until(limit_bytes, finding.end_bytes, finding.slope_low);
  if (!answers.has_ticks && !answers.has_rising_floors) {
    judged.reason = "grows, in a recording too short to prove it";
    return judged;
  }
  if (!answers.is_large || !(answers.is_large_part || answers.is_near_limit)) {
    judged.reason = "grows, but not by a material part of what it holds";
    return judged;
  }
  if (finding.began_late && !answers.is_critical) {
    judged.reason = "began late: too short to tell growth from a rise that ends";
    return judged;
  }
  judged.verdict = answers.is_critical ? Verdict::kCritical : Verdict::kLeak;
  return judged;
}

}  // namespace tidemark

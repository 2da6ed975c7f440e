#include "analyzer/judge/metrics/growth_verdict.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

constexpr double kMebibyte = 1048576.0;
constexpr double kPercent = 100.0;

// The answers of the rules of the verdict, each by itself.
struct Answers {
  std::optional<double> seconds_to_limit;
  std::optional<double> latest_to_limit;  // at the slow end of the slope's interval
  double horizon;                         // seconds within which a limit is near
  bool is_certain;                        // the slope's interval excludes zero
  bool is_large;
  bool is_large_part;
  bool is_near_limit;
  bool is_full;  // and held at the limit
  bool is_near;  // so that the window foretells it
  bool is_critical;
};

bool within(const std::optional<double>& seconds, double bound) { return seconds && *seconds <= bound; }

double windows_ahead(const GrowthFinding& finding, const GrowthVerdictSettings& settings) {
  const bool is_sure = finding.r_squared >= settings.sure_r_squared &&
                       finding.window.span_seconds >= settings.sure_seconds &&
                       finding.window.samples >= settings.sure_samples;
  return is_sure ? std::max(settings.sure_windows, settings.leak_windows) : settings.leak_windows;
}

Answers ask(const GrowthFinding& finding, std::optional<double> limit_bytes,
            const GrowthVerdictSettings& settings) {
  const auto seconds = seconds_until(limit_bytes, finding.end_bytes, finding.slope_bytes_per_second);
  const double horizon =
      std::min(settings.leak_seconds, windows_ahead(finding, settings) * finding.window.span_seconds);
  const auto latest = seconds_until(limit_bytes, finding.end_bytes, finding.slope_low);
  const bool is_near = within(seconds, settings.critical_windows * finding.window.span_seconds);
  return {.seconds_to_limit = seconds,
          .latest_to_limit = latest,
          .horizon = horizon,
          .is_certain = finding.slope_low > 0.0,
          .is_large = finding.growth_bytes >= settings.min_growth_bytes,
          .is_large_part = finding.growth_bytes >= settings.min_growth_of_floor * finding.median_floor_bytes,
          .is_near_limit = within(seconds, horizon),
          .is_full = limit_bytes && finding.stopped &&
                     std::abs(finding.end_bytes - *limit_bytes) <= settings.full_share * *limit_bytes,
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

void add_size_rules(std::vector<AskedRule>& rules, const Answers& answers, const GrowthFinding& finding,
                    double seconds_to_limit, const GrowthVerdictSettings& settings) {
  constexpr const char* kRule = "material";
  rules.push_back({"certain", "least slope of the 95 % interval, MiB an hour",
                   finding.slope_low * 3600.0 / kMebibyte, 0.0, answers.is_certain});
  rules.push_back({kRule, "growth, MiB", finding.growth_bytes / kMebibyte,
                   settings.min_growth_bytes / kMebibyte, answers.is_large});
  add_either(rules,
             {kRule, "growth as a part of the median floor, per cent",
              kPercent * finding.growth_bytes / finding.median_floor_bytes,
              kPercent * settings.min_growth_of_floor, answers.is_large_part},
             answers.is_near_limit,
             "growth as a part of the median floor, per cent; less will do so near the limit");
  add_either(rules,
             {kRule, "or else seconds to the limit, at most", seconds_to_limit, answers.horizon,
              answers.is_near_limit},
             answers.is_large_part, "seconds to the limit; not asked of so large a part");
}

const char* critical_figure(const Answers& answers, bool is_paused, bool is_limit_known) {
  if (is_paused) return "seconds to the limit; not asked of what has paused";
  if (!is_limit_known) return "seconds to the limit, which is not known";
  return answers.seconds_to_limit ? "seconds to the limit, for critical"
                                  : "seconds to the limit, towards which nothing grows";
}

// Whether memory grows up to the end, though it may slow down, or has grown and is held: not proven, but worth a line.
bool is_suspicious(const GrowthFinding& finding) {
  return finding.sustained || finding.stopped || finding.growing_at_end;
}

std::vector<AskedRule> to_rules(const Answers& answers, const GrowthFinding& finding, bool is_limit_known,
                                const GrowthVerdictSettings& settings) {
  const double seconds = answers.seconds_to_limit.value_or(std::numeric_limits<double>::infinity());
  std::vector<AskedRule> rules;
  add_size_rules(rules, answers, finding, seconds, settings);
  rules.push_back({"critical", critical_figure(answers, finding.paused, is_limit_known), seconds,
                   settings.critical_seconds, seconds <= settings.critical_seconds && !finding.paused});
  if (seconds > settings.critical_seconds) return rules;
  rules.push_back({"critical", "windows of growth until the limit, at most",
                   seconds / finding.window.span_seconds, settings.critical_windows, answers.is_near});
  const double latest = answers.latest_to_limit.value_or(std::numeric_limits<double>::infinity());
  const double most = settings.critical_slow_end * settings.critical_seconds;
  rules.push_back({"critical", "seconds to the limit at the slow end of the slope's interval, at most",
                   latest, most, latest <= most});
  return rules;
}

}  // namespace

JudgedGrowth judge_growth(const GrowthFinding& finding, std::optional<double> limit_bytes,
                          const GrowthVerdictSettings& settings) {
  JudgedGrowth judged;
  judged.reason = finding.reason;
  if (finding.rule == GrowthRule::kEnoughSamples) return judged;
  judged.verdict = is_suspicious(finding) ? Verdict::kSuspect : Verdict::kClean;
  if (finding.rule == GrowthRule::kMoves) return judged;
  const Answers answers = ask(finding, limit_bytes, settings);
  judged.rules = to_rules(answers, finding, limit_bytes.has_value(), settings);
  const bool is_material = answers.is_large && (answers.is_large_part || answers.is_near_limit);
  if (answers.is_full && is_material) {
    judged.verdict = Verdict::kLeak;
    judged.reason = "grew as far as the limit, and stands there";
  }
  if (finding.stopped && !is_material) judged.verdict = Verdict::kClean;
  if (!finding.sustained) return judged;
  judged.seconds_to_limit = answers.seconds_to_limit;
  judged.soonest_to_limit = seconds_until(limit_bytes, finding.end_bytes, finding.slope_high);
  judged.latest_to_limit = seconds_until(limit_bytes, finding.end_bytes, finding.slope_low);
  if (!is_material) {
    judged.reason = "grows, but by little of what it holds";
    return judged;
  }
  if (!answers.is_certain) {
    judged.reason = "grows, but so unevenly that its rate is not certain";
    return judged;
  }
  judged.verdict = answers.is_critical ? Verdict::kCritical : Verdict::kLeak;
  return judged;
}

}  // namespace tidemark

#include "analyzer/growth_verdict.hpp"

#include <algorithm>

namespace tidemark {
namespace {

std::optional<double> time_to(std::optional<double> limit_bytes, double from_bytes, double bytes_per_second) {
  if (!limit_bytes || !(bytes_per_second > 0.0)) return std::nullopt;
  return std::max(0.0, *limit_bytes - from_bytes) / bytes_per_second;
}

bool within(const std::optional<double>& seconds, double bound) { return seconds && *seconds <= bound; }

bool is_material(const GrowthFinding& finding, const JudgedGrowth& judged,
                 const GrowthVerdictSettings& settings) {
  if (finding.growth_bytes < settings.min_growth_bytes) return false;
  const double horizon = std::min(settings.leak_seconds, settings.leak_windows * finding.window.span_seconds);
  return finding.growth_bytes >= settings.min_growth_of_floor * finding.median_floor_bytes ||
         within(judged.seconds_to_limit, horizon);
}

// Growing up to the end, though it slows down or comes in steps: not proven, but worth a line.
bool is_suspicious(const GrowthFinding& finding) {
  return finding.sustained || (finding.growing_at_end && finding.rule != GrowthRule::kOneStep &&
                               finding.rule != GrowthRule::kWithinWandering);
}

}  // namespace

JudgedGrowth judge_growth(const GrowthFinding& finding, std::size_t ticks, std::optional<double> limit_bytes,
                          const GrowthVerdictSettings& settings) {
  JudgedGrowth judged;
  judged.reason = finding.reason;
  if (finding.rule == GrowthRule::kTooFewSamples) return judged;
  judged.verdict = is_suspicious(finding) ? Verdict::kSuspect : Verdict::kClean;
  if (!finding.sustained) return judged;
  judged.seconds_to_limit = time_to(limit_bytes, finding.end_bytes, finding.slope_bytes_per_second);
  judged.soonest_to_limit = time_to(limit_bytes, finding.end_bytes, finding.slope_high);
  judged.latest_to_limit = time_to(limit_bytes, finding.end_bytes, finding.slope_low);
  if (ticks < settings.ticks_for_leak && finding.rising_floors < settings.rising_floors_for_leak) {
    judged.reason = "grows, in a recording too short to prove it";
    return judged;
  }
  if (!is_material(finding, judged, settings)) {
    judged.reason = "grows, but not by a material part of what it holds";
    return judged;
  }
  const bool soon = !finding.paused && within(judged.seconds_to_limit, settings.critical_seconds);
  if (finding.began_late && !soon) {
    judged.reason = "began late: too short to tell growth from a rise that ends";
    return judged;
  }
  judged.verdict = soon ? Verdict::kCritical : Verdict::kLeak;
  return judged;
}

}  // namespace tidemark

#include "analyzer/growth/growth_finding.hpp"

namespace tidemark {

const char* to_string(GrowthRule rule) {
  switch (rule) {
    case GrowthRule::kTooFewSamples:
      return "too few samples";
    case GrowthRule::kHoldsStill:
      return "holds still";
    case GrowthRule::kNoTrend:
      return "no trend";
    case GrowthRule::kWithinNoise:
      return "within noise";
    case GrowthRule::kWithinWandering:
      return "within wandering";
    case GrowthRule::kOneStep:
      return "one step";
    case GrowthRule::kUnsteady:
      return "unsteady";
    case GrowthRule::kFewSteps:
      return "few steps";
    case GrowthRule::kFlattened:
      return "flattened";
    case GrowthRule::kStopped:
      return "stopped";
    case GrowthRule::kSustained:
      return "sustained";
  }
  return "unknown";
}

}  // namespace tidemark

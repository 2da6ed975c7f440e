#include "analyzer/growth/growth_finding.hpp"

namespace tidemark {

const char* to_string(GrowthRule rule) {
  switch (rule) {
    case GrowthRule::kEnoughSamples:
      return "enough samples";
    case GrowthRule::kMoves:
      return "moves";
    case GrowthRule::kRisesBeyondNoise:
      return "beyond its noise";
    case GrowthRule::kExceedsGivenBack:
      return "beyond what fell";
    case GrowthRule::kExceedsEarlier:
      return "beyond earlier";
    case GrowthRule::kReachesNewGround:
      return "on new ground";
    case GrowthRule::kManyRises:
      return "in many rises";
    case GrowthRule::kLateHalfGrows:
      return "late half grows";
    case GrowthRule::kLastQuarterGrows:
      return "end grows";
    case GrowthRule::kStraight:
      return "straight";
    case GrowthRule::kDoesNotSlow:
      return "does not slow";
    case GrowthRule::kStillGrows:
      return "has not stopped";
    case GrowthRule::kExceedsChance:
      return "beyond chance";
    case GrowthRule::kSustained:
      return "sustained";
  }
  return "unknown";
}

}  // namespace tidemark

#pragma once

#include <string_view>

namespace tidemark {

// From the mildest to the worst: the worst of several is the greatest.
enum class Verdict { kInsufficient, kClean, kSuspect, kLeak, kCritical };

// Returns the verdict's name in reports: insufficient, clean, suspect, leak, critical.
[[nodiscard]] constexpr std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kInsufficient:
      return "insufficient";
    case Verdict::kClean:
      return "clean";
    case Verdict::kSuspect:
      return "suspect";
    case Verdict::kLeak:
      return "leak";
    case Verdict::kCritical:
      return "critical";
  }
  return "unknown";
}

}  // namespace tidemark

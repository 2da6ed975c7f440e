#pragma once

#include <optional>

#include "analyzer/findings/verdict.hpp"

namespace tidemark {

// The rule by which a run fails: --fail-on and --allow-insufficient.
struct FailRule {
  std::optional<Verdict> from = Verdict::kLeak;  // this verdict and worse; absent: none
  bool allow_insufficient = false;

  // Whether a process or a recording with this verdict fails.
  [[nodiscard]] bool fails(Verdict verdict) const { return from && verdict >= *from; }
  // Whether a recording with this verdict fails because nothing could be judged.
  [[nodiscard]] bool fails_unjudged(Verdict verdict) const {
    return verdict == Verdict::kInsufficient && !allow_insufficient;
  }
};

}  // namespace tidemark

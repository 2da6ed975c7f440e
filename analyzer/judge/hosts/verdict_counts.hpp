#pragma once

#include <array>
#include <cstddef>
#include <numeric>

#include "analyzer/findings/verdict.hpp"

namespace tidemark {

// From the worst to the mildest.
inline constexpr std::array kVerdictsWorstFirst{Verdict::kCritical, Verdict::kLeak, Verdict::kSuspect,
                                                Verdict::kClean, Verdict::kInsufficient};

// How many are of each verdict.
class VerdictCounts {
 public:
  void add(Verdict verdict, std::size_t number = 1) { counts_[static_cast<std::size_t>(verdict)] += number; }
  void add(const VerdictCounts& others) {
    for (const Verdict verdict : kVerdictsWorstFirst) add(verdict, others[verdict]);
  }

  [[nodiscard]] std::size_t operator[](Verdict verdict) const {
    return counts_[static_cast<std::size_t>(verdict)];
  }
  [[nodiscard]] std::size_t all() const {
    return std::accumulate(counts_.begin(), counts_.end(), std::size_t{0});
  }
  [[nodiscard]] std::size_t judged() const { return all() - (*this)[Verdict::kInsufficient]; }
  [[nodiscard]] std::size_t alerting() const { return (*this)[Verdict::kLeak] + (*this)[Verdict::kCritical]; }

  bool operator==(const VerdictCounts&) const = default;

 private:
  std::array<std::size_t, kVerdictsWorstFirst.size()> counts_{};
};

}  // namespace tidemark

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/alerts/alert.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

// What a report says of now.
struct SpanJudgement {
  std::chrono::seconds span{};  // how far back it looks
  WallTime judged{};
  std::optional<WallTime> recorded_until = {};  // the newest observation; absent where there is none
  Verdict verdict = Verdict::kInsufficient;
  std::string host;  // empty where it is unknown, or there are several
  std::size_t processes = 0;
  double cpu_seconds = 0.0;
  bool is_complete = true;         // no file was left out
  std::vector<Alert> alerts = {};  // suspect or worse, the worst first, each key once
  std::set<LifeIdentity> there = {};
};

// What was killed for want of memory is news for so long.
inline constexpr std::chrono::hours kKilledIsNews{24};

// Returns what grows now: of the processes those that were seen in the last moments of their host's recording, or that were
// killed for want of memory within kKilledIsNews before its end; and groups that have members then. Growth that somebody
// accepts is none.
[[nodiscard]] SpanJudgement span_judgement(const Report& report, std::chrono::seconds span, WallTime now,
                                           double cpu_seconds);

}  // namespace tidemark

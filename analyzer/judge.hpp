#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/finding.hpp"
#include "analyzer/lbr.hpp"
#include "analyzer/limit.hpp"
#include "analyzer/series.hpp"

namespace tidemark {

struct JudgeSettings {
  std::optional<std::chrono::nanoseconds> resample;  // the grid's step; absent: the interval in force
  LbrSettings lbr;
  // Alive for less than either is never judged.
  std::size_t min_ticks = 10;
  std::chrono::nanoseconds min_alive = std::chrono::seconds(10);
};

// One metric of a life, with what the detectors ask for.
struct MetricHistory {
  Series series;
  MemoryLimit limit;
};

struct Judgement {
  Verdict verdict = Verdict::kInsufficient;
  std::string reason;  // what decided, for people
  std::vector<Finding> findings;
  std::vector<std::string> notes;  // what kept a detector from its work
};

// Says what is to be thought of a life, by all of its metrics: the worst verdict of them.
//
// metrics  made of `history`; at least one
// Throws   UserError where the grid would be too fine
[[nodiscard]] Judgement judge(const History& history, std::span<const MetricHistory> metrics,
                              const JudgeSettings& settings);

}  // namespace tidemark

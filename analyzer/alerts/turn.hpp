#pragma once

#include <chrono>

#include "analyzer/alerts/span_judgement.hpp"

namespace tidemark {

// Returns from when on a span is judged again: when its period has passed since the last judgement began, and what that
// cost is no more than its share of the time. (The period counts as passed a little earlier, since timers are late now and then.)
//
// last    judgement of the span
// period  how often it is asked for; 0 each time
// share   > 0, of one core
[[nodiscard]] WallTime next_turn(const SpanJudgement& last, std::chrono::seconds period, double share);

}  // namespace tidemark

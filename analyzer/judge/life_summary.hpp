#pragma once

#include "analyzer/judge/restarts.hpp"
#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// Returns what the life is to others of its program; verdict and growing metrics are left to whoever judges
// it.
//
// history  of the whole life
// Cost     O(observations)
[[nodiscard]] LifeSummary summarize_life(const ProcessLife& life, const History& history);

}  // namespace tidemark

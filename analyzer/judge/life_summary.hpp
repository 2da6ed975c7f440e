#pragma once

#include "analyzer/judge/restarts.hpp"
#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"
#include "analyzer/lives/shared_axis.hpp"

namespace tidemark {

// Returns what the life is to others of its program; verdict and growing metrics are left to whoever judges
// it.
//
// history  of the whole life
// axis     that its begin and end are told on
// Cost     O(observations)
[[nodiscard]] LifeSummary summarize_life(const ProcessLife& life, const History& history,
                                         const SharedAxis& axis);

}  // namespace tidemark

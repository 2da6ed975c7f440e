#pragma once

#include "analyzer/judge/restarts.hpp"
#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"
#include "analyzer/lives/shared_axis.hpp"

namespace tidemark {

// Returns the summary of a life, by which it is compared with others of its program. Verdict and growing
// metrics are left to the judge of the life.
//
// history  of the whole life
// axis     of its begin and end
// Cost     O(observations)
[[nodiscard]] LifeSummary summarize_life(const ProcessLife& life, const History& history,
                                         const SharedAxis& axis);

}  // namespace tidemark

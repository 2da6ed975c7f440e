#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analyzer/kinds/whole_session.hpp"
#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// What a life held at the times of its newest session, so that lives that ran side by side can be summed.
struct HeldSamples {
  const WholeSession* session = nullptr;
  std::size_t first = 0;             // the first of the times at which it was there
  std::vector<double> anon_bytes;    // from then on as long as it was there; 0 where it is not known
  std::vector<double> shared_bytes;  // likewise, as many: what is resident and not private
  std::vector<double>
      threads{};  // as many, not a number before the first count; none where they were never counted
  std::vector<double> zombies{};  // likewise
  // Where what is private was never known, as in some imports: as many of another metric, and which that is.
  std::vector<double> instead_bytes{};
  Metric instead = Metric::kRss;
};

// Samples a life in its newest session.
//
// session  that one; must outlive the samples
// history  of the life within the range of the session, not empty
// stays    it is there at the end of its session: what it held last it holds up to the end. Otherwise it held it up
//          to its last observation, and a life between two of the times has no samples
// Cost     O(200 log observations)
[[nodiscard]] HeldSamples sample_held(const ProcessLife& life, const WholeSession& session,
                                      const History& history, bool stays);

}  // namespace tidemark

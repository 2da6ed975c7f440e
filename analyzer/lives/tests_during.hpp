#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/lives/process_life.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark {

// Returns the tests that may concern a life (may_concern), of those that ran in its time.
//
// first_ns, last_ns  the times on the axis of its first and last observation; the series of the life begin at the first
// Cost               O(t) for the t tests of the sessions that saw it
[[nodiscard]] std::vector<TestSpan> tests_during(const ProcessLife& life, const MarkedTests& tests,
                                                 std::int64_t first_ns, std::int64_t last_ns);

}  // namespace tidemark

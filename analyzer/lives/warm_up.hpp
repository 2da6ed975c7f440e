#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// Returns when a life began, on its session's axis: at the start time that the kernel reports; where that is unknown, and
// after an exec, at its first observation.
[[nodiscard]] std::int64_t start_of(const ProcessLife& life);

// Takes the observations of the first `duration` of a life out of its history. A process that ran long before the
// recorder has no warm-up in the recording.
//
// history   of the life
// start_ns  when the life began, on the axis of the history
// duration  >= 0; an observation exactly that far from the beginning stays
// Returns   how many observations were taken out
// Cost      O(observations) where any is taken out
std::size_t leave_out_warm_up(History& history, std::int64_t start_ns, std::chrono::nanoseconds duration);

}  // namespace tidemark

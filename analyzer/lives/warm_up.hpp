#pragma once

#include <chrono>

#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// Takes the observations of the first `duration` of the life out of its history. A life begins at the start
// that the kernel tells where it is known, otherwise, and after an exec, at its first observation: a process
// that was there long before the recorder has no warm-up in the recording.
//
// history   of the life
// duration  >= 0; what lies exactly that far from the beginning stays
// Returns   how many observations were taken out
// Cost      O(observations) where any is
std::size_t leave_out_warm_up(History& history, const ProcessLife& life, std::chrono::nanoseconds duration);

}  // namespace tidemark

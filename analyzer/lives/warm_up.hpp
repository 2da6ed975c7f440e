#pragma once

#include <chrono>

#include "analyzer/lives/history.hpp"
#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// Takes the observations of the first `duration` of a life out of its history. A life begins at the start
// time that the kernel reports; where that is unknown, and after an exec, at its first observation. A process
// that ran long before the recorder has no warm-up in the recording.
//
// history   of the life
// duration  >= 0; an observation exactly that far from the beginning stays
// Returns   how many observations were taken out
// Cost      O(observations) where any is taken out
std::size_t leave_out_warm_up(History& history, const ProcessLife& life, std::chrono::nanoseconds duration);

}  // namespace tidemark

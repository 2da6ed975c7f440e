#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "analyzer/judge/judge.hpp"
#include "analyzer/lives/process_life.hpp"
#include "analyzer/recordings/recording.hpp"

namespace tidemark::bench {

// How the memory of a process moves.
enum class Behaviour { kStill, kHealthy, kLeaking, kSawtooth, kSeasonal };

inline constexpr std::array kAllBehaviours{Behaviour::kStill, Behaviour::kHealthy, Behaviour::kLeaking,
                                           Behaviour::kSawtooth, Behaviour::kSeasonal};

[[nodiscard]] std::string_view to_string(Behaviour behaviour);

// What such a process holds when `part` of the recording has gone by.
//
// part   0 to 1
// noise  normally distributed, of deviation 1
[[nodiscard]] MemoryKib memory_at(Behaviour behaviour, double part, double noise);

// Returns a recording of one process on a machine of 64 GiB, `samples` ticks a second apart, in which all
// four metrics were recorded and, but for kStill, change at every tick. The same arguments give the same one.
[[nodiscard]] Recording make_recording(Behaviour behaviour, std::uint32_t samples);

// The life of the recording's only process; valid while it lives.
[[nodiscard]] ProcessLife only_life(const Recording& recording);

// All four metrics of that life, with the limits that were recorded.
[[nodiscard]] std::vector<MetricHistory> metrics_of(const Recording& recording, const History& history);

}  // namespace tidemark::bench

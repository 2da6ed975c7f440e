#pragma once

#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/bench/made_life.hpp"
#include "tests/bench/ratio_reporter.hpp"

namespace tidemark::bench {

inline constexpr std::array<std::uint32_t, 3> kLengths{600, 6'000, 86'400};

// Registers WORK/BEHAVIOUR/SAMPLES for every behaviour and length. `measure(state, recording)` runs the loop.
template <typename Measure>
void add_benchmarks(std::string_view work, Measure measure) {
  for (const Behaviour behaviour : kAllBehaviours) {
    for (const std::uint32_t samples : kLengths) {
      const std::string name = fmt::format("{}/{}/{}", work, to_string(behaviour), samples);
      benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
        const Recording recording = make_recording(behaviour, samples);
        measure(state, recording);
        state.counters[kPerSample] =
            benchmark::Counter(static_cast<double>(samples),
                               benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
      });
    }
  }
}

}  // namespace tidemark::bench

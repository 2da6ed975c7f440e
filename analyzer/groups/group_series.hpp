#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "analyzer/kinds/held_samples.hpp"

namespace tidemark {

// What a group held at the times of its session, see held_times.
struct GroupSeries {
  const Recording* recording = nullptr;
  std::uint32_t session = 0;
  std::vector<double> seconds;
  std::vector<double> bytes;  // as many as seconds
  Metric metric = Metric::kAnon;
  std::vector<double> whole{};  // what its growth has to be a material part of; empty: of itself
};

// Adds what a life held to a sum at the times of its session.
inline void add_held(const HeldSamples& held, std::span<double> sum) {
  for (std::size_t i = 0; i < held.anon_bytes.size(); ++i) sum[held.first + i] += held.anon_bytes[i];
}

}  // namespace tidemark

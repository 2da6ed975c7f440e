#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analyzer/kinds/held_samples.hpp"

namespace tidemark {

// What a group held at the times of its session.
struct GroupSeries {
  const WholeSession* session = nullptr;
  std::vector<double> bytes;  // as many as its times
  Metric metric = Metric::kAnon;
  std::vector<double> whole{};  // what its growth has to be a material part of; empty: of itself
};

// Adds what a life held to a sum at the times of its session.
inline void add_held(const HeldSamples& held, std::span<double> sum) {
  for (std::size_t i = 0; i < held.anon_bytes.size(); ++i) sum[held.first + i] += held.anon_bytes[i];
}

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analyzer/recordings/memory_kib.hpp"

namespace tidemark {

// The memory of a process at each observation, kept as runs of equal values: most ticks change nothing.
class MemoryRuns {
 public:
  struct Run {
    std::size_t first;  // index of its first observation
    MemoryKib memory;
  };

  void push_back(const MemoryKib& memory) { append(memory, 1); }
  // count  of observations, >= 1
  void append(const MemoryKib& memory, std::size_t count);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  // Cost  O(log runs)
  [[nodiscard]] const MemoryKib& operator[](std::size_t index) const;
  // The runs in order, together covering all observations; neighbours differ.
  [[nodiscard]] std::span<const Run> runs() const { return runs_; }

  // Keeps only the first `count` observations.
  void keep_front(std::size_t count);
  // Takes the first `count` observations away.
  void drop_front(std::size_t count);

 private:
  std::vector<Run> runs_;
  std::size_t size_ = 0;
};

}  // namespace tidemark

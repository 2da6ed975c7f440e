#include "analyzer/lives/memory_runs.hpp"

#include <algorithm>
#include <iterator>

namespace tidemark {
namespace {

bool begins_after(std::size_t index, const MemoryRuns::Run& run) { return index < run.first; }

}  // namespace

void MemoryRuns::append(const MemoryKib& memory, std::size_t count) {
  if (runs_.empty() || runs_.back().memory != memory) runs_.push_back({size_, memory});
  size_ += count;
}

const MemoryKib& MemoryRuns::operator[](std::size_t index) const {
  return std::prev(std::upper_bound(runs_.begin(), runs_.end(), index, begins_after))->memory;
}

void MemoryRuns::keep_front(std::size_t count) {
  size_ = count;
  while (!runs_.empty() && runs_.back().first >= count) runs_.pop_back();
}

void MemoryRuns::drop_front(std::size_t count) {
  const auto after = std::upper_bound(runs_.begin(), runs_.end(), count, begins_after);
  runs_.erase(runs_.begin(), count < size_ ? std::prev(after) : runs_.end());
  for (Run& run : runs_) run.first = std::max(run.first, count) - count;
  size_ -= count;
}

}  // namespace tidemark

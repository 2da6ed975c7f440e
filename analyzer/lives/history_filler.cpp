#include "analyzer/lives/history_filler.hpp"

#include <algorithm>
#include <utility>

namespace tidemark {
namespace {

// Returns the values at the ticks [first, end); none where one of them observed nothing.
MemoryRuns runs_between(const RecordedProcess& process, std::uint32_t first, std::uint32_t end) {
  MemoryRuns runs;
  MemoryKib memory;
  std::uint32_t reached = first;  // ticks before it are in
  for (const SampleRow& row : process.rows) {
    if (row.tick >= end) break;
    if (row.tick > reached) {
      if (memory.is_unobserved()) return {};
      runs.append(memory, row.tick - reached);
      reached = row.tick;
    }
    memory = row.memory;
  }
  if (memory.is_unobserved()) return {};
  runs.append(memory, end - reached);
  return runs;
}

}  // namespace

const History& HistoryFiller::fill(const ProcessLife& life, const TimeRange& range) {
  if (life.parts.size() == 1 && fill_quickly(life.parts.front(), range)) return history_;
  ticks_ = {};
  timeline_ = nullptr;
  history_ = fill_history(life, range);
  return history_;
}

bool HistoryFiller::fill_quickly(const LifePart& part, const TimeRange& range) {
  const RecordedProcess& process = part.process();
  if (part.session().every_sample || range.since || range.until || !process.first_tick) return false;
  const Ticks ticks{part.recording, *process.first_tick, process.exit_tick.value_or(part.session().end_tick)};
  if (ticks.first >= ticks.end) return false;
  MemoryRuns memory = runs_between(process, ticks.first, ticks.end);
  // Zeros at the end are those of an exit, which fill_history leaves out.
  if (memory.empty() || memory.runs().back().memory.vm_size == Kib(0)) return false;
  if (ticks != ticks_) {
    timeline_ = nullptr;
    history_ = fill_history({{part}}, range);
    ticks_ = ticks;
  }
  history_.memory = std::move(memory);
  return true;
}

std::vector<Series> HistoryFiller::make_all_series(std::optional<std::chrono::nanoseconds> max_gap) {
  return tidemark::make_all_series(history_, max_gap, &timeline_);
}

}  // namespace tidemark

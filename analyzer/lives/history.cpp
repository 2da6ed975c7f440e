#include "analyzer/lives/history.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace tidemark {
namespace {

// Wall times as the ticks have them, converted once and not for each tick.
struct WallRange {
  explicit WallRange(const TimeRange& range) {
    if (range.since) since_ns = range.since->time_since_epoch().count();
    if (range.until) until_ns = range.until->time_since_epoch().count();
  }

  std::int64_t since_ns = std::numeric_limits<std::int64_t>::min();
  std::int64_t until_ns = std::numeric_limits<std::int64_t>::max();
};

class HistoryBuilder {
 public:
  explicit HistoryBuilder(const TimeRange& range) : range_(range) {}

  void add_part(const LifePart& part) {
    if (part.session().every_sample) {
      add_written_rows(part);
    } else {
      add_filled_rows(part);
    }
  }

  History finish() {
    resize(size_);
    drop_zeros_of_exit();
    return std::move(history_);
  }

 private:
  void add_written_rows(const LifePart& part) {
    resize(size_ + part.process().rows.size());
    for (const SampleRow& row : part.process().rows) {
      add(part.session(), part.recording->ticks[row.tick], std::nullopt, row.memory);
    }
  }

  void add_filled_rows(const LifePart& part) {
    const RecordedProcess& process = part.process();
    const Session& session = part.session();
    const std::uint32_t end = process.exit_tick.value_or(session.end_tick);
    if (!process.first_tick || *process.first_tick >= end) return;
    resize(size_ + end - *process.first_tick);
    auto next = process.rows.begin();
    MemoryKib memory;
    for (std::uint32_t tick = *process.first_tick; tick < end; ++tick) {
      for (; next != SampleRows::end() && next->tick <= tick; ++next) memory = next->memory;
      const Tick& recorded = part.recording->ticks[tick];
      add(session, recorded, recorded.interval_ns ? recorded.interval_ns : session.interval_ns, memory);
    }
  }

  // There must be room for one more.
  void add(const Session& session, const Tick& tick, std::optional<std::int64_t> interval_ns,
           const MemoryKib& memory) {
    if (memory.is_unobserved() || tick.wall_ns < range_.since_ns || tick.wall_ns > range_.until_ns) return;
    if (size_ > 0 && tick.axis_ns <= history_.axis_ns[size_ - 1]) return;
    const bool begins_session = session_ != nullptr && session_ != &session && session_->uuid != session.uuid;
    if (size_ == 0 || begins_session || history_.stretches.back().interval_ns != interval_ns) {
      history_.stretches.push_back({size_, interval_ns, begins_session});
    }
    session_ = &session;
    history_.axis_ns[size_] = tick.axis_ns;
    history_.wall_ns[size_] = tick.wall_ns;
    history_.memory.push_back(memory);
    history_.mem_available[size_] = tick.mem_available;
    ++size_;
  }

  void resize(std::size_t size) {
    history_.axis_ns.resize(size);
    history_.wall_ns.resize(size);
    history_.mem_available.resize(size);
  }

  void drop_zeros_of_exit() {
    const auto runs = history_.memory.runs();
    const auto has_memory = [](const MemoryRuns::Run& run) { return run.memory.vm_size != Kib(0); };
    const auto last = std::find_if(runs.rbegin(), runs.rend(), has_memory);
    // A process that never had memory of its own, such as a kernel thread, keeps its zeros.
    if (last == runs.rend() || last == runs.rbegin()) return;
    const std::size_t kept = std::prev(last)->first;
    resize(kept);
    history_.memory.keep_front(kept);
    while (!history_.stretches.empty() && history_.stretches.back().first >= kept)
      history_.stretches.pop_back();
  }

  WallRange range_;
  const Session* session_ = nullptr;
  std::size_t size_ = 0;  // of what is filled in; the vectors have room for more
  History history_;
};

}  // namespace

History fill_history(const ProcessLife& life, const TimeRange& range) {
  HistoryBuilder builder(range);
  for (const LifePart& part : life.parts) builder.add_part(part);
  return builder.finish();
}

}  // namespace tidemark

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

void resize(History& history, std::size_t size) {
  history.axis_ns.resize(size);
  history.wall_ns.resize(size);
  history.mem_available.resize(size);
}

void keep_front(History& history, std::size_t count) {
  resize(history, count);
  history.memory.keep_front(count);
  while (!history.stretches.empty() && history.stretches.back().first >= count) history.stretches.pop_back();
}

void drop_zeros_of_exit(History& history) {
  const auto runs = history.memory.runs();
  const auto has_memory = [](const MemoryRuns::Run& run) { return run.memory.vm_size != Kib(0); };
  const auto last = std::find_if(runs.rbegin(), runs.rend(), has_memory);
  // A process that never had memory of its own, such as a kernel thread, keeps its zeros.
  if (last == runs.rend() || last == runs.rbegin()) return;
  keep_front(history, std::prev(last)->first);
}

template <typename Value>
void drop_front(std::vector<Value>& values, std::size_t count) {
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
}

void drop_stretches(std::vector<Stretch>& stretches, std::size_t count, bool keeps_any) {
  const auto after =
      std::upper_bound(stretches.begin(), stretches.end(), count,
                       [](std::size_t index, const Stretch& stretch) { return index < stretch.first; });
  stretches.erase(stretches.begin(), keeps_any ? after - 1 : stretches.end());
  for (Stretch& stretch : stretches) stretch.first = std::max(stretch.first, count) - count;
  if (!stretches.empty()) stretches.front().begins_session = false;
}

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
    resize(history_, size_);
    drop_zeros_of_exit(history_);
    return std::move(history_);
  }

 private:
  void add_written_rows(const LifePart& part) {
    resize(history_, size_ + part.process().rows.size());
    for (const SampleRow& row : part.process().rows) {
      add(part.session(), part.recording->ticks[row.tick], std::nullopt, row.memory);
    }
  }

  void add_filled_rows(const LifePart& part) {
    const RecordedProcess& process = part.process();
    const Session& session = part.session();
    const std::uint32_t end = process.exit_tick.value_or(session.end_tick);
    if (!process.first_tick || *process.first_tick >= end) return;
    resize(history_, size_ + end - *process.first_tick);
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

void drop_front(History& history, std::size_t count) {
  drop_stretches(history.stretches, count, count < history.size());
  drop_front(history.axis_ns, count);
  drop_front(history.wall_ns, count);
  history.memory.drop_front(count);
  drop_front(history.mem_available, count);
}

History part_of(const History& history, std::size_t first, std::size_t end) {
  History part = history;
  keep_front(part, end);
  drop_front(part, first);
  drop_zeros_of_exit(part);
  return part;
}

}  // namespace tidemark

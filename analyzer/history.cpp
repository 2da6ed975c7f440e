#include "analyzer/history.hpp"

#include <algorithm>

namespace tidemark {
namespace {

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
    drop_zeros_of_exit();
    return std::move(history_);
  }

 private:
  void add_written_rows(const LifePart& part) {
    for (const SampleRow& row : part.process().rows) {
      add(part.session(), part.recording->ticks[row.tick], std::nullopt, row.memory);
    }
  }

  void add_filled_rows(const LifePart& part) {
    const RecordedProcess& process = part.process();
    if (!process.first_tick) return;
    const std::uint32_t end = process.exit_tick.value_or(part.session().end_tick);
    auto next = process.rows.begin();
    MemoryKib memory;
    for (std::uint32_t tick = *process.first_tick; tick < end; ++tick) {
      for (; next != process.rows.end() && next->tick <= tick; ++next) memory = next->memory;
      const Tick& recorded = part.recording->ticks[tick];
      const auto interval = recorded.interval_ns ? recorded.interval_ns : part.session().interval_ns;
      add(part.session(), recorded, interval, memory);
    }
  }

  void add(const Session& session, const Tick& tick, std::optional<std::int64_t> interval_ns,
           const MemoryKib& memory) {
    if (memory.is_unobserved() || !range_.contains(tick.wall_ns)) return;
    if (history_.size() > 0 && tick.axis_ns <= history_.axis_ns.back()) return;
    const bool begins_session = session_ != nullptr && session_->uuid != session.uuid;
    if (history_.size() == 0 || begins_session || history_.stretches.back().interval_ns != interval_ns) {
      history_.stretches.push_back({history_.size(), interval_ns, begins_session});
    }
    session_ = &session;
    history_.axis_ns.push_back(tick.axis_ns);
    history_.wall_ns.push_back(tick.wall_ns);
    history_.memory.push_back(memory);
    history_.mem_available.push_back(tick.mem_available);
  }

  void drop_zeros_of_exit() {
    const auto has_memory = [](const MemoryKib& memory) { return memory.vm_size != Kib(0); };
    const auto last = std::find_if(history_.memory.rbegin(), history_.memory.rend(), has_memory);
    // A process that never had any memory of its own is another matter.
    if (last == history_.memory.rend()) return;
    const auto kept = static_cast<std::size_t>(history_.memory.rend() - last);
    history_.axis_ns.resize(kept);
    history_.wall_ns.resize(kept);
    history_.memory.resize(kept);
    history_.mem_available.resize(kept);
    while (!history_.stretches.empty() && history_.stretches.back().first >= kept)
      history_.stretches.pop_back();
  }

  const TimeRange& range_;
  const Session* session_ = nullptr;
  History history_;
};

}  // namespace

bool TimeRange::contains(std::int64_t wall_ns) const {
  const WallTime time = to_wall_time(wall_ns);
  return (!since || time >= *since) && (!until || time <= *until);
}

History fill_history(const ProcessLife& life, const TimeRange& range) {
  HistoryBuilder builder(range);
  for (const LifePart& part : life.parts) builder.add_part(part);
  return builder.finish();
}

}  // namespace tidemark

#include "analyzer/exports/export_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/recordings/damage.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "common/error.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

// The sample rows of a recording, one tick after another.
class TickRows {
 public:
  explicit TickRows(const Recording& recording)
      : recording_(recording),
        opened_(open_again(recording)),
        row_(recording.path, "sample",
             opened_.database.prepare(
                 std::string("SELECT tick, process, vm_size_kib, rss_kib, shared_kib, data_kib, ") +
                 (opened_.has_minor(1) ? "swap_kib" : "NULL AS swap_kib") +
                 " FROM sample ORDER BY tick, process"),
             2),
        has_row_(row_.step()),
        places_(recording.process_ids.size(), kNone) {
    for (std::uint32_t i = 0; i < recording.processes.size(); ++i)
      places_[*place_of(recording.processes[i].id)] = i;
  }

  // Calls take(process, memory) for each row of a tick; the ticks have to rise.
  template <typename Take>
  void read(std::uint32_t tick, Take&& take) {
    const std::int64_t id = recording_.tick_ids[tick];
    for (; has_row_ && row_.key() <= id; has_row_ = row_.step()) {
      if (row_.key() < id) {
        // Of a session that is not looked at.
        if (!std::binary_search(recording_.tick_ids.begin(), recording_.tick_ids.end(), row_.key()))
          row_.reject("it belongs to no tick");
        continue;
      }
      const auto place = place_of(row_.reference(1));
      if (!place) row_.reject("it belongs to no process");
      if (places_[*place] == kNone) continue;
      take(places_[*place], MemoryKib{row_.kib(2), row_.kib(3), row_.kib(4), row_.kib(5), row_.kib(6)});
    }
  }

 private:
  // Ids mostly have no gaps.
  [[nodiscard]] std::optional<std::size_t> place_of(std::int64_t id) const {
    const auto& ids = recording_.process_ids;
    if (ids.empty() || id < ids.front()) return std::nullopt;
    const auto guess = static_cast<std::uint64_t>(id) - static_cast<std::uint64_t>(ids.front());
    if (guess < ids.size() && ids[guess] == id) return guess;
    const auto found = std::lower_bound(ids.begin(), ids.end(), id);
    if (found == ids.end() || *found != id) return std::nullopt;
    return static_cast<std::size_t>(found - ids.begin());
  }

  const Recording& recording_;
  ReadableRecording opened_;
  RecordedRows row_;
  bool has_row_;
  std::vector<std::uint32_t> places_;  // index of a process in the recording by its id's place
};

// What is known of the processes while the ticks go by.
class Observations {
 public:
  explicit Observations(const Recording& recording)
      : recording_(recording), memory_(recording.processes.size()) {}

  void begin_session() { observed_.clear(); }

  // A row at a tick; one that was not observed goes.
  void enter(std::uint32_t process, const MemoryKib& memory) {
    const auto place = std::lower_bound(observed_.begin(), observed_.end(), process);
    const bool is_there = place != observed_.end() && *place == process;
    if (!memory.is_unobserved() && !is_there) observed_.insert(place, process);
    if (memory.is_unobserved() && is_there) observed_.erase(place);
    memory_[process] = memory;
  }

  // Takes away what is gone at a tick.
  void end_those_gone(std::uint32_t tick) {
    std::erase_if(observed_, [&](std::uint32_t process) {
      const auto& exit_tick = recording_.processes[process].exit_tick;
      return exit_tick && *exit_tick <= tick;
    });
  }

  [[nodiscard]] const std::vector<std::uint32_t>& observed() const { return observed_; }
  [[nodiscard]] const MemoryKib& memory(std::uint32_t process) const { return memory_[process]; }

 private:
  const Recording& recording_;
  std::vector<std::uint32_t> observed_;  // rising
  std::vector<MemoryKib> memory_;
};

Kib between(const Kib& first, const Kib& second, double share) {
  if (!first.is_known() || !second.is_known()) return {};
  const auto rise = static_cast<double>(second.count() - first.count());
  return Kib(first.count() + std::llround(rise * share));
}

MemoryKib between(const MemoryKib& first, const MemoryKib& second, double share) {
  return {between(first.vm_size, second.vm_size, share), between(first.rss, second.rss, share),
          between(first.shared, second.shared, share), between(first.data, second.data, share),
          between(first.swap, second.swap, share)};
}

// Puts observations onto an even grid.
class Grid {
 public:
  Grid(const Recording& recording, std::chrono::nanoseconds step)
      : recording_(recording), step_(step.count()), last_(recording.processes.size()) {}

  void take(const Session& session, std::uint32_t process, std::uint32_t tick, const MemoryKib& memory,
            const std::function<void(const ExportRow&)>& give) {
    const std::int64_t origin = recording_.ticks[session.first_tick].axis_ns;
    const Tick& now = recording_.ticks[tick];
    Last& last = last_[process];
    const std::int64_t since = now.axis_ns - origin;
    if (last.tick == kNone || last.session != &session || parts(session, last.tick, tick)) {
      if (since % step_ == 0) give({now.wall_ns, process, memory});
    } else {
      const Tick& before = recording_.ticks[last.tick];
      const std::int64_t from = before.axis_ns - origin;
      const auto length = static_cast<double>(since - from);
      for (std::int64_t point = (from / step_ + 1) * step_; point <= since; point += step_) {
        const double share = static_cast<double>(point - from) / length;
        const auto wall = static_cast<double>(now.wall_ns - before.wall_ns) * share;
        give({before.wall_ns + std::llround(wall), process, between(last.memory, memory, share)});
      }
    }
    last = {&session, tick, memory};
  }

 private:
  struct Last {
    const Session* session = nullptr;
    std::uint32_t tick = kNone;
    MemoryKib memory{};
  };

  [[nodiscard]] bool parts(const Session& session, std::uint32_t first, std::uint32_t second) const {
    constexpr std::int64_t kLeastGapNs = 2'000'000'000;
    const Tick& later = recording_.ticks[second];
    const std::int64_t interval =
        later.interval_ns.value_or(session.interval_ns.value_or(median_step(session)));
    return later.axis_ns - recording_.ticks[first].axis_ns > std::max(5 * interval, kLeastGapNs);
  }

  // Of an import, which states no interval.
  [[nodiscard]] std::int64_t median_step(const Session& session) const {
    if (measured_ == &session) return median_step_;
    std::vector<std::int64_t> steps;
    for (std::uint32_t tick = session.first_tick + 1; tick < session.end_tick; ++tick)
      steps.push_back(recording_.ticks[tick].axis_ns - recording_.ticks[tick - 1].axis_ns);
    const auto middle = steps.begin() + std::ssize(steps) / 2;
    std::nth_element(steps.begin(), middle, steps.end());
    measured_ = &session;
    median_step_ = steps.empty() ? 0 : *middle;
    return median_step_;
  }

  const Recording& recording_;
  std::int64_t step_;
  std::vector<Last> last_;
  mutable const Session* measured_ = nullptr;
  mutable std::int64_t median_step_ = 0;
};

void read_all(const Recording& recording, std::optional<std::chrono::nanoseconds> resample,
              Progress* progress, const std::function<void(const ExportRow&)>& take) {
  TickRows rows(recording);
  Observations observations(recording);
  std::optional<Grid> grid;
  if (resample) grid.emplace(recording, *resample);
  const auto give = [&](const Session& session, std::uint32_t process, std::uint32_t tick,
                        const MemoryKib& memory) {
    if (grid) {
      grid->take(session, process, tick, memory, take);
    } else {
      take({recording.ticks[tick].wall_ns, process, memory});
    }
  };
  std::vector<const Session*> sessions;
  for (const Session& session : recording.sessions) sessions.push_back(&session);
  std::sort(sessions.begin(), sessions.end(),
            [](const Session* one, const Session* other) { return one->first_tick < other->first_tick; });
  for (const Session* each : sessions) {
    const Session& session = *each;
    observations.begin_session();
    for (std::uint32_t tick = session.first_tick; tick < session.end_tick; ++tick) {
      if (progress != nullptr) progress->reach(tick);
      if (session.every_sample) {
        rows.read(tick, [&](std::uint32_t process, const MemoryKib& memory) {
          if (!memory.is_unobserved()) give(session, process, tick, memory);
        });
        continue;
      }
      rows.read(tick,
                [&](std::uint32_t process, const MemoryKib& memory) { observations.enter(process, memory); });
      observations.end_those_gone(tick);
      for (const std::uint32_t process : observations.observed())
        give(session, process, tick, observations.memory(process));
    }
  }
}

}  // namespace

void for_each_row(const Recording& recording, std::optional<std::chrono::nanoseconds> resample,
                  Progress* progress, const std::function<void(const ExportRow&)>& take) {
  if (progress != nullptr) progress->begin("reading " + recording.path, recording.ticks.size());
  try {
    read_all(recording, resample, progress, take);
  } catch (const SqliteError& error) {
    throw_file_error(recording.path, error, kReadAction);
  }
}

}  // namespace tidemark

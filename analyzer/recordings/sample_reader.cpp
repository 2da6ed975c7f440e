#include "analyzer/recordings/sample_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "analyzer/recordings/damage.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/running/parallel.hpp"
#include "common/error.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {
namespace {

struct ProcessRows {
  std::uint32_t process;
  SampleRows rows;
};
using RangeRows = std::vector<ProcessRows>;

// Finds the processes of a recording by their ids, and the ticks that their rows may have.
class ProcessIndex {
 public:
  struct Entry {
    std::uint32_t process;  // kNone where it was taken out of the recording
    std::uint32_t first_tick;
    std::uint32_t end_tick;
  };
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  explicit ProcessIndex(const Recording& recording)
      : ids_(recording.process_ids), entries_(ids_.size(), {kNone, 0, 0}) {
    for (std::uint32_t i = 0; i < recording.processes.size(); ++i) {
      const RecordedProcess& process = recording.processes[i];
      const Session& session = recording.sessions[process.session];
      entries_[*place_of(process.id)] = {i, session.first_tick, session.end_tick};
    }
  }

  [[nodiscard]] const Entry* find(std::int64_t id) const {
    const auto place = place_of(id);
    return place ? &entries_[*place] : nullptr;
  }

 private:
  // Ids mostly have no gaps.
  [[nodiscard]] std::optional<std::size_t> place_of(std::int64_t id) const {
    if (ids_.empty() || id < ids_.front() || id > ids_.back()) return std::nullopt;
    const auto guess = static_cast<std::uint64_t>(id) - static_cast<std::uint64_t>(ids_.front());
    if (guess < ids_.size() && ids_[guess] == id) return guess;
    const auto found = std::lower_bound(ids_.begin(), ids_.end(), id);
    if (*found != id) return std::nullopt;
    return static_cast<std::size_t>(found - ids_.begin());
  }

  std::span<const std::int64_t> ids_;
  std::vector<Entry> entries_;
};

// Reads the rows of a range of ticks.
class RangeReader {
 public:
  RangeReader(const Recording& recording, const ProcessIndex& processes, bool checks_all)
      : checks_all_(checks_all),
        recording_(recording),
        processes_(processes),
        opened_(open_again(recording)),
        slots_(recording.processes.size(), kNoSlot) {}

  // end_tick  behind the last tick of the range; for the last range the number of all ticks
  // wants(i)  whether the rows of process i are to be kept
  template <typename Wants>
  RangeRows read(std::uint32_t first_tick, std::uint32_t end_tick, Wants&& wants) {
    const auto& ids = recording_.tick_ids;
    const std::string swap = opened_.has_minor(1) ? "swap_kib" : "NULL";
    Statement statement = opened_.database.prepare(
        "SELECT tick, process, vm_size_kib, rss_kib, shared_kib, data_kib, minor_faults, major_faults, " +
        swap + " AS swap_kib FROM sample WHERE tick >= ?1 ORDER BY tick, process");
    statement.bind(1, first_tick == 0 ? std::numeric_limits<std::int64_t>::min() : ids[first_tick]);
    // A bound in the statement would make SQLite compare every row.
    const std::int64_t end_id =
        end_tick == ids.size() ? std::numeric_limits<std::int64_t>::max() : ids[end_tick];
    RecordedRows row(recording_.path, "sample", std::move(statement), 2);
    RangeRows rows;
    std::uint32_t tick = first_tick;
    while (row.step()) {
      const std::int64_t tick_id = row.key();
      if (tick_id >= end_id) break;
      while (tick < end_tick && ids[tick] < tick_id) ++tick;
      if (tick == end_tick || ids[tick] != tick_id) {
        if (is_newer(tick_id)) break;
        row.reject("it belongs to no tick");
      }
      const ProcessIndex::Entry* process = processes_.find(row.reference(1));
      if (process == nullptr) row.reject("it belongs to no process");
      if (process->process == ProcessIndex::kNone) continue;
      if (tick < process->first_tick || tick >= process->end_tick) row.reject("it lies outside its session");
      const bool is_wanted = wants(process->process);
      if (!is_wanted && !checks_all_) continue;
      SampleRow sample{tick, {row.kib(2), row.kib(3), row.kib(4), row.kib(5), row.kib(8)}};
      const auto minor = row.count(6), major = row.count(7);
      if (minor || major) sample.faults = minor.value_or(0) + major.value_or(0);
      if (is_wanted) rows_of(process->process, rows).push_back(sample);
    }
    for (const ProcessRows& one : rows) slots_[one.process] = kNoSlot;
    return rows;
  }

 private:
  static constexpr std::uint32_t kNoSlot = std::numeric_limits<std::uint32_t>::max();

  SampleRows& rows_of(std::uint32_t process, RangeRows& rows) {
    std::uint32_t& slot = slots_[process];
    if (slot == kNoSlot) {
      slot = static_cast<std::uint32_t>(rows.size());
      rows.push_back({process, {}});
    }
    return rows[slot].rows;
  }

  // Whether a recorder has written the tick since the recording's ticks were read.
  [[nodiscard]] bool is_newer(std::int64_t tick_id) const {
    if (!recording_.tick_ids.empty() && tick_id <= recording_.tick_ids.back()) return false;
    Statement tick = opened_.database.prepare("SELECT 1 FROM tick WHERE id = ?1");
    return tick.bind(1, tick_id).step();
  }

  bool checks_all_;
  const Recording& recording_;
  const ProcessIndex& processes_;
  ReadableRecording opened_;
  std::vector<std::uint32_t> slots_;  // of each process of the recording, its place in the rows of the range
};

// Keeps what was read of all recordings within the bound.
class Keeper {
 public:
  Keeper(std::span<Recording> recordings, std::span<const std::vector<std::uint32_t>> ranks,
         std::size_t most_bytes)
      : recordings_(recordings), ranks_(ranks), most_bytes_(most_bytes) {}

  [[nodiscard]] bool wants(std::size_t recording, std::uint32_t process) const {
    return ranks_[recording][process] < end_rank_.load(std::memory_order_relaxed);
  }

  // rows  of a range; the ranges of a recording come in their order
  void add(std::size_t recording, RangeRows rows) {
    for (ProcessRows& one : rows) {
      if (!wants(recording, one.process)) continue;
      bytes_ += one.rows.bytes_held();
      recordings_[recording].processes[one.process].rows.append(std::move(one.rows));
    }
    if (bytes_ > most_bytes_) drop();
  }

  [[nodiscard]] std::uint32_t end_rank() const { return end_rank_; }

 private:
  // Keeps the lowest ranks, as far as they fit into half of the bound, so that there is room for what is
  // still to come.
  void drop() {
    std::map<std::uint32_t, std::size_t> bytes_of_rank;
    for_each_kept([&](std::uint32_t rank, SampleRows& rows) { bytes_of_rank[rank] += rows.bytes_held(); });
    std::size_t kept = 0;
    for (const auto& [rank, bytes] : bytes_of_rank) {
      const bool is_first = rank == bytes_of_rank.begin()->first;
      if (!is_first && kept + bytes > most_bytes_ / 2) {
        end_rank_ = rank;
        break;
      }
      kept += bytes;
    }
    for_each_kept([&](std::uint32_t rank, SampleRows& rows) {
      if (rank >= end_rank_) rows = {};
    });
    bytes_ = kept;
  }

  template <typename Visit>
  void for_each_kept(Visit&& visit) {
    for (std::size_t i = 0; i < recordings_.size(); ++i) {
      std::vector<RecordedProcess>& processes = recordings_[i].processes;
      for (std::uint32_t k = 0; k < processes.size(); ++k) {
        if (!processes[k].rows.empty()) visit(ranks_[i][k], processes[k].rows);
      }
    }
  }

  std::span<Recording> recordings_;
  std::span<const std::vector<std::uint32_t>> ranks_;
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::atomic<std::uint32_t> end_rank_ = kNoRank;
};

std::size_t count_ranges(const Recording& recording, std::uintmax_t range_bytes) {
  const std::uintmax_t ranges = recording.size_bytes / range_bytes + 1;
  return std::min<std::size_t>(recording.tick_ids.size(), ranges);
}

// Reads one recording, its ranges shared by several threads.
class SharedReading {
 public:
  SharedReading(const Recording& recording, std::size_t place, Keeper& keeper, const ReadBounds& bounds,
                Progress* progress)
      : recording_(recording),
        place_(place),
        processes_(recording),
        keeper_(keeper),
        checks_all_(bounds.checks_all),
        progress_(progress),
        ranges_(std::max<std::size_t>(1, count_ranges(recording, bounds.range_bytes))),
        read_(ranges_) {}

  void run(std::size_t threads) {
    if (progress_ != nullptr) progress_->begin("reading " + recording_.path, ranges_);
    for_each_index(ranges_, threads, [&](std::size_t range, std::size_t /*worker*/) {
      try {
        finish(range, read(range));
      } catch (const SqliteError& error) {
        throw_file_error(recording_.path, error, kReadAction);
      }
    });
  }

 private:
  RangeRows read(std::size_t range) const {
    const auto tick_at = [&](std::size_t place) {
      return static_cast<std::uint32_t>(recording_.tick_ids.size() * place / ranges_);
    };
    return RangeReader(recording_, processes_, checks_all_)
        .read(tick_at(range), tick_at(range + 1),
              [&](std::uint32_t process) { return keeper_.wants(place_, process); });
  }

  void finish(std::size_t range, RangeRows rows) {
    const std::scoped_lock lock(mutex_);
    read_[range] = std::move(rows);
    for (; next_ < ranges_ && read_[next_]; ++next_) {
      keeper_.add(place_, std::move(*read_[next_]));
      read_[next_] = RangeRows();
    }
    if (progress_ != nullptr) progress_->reach(next_);
  }

  const Recording& recording_;
  std::size_t place_;  // among the recordings
  ProcessIndex processes_;
  Keeper& keeper_;
  bool checks_all_;
  Progress* progress_;
  std::size_t ranges_;
  std::mutex mutex_;
  std::vector<std::optional<RangeRows>> read_;  // those not yet kept, and what has been read of them
  std::size_t next_ = 0;                        // range to keep
};

}  // namespace

std::uint32_t read_samples(std::span<Recording> recordings, std::span<const std::vector<std::uint32_t>> ranks,
                           const ReadBounds& bounds, Progress* progress) {
  Keeper keeper(recordings, ranks, bounds.most_bytes);
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    SharedReading(recordings[i], i, keeper, bounds, progress).run(bounds.threads);
  }
  return keeper.end_rank();
}

}  // namespace tidemark

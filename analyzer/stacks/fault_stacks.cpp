#include "analyzer/stacks/fault_stacks.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <unordered_map>
#include <utility>

#include "analyzer/recordings/damage.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostFrames = 128;

// What was counted of one stack in one window.
struct Counted {
  double faults = 0.0;
  double samples = 0.0;
  double faults_before = 0.0;

  void add(const Counted& other) {
    faults += other.faults;
    samples += other.samples;
    faults_before += other.faults_before;
  }
};

// Heaviest in the window first, then before it.
std::pair<double, double> weight_of(const Counted& counted) {
  return {-counted.faults, -counted.faults_before};
}

// Leaves the heaviest `most` of what was counted by some key.
template <typename Counts>
void keep_heaviest(Counts& counts, std::size_t most) {
  if (counts.size() <= most) return;
  std::vector<std::pair<std::pair<double, double>, typename Counts::key_type>> ranked;
  ranked.reserve(counts.size());
  for (const auto& [key, counted] : counts) ranked.emplace_back(weight_of(counted), key);
  std::sort(ranked.begin(), ranked.end());
  for (std::size_t i = most; i < ranked.size(); ++i) counts.erase(ranked[i].second);
}

// A stack whatever recording it is from.
using StackKey = std::pair<std::vector<std::uint32_t>, bool>;

// What is counted of a window while the recordings are read.
struct Counting {
  std::map<StackKey, Counted> stacks;  // of the recordings that were read
  std::unordered_map<std::int64_t, Counted>
      of_ids;  // of the one that is being read, by the ids of its stacks
  WindowStacks sums{};
};

// The frames of all recordings, each once.
class FramePool {
 public:
  std::uint32_t place_of(CodeFrame frame) {
    const auto [known, is_new] = places_.try_emplace(std::move(frame), next_);
    if (is_new) ++next_;
    return known->second;
  }

  std::vector<CodeFrame> take() {
    std::vector<CodeFrame> frames(places_.size());
    for (auto& [frame, place] : places_) frames[place] = frame;
    return frames;
  }

 private:
  std::map<CodeFrame, std::uint32_t> places_;
  std::uint32_t next_ = 0;
};

// Reads the modules, frames and stacks of one recording as they are asked for.
class StackTables {
 public:
  StackTables(const std::string& path, const Database& database, FramePool& pool)
      : path_(path),
        stack_(database.prepare("SELECT id, frames, is_whole FROM stack WHERE id = ?1")),
        frame_(
            database.prepare("SELECT f.id, m.path, m.build_id, f.address, f.symbol, f.module FROM frame AS f"
                             " LEFT JOIN module AS m ON m.id = f.module WHERE f.id = ?1")),
        pool_(pool) {}

  StackKey stack(std::int64_t id) {
    RecordedRow row(*this, stack_, "stack", id);
    StackKey key{{}, stack_.int64(2) != 0};
    for (const std::int64_t frame : frame_ids(row.text(1), id)) key.first.push_back(place_of(frame));
    return key;
  }

 private:
  // One row, found by its id, and let go of in the end.
  class RecordedRow {
   public:
    RecordedRow(const StackTables& tables, Statement& statement, std::string_view table, std::int64_t id)
        : tables_(tables), statement_(statement), name_(fmt::format("{} {}", table, id)) {
      if (!statement_.bind(1, id).step()) reject_as_damaged(tables_.path_, name_ + ": it is not there");
    }
    ~RecordedRow() {
      try {
        statement_.reset();
      } catch (const SqliteError&) {  // NOLINT(bugprone-empty-catch): the row was read
      }
    }
    RecordedRow(const RecordedRow&) = delete;
    RecordedRow& operator=(const RecordedRow&) = delete;

    [[nodiscard]] std::string text(int column) const {
      constexpr std::size_t kLongest = std::size_t{1} << 16U;
      if (statement_.size_bytes(column) > kLongest)
        reject_as_damaged(tables_.path_,
                          fmt::format("{}: {} has {} bytes", name_, statement_.column_name(column),
                                      statement_.size_bytes(column)));
      return printable(statement_.text(column));
    }
    [[nodiscard]] std::optional<std::string> optional_text(int column) const {
      return statement_.is_null(column) ? std::nullopt : std::optional(text(column));
    }

   private:
    const StackTables& tables_;
    Statement& statement_;
    std::string name_;
  };

  [[noreturn]] void reject_frames(std::int64_t id) const {
    reject_as_damaged(path_,
                      fmt::format("stack {}: its frames are no array of 1 to {} ids", id, kMostFrames));
  }

  // "[3,1,2]"; the connections that read recordings have no JSON tables.
  [[nodiscard]] std::vector<std::int64_t> frame_ids(std::string_view array, std::int64_t id) const {
    std::vector<std::int64_t> ids;
    if (array.size() < 2 || array.front() != '[' || array.back() != ']') reject_frames(id);
    const char* at = array.data() + 1;
    const char* const end = array.data() + array.size() - 1;
    for (;;) {
      while (at != end && *at == ' ') ++at;
      const auto [next, error] = std::from_chars(at, end, ids.emplace_back());
      if (error != std::errc() || ids.size() > kMostFrames) reject_frames(id);
      at = next;
      while (at != end && *at == ' ') ++at;
      if (at == end) return ids;
      if (*at++ != ',') reject_frames(id);
    }
  }

  std::uint32_t place_of(std::int64_t id) {
    if (const auto known = places_.find(id); known != places_.end()) return known->second;
    const RecordedRow row(*this, frame_, "frame", id);
    if (!frame_.is_null(5) && frame_.is_null(1))
      reject_as_damaged(path_, fmt::format("frame {}: its module is not there", id));
    const std::uint32_t place = pool_.place_of(
        {row.optional_text(1), row.optional_text(2), frame_.optional_int64(3), row.optional_text(4)});
    return places_.emplace(id, place).first->second;
  }

  const std::string& path_;
  Statement stack_;
  Statement frame_;
  FramePool& pool_;
  std::unordered_map<std::int64_t, std::uint32_t> places_;  // by the ids of frames
};

// One process row in one window.
struct WindowOfProcess {
  std::size_t window;
  std::uint32_t first_tick;  // of its session, as the next
  std::uint32_t end_tick;
};

class RecordingStacks {
 public:
  RecordingStacks(const Recording& recording, std::span<const StackWindow> windows, std::size_t most_stacks,
                  StackEvidence evidence, std::vector<Counting>& counting)
      : recording_(recording),
        windows_(windows),
        most_stacks_(most_stacks),
        evidence_(evidence),
        counting_(counting) {
    for (std::size_t i = 0; i < windows.size(); ++i) {
      for (const LifePart& part : windows[i].parts) {
        if (part.recording != &recording) continue;
        const Session& session = part.session();
        of_process_[part.process().id].push_back({i, session.first_tick, session.end_tick});
        first_tick_ = std::min(first_tick_, part.process().first_tick.value_or(session.first_tick));
      }
    }
  }

  void read(FramePool& pool, std::optional<std::int64_t>& page_size_bytes) {
    const ReadableRecording opened = open_again(recording_);
    opened.database.execute("BEGIN");  // rows and what they refer to as of one moment
    count_rows(opened.database);
    count_lost(opened.database);
    RecordedRows page(recording_.path, "session",
                      opened.database.prepare("SELECT id, page_size_bytes FROM session ORDER BY id"));
    while (page.step()) {
      if (const auto bytes = page.count(1)) page_size_bytes = bytes;
    }
    StackTables tables(recording_.path, opened.database, pool);
    for (Counting& counting : counting_) {
      keep_heaviest(counting.of_ids, most_stacks_);
      for (const auto& [id, counted] : counting.of_ids) counting.stacks[tables.stack(id)].add(counted);
      counting.of_ids.clear();
      keep_heaviest(counting.stacks, most_stacks_);
    }
  }

 private:
  void count_rows(const Database& database) {
    const auto& ids = recording_.tick_ids;
    if (first_tick_ >= ids.size()) return;
    const bool is_kept = evidence_ == StackEvidence::kKept;
    const std::string table = is_kept ? "kept_stack" : "fault_stack";
    Statement statement = database.prepare(
        fmt::format("SELECT tick, process, stack, {} AS memory, samples, faults FROM {} WHERE tick >= ?1"
                    " ORDER BY tick, process, stack, memory",
                    is_kept ? "'anonymous'" : "memory", table));
    statement.bind(1, ids[first_tick_]);
    RecordedRows row(recording_.path, table, std::move(statement), 3, RowKeys::kMayRepeat);
    std::uint32_t tick = first_tick_;
    while (row.step()) {
      while (tick < ids.size() && ids[tick] < row.key()) ++tick;
      if (tick == ids.size()) return;  // written since
      if (ids[tick] != row.key()) row.reject("it belongs to no tick");
      const auto found = of_process_.find(row.reference(1));
      if (found != of_process_.end()) count(row, tick, found->second);
    }
  }

  void count(const RecordedRows& row, std::uint32_t tick, const std::vector<WindowOfProcess>& windows) {
    const std::string memory = row.text(3);
    if (memory != "anonymous" && memory != "file" && memory != "unknown")
      row.reject(fmt::format("its memory is '{}'", printable(memory)));
    const auto samples = static_cast<double>(row.required_count(4));
    const auto faults = static_cast<double>(row.required_count(5));
    const std::int64_t time = recording_.ticks[tick].axis_ns;
    for (const WindowOfProcess& one : windows) {
      if (tick < one.first_tick || tick >= one.end_tick) row.reject("it lies outside its session");
      const StackWindow& window = windows_[one.window];
      const WallTime wall = to_wall_time(recording_.ticks[tick].wall_ns);
      const bool is_after = time > window.end_ns || (window.range.until && wall > *window.range.until);
      if (is_after || (memory == "file" && !window.counts_files)) continue;
      Counting& counting = counting_[one.window];
      Counted& counted = counting.of_ids[row.reference(2)];
      if (time > window.begin_ns && window.range.contains(wall)) {
        counted.faults += faults;
        counted.samples += samples;
        counting.sums.faults += faults;
        counting.sums.samples += samples;
      } else {
        counted.faults_before += faults;
        counting.sums.faults_before += faults;
        counting.sums.samples_before += samples;
      }
      constexpr std::size_t kRoom = 4;
      if (counting.of_ids.size() > kRoom * most_stacks_)
        keep_heaviest(counting.of_ids, kRoom / 2 * most_stacks_);
    }
  }

  void count_lost(const Database& database) {
    RecordedRows row(
        recording_.path, "tick",
        database.prepare("SELECT id, fault_samples_lost FROM tick WHERE fault_samples_lost > 0 ORDER BY id"));
    const auto& ids = recording_.tick_ids;
    while (row.step()) {
      const auto tick = std::lower_bound(ids.begin(), ids.end(), row.key());
      if (tick == ids.end()) return;
      const std::int64_t time = recording_.ticks[static_cast<std::size_t>(tick - ids.begin())].axis_ns;
      const auto lost = static_cast<double>(row.required_count(1));
      for (std::size_t i = 0; i < windows_.size(); ++i) {
        const auto is_of_this = [&](const LifePart& part) { return part.recording == &recording_; };
        if (time > windows_[i].begin_ns && time <= windows_[i].end_ns &&
            std::any_of(windows_[i].parts.begin(), windows_[i].parts.end(), is_of_this))
          counting_[i].sums.lost_samples += lost;
      }
    }
  }

  const Recording& recording_;
  std::span<const StackWindow> windows_;
  std::size_t most_stacks_;
  StackEvidence evidence_;
  std::vector<Counting>& counting_;
  std::unordered_map<std::int64_t, std::vector<WindowOfProcess>> of_process_;  // by the ids of process rows
  std::uint32_t first_tick_ = std::numeric_limits<std::uint32_t>::max();
};

// Returns the recordings that have stacks, in the order in which windows name them.
std::vector<const Recording*> recordings_of(std::span<const StackWindow> windows, StackEvidence evidence) {
  std::vector<const Recording*> recordings;
  for (const StackWindow& window : windows) {
    for (const LifePart& part : window.parts) {
      const bool is_known =
          std::find(recordings.begin(), recordings.end(), part.recording) != recordings.end();
      if (has_stacks(*part.recording, evidence) && !is_known) recordings.push_back(part.recording);
    }
  }
  return recordings;
}

// The order of frames' places depends on the file; that of the frames does not.
void sort_stacks(const std::vector<CodeFrame>& frames, std::vector<WeighedStack>& stacks) {
  std::sort(stacks.begin(), stacks.end(), [&](const WeighedStack& one, const WeighedStack& other) {
    const std::pair ours(-one.faults, -one.faults_before), theirs(-other.faults, -other.faults_before);
    if (ours != theirs) return ours < theirs;
    if (one.frames != other.frames)
      return std::lexicographical_compare(
          one.frames.begin(), one.frames.end(), other.frames.begin(), other.frames.end(),
          [&](std::uint32_t left, std::uint32_t right) { return frames[left] < frames[right]; });
    return one.is_whole < other.is_whole;
  });
}

}  // namespace

bool has_stacks(const Recording& recording, StackEvidence evidence) {
  return evidence == StackEvidence::kKept ? recording.has_kept_stacks : recording.has_fault_stacks;
}

StackSet read_fault_stacks(std::span<const StackWindow> windows, std::size_t most_stacks,
                           StackEvidence evidence) {
  std::vector<Counting> counting(windows.size());
  FramePool pool;
  StackSet set;
  for (const Recording* recording : recordings_of(windows, evidence)) {
    try {
      RecordingStacks(*recording, windows, most_stacks, evidence, counting).read(pool, set.page_size_bytes);
    } catch (const SqliteError& error) {
      throw_file_error(recording->path, error, kReadAction);
    }
  }
  set.frames = pool.take();
  for (Counting& one : counting) {
    WindowStacks& window = set.windows.emplace_back(std::move(one.sums));
    for (const auto& [key, counted] : one.stacks)
      window.stacks.push_back(
          {key.first, key.second, counted.faults, counted.samples, counted.faults_before});
    sort_stacks(set.frames, window.stacks);
  }
  return set;
}

}  // namespace tidemark

#include "analyzer/recordings/recording_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "analyzer/recordings/count_reader.hpp"
#include "analyzer/recordings/damage.hpp"
#include "analyzer/recordings/heap_reader.hpp"
#include "analyzer/recordings/sample_reader.hpp"
#include "analyzer/running/parallel.hpp"
#include "analyzer/text/printable.hpp"
#include "common/error.hpp"
#include "schema/recording_file.hpp"
#include "schema/rows.hpp"

namespace tidemark {
namespace {

// Row ids of the file in rising order; a row's index here is its index in the Recording.
using Ids = std::vector<std::int64_t>;

std::optional<std::uint32_t> index_of(const Ids& ids, std::int64_t id) {
  const auto found = std::lower_bound(ids.begin(), ids.end(), id);
  if (found == ids.end() || *found != id) return std::nullopt;
  return static_cast<std::uint32_t>(found - ids.begin());
}

std::optional<std::string> optional_printable(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return printable(row.text(column));
}

std::optional<bool> optional_flag(const Statement& row, int column) {
  const auto flag = row.optional_int64(column);
  return flag ? std::optional(*flag != 0) : std::nullopt;
}

// Imports and older recordings have no runtime: the name of the program, or else of the process, tells it.
Runtime read_runtime(const Statement& row) {
  const Runtime recorded = row.is_null(12) ? Runtime::kUnknown : runtime_named(row.text(12));
  if (recorded != Runtime::kUnknown) return recorded;
  return runtime_of_program(row.is_null(6) ? row.text(5) : row.text(6));
}

// The filters are a JSON object; of one that is none nothing is known.
std::optional<std::int64_t> read_tree_root(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  const auto filters = nlohmann::json::parse(row.text(column), nullptr, false);
  const auto root = filters.is_object() ? filters.find("pid_tree") : filters.end();
  if (root == filters.end() || !root->is_number_integer()) return std::nullopt;
  return root->get<std::int64_t>();
}

class Reader {
 public:
  explicit Reader(const std::string& path) : opened_(open_for_reading(path)) {
    recording_.path = path;
    recording_.log_missing = opened_.log_missing;
    std::error_code ignored;
    recording_.size_bytes = std::filesystem::file_size(path, ignored);
  }

  Recording read() {
    database().execute("BEGIN");
    read_sessions();
    read_ticks();
    read_processes();
    read_ends();
    read_later_names();
    read_marks();
    read_cgroup_limits();
    if (opened_.has_minor(1)) {
      recording_.heaps = read_heaps(recording_.path, database(), tick_ids_, process_ids_);
      recording_.counts = read_counts(recording_.path, database(), tick_ids_, process_ids_);
    }
    recording_.tick_ids = std::move(tick_ids_);
    recording_.process_ids = std::move(process_ids_);
    return std::move(recording_);
  }

 private:
  [[nodiscard]] const Database& database() const { return opened_.database; }
  [[noreturn]] void reject(const std::string& what) const { reject_as_damaged(recording_.path, what); }
  [[nodiscard]] Kib kib(const Statement& row, int column) const {
    return read_kib(recording_.path, row, column);
  }
  [[nodiscard]] std::optional<std::int64_t> interval(const Statement& row, int column) const;
  [[nodiscard]] MarkKind mark_kind(const Statement& row, int column) const;
  void read_sessions();
  void read_ticks();
  void enter_tick(std::int64_t session_id, const Tick& tick);
  void enter_machine(const Statement& row, int first_column);
  void read_processes();
  void read_ends();
  void read_later_names();
  [[nodiscard]] std::optional<std::uint32_t> tick_reference(const Statement& row, int column,
                                                            const Session& session) const;
  void read_marks();
  void read_cgroup_limits();
  void set_session_limits(const std::map<std::int64_t, std::optional<std::int64_t>>& limits);

  ReadableRecording opened_;
  Recording recording_;
  Ids session_ids_;
  Ids tick_ids_;
  Ids process_ids_;
};

std::optional<std::int64_t> Reader::interval(const Statement& row, int column) const {
  constexpr std::int64_t kLongest = 1'000'000'000'000'000'000;
  const auto length = row.optional_int64(column);
  if (length && (*length <= 0 || *length > kLongest)) reject(fmt::format("an interval of {} ns", *length));
  return length;
}

MarkKind Reader::mark_kind(const Statement& row, int column) const {
  const std::string kind = row.text(column);
  if (kind == "begin") return MarkKind::kBegin;
  if (kind == "end") return MarkKind::kEnd;
  if (kind == "note") return MarkKind::kNote;
  reject(fmt::format("a mark of kind '{}'", printable(kind)));
}

void Reader::read_sessions() {
  const std::string since_1_1 = opened_.has_minor(1) ? "cgroup, tasks_max" : "NULL, NULL";
  Statement row = database().prepare(
      "SELECT id, uuid, part, origin, axis, every_sample, start_wall_ns, interval_ns, ended_cleanly,"
      " recorder_version, visibility, host, boot_id, pid_namespace, kernel, mem_total_kib, swap_total_kib, "
      "cores, clock_ticks_per_second, filters, in_container, " +
      since_1_1 + " FROM session ORDER BY id");
  while (row.step()) {
    session_ids_.push_back(row.int64(0));
    recording_.sessions.push_back({.uuid = printable(row.text(1)),
                                   .part = row.int64(2),
                                   .origin = printable(row.text(3)),
                                   .has_wall_axis = row.text(4) == "wall",
                                   .every_sample = row.int64(5) != 0,
                                   .start_wall_ns = row.int64(6),
                                   .interval_ns = interval(row, 7),
                                   .ended_cleanly = row.int64(8) != 0,
                                   .recorder_version = printable(row.text(9)),
                                   .visibility = optional_printable(row, 10),
                                   .host = optional_printable(row, 11),
                                   .boot_id = optional_printable(row, 12),
                                   .pid_namespace = row.optional_int64(13),
                                   .kernel = optional_printable(row, 14),
                                   .mem_total = kib(row, 15),
                                   .swap_total = kib(row, 16),
                                   .cores = row.optional_int64(17),
                                   .clock_ticks_per_second = row.optional_int64(18),
                                   .tree_root = read_tree_root(row, 19),
                                   .first_tick = 0,
                                   .end_tick = 0,
                                   .filters = optional_printable(row, 19),
                                   .in_container = optional_flag(row, 20),
                                   .cgroup = optional_printable(row, 21),
                                   .cgroup_limit_bytes = {},
                                   .tasks_max = row.optional_int64(22)});
  }
}

void Reader::read_ticks() {
  const std::string since_1_1 =
      opened_.has_minor(1)
          ? ", t.shmem_kib, t.slab_unreclaimable_kib, t.page_tables_kib, t.cgroup_memory_kib,"
            " t.cgroup_shmem_kib, t.cgroup_slab_kib, t.cgroup_inactive_file_kib, t.swap_free_kib"
          : "";
  Statement row = database().prepare(
      "SELECT t.id, t.session, CASE s.axis WHEN 'wall' THEN t.wall_ns ELSE t.boottime_ns END, t.wall_ns,"
      " t.interval_ns, t.mem_available_kib, t.missed_before, t.gap_reason, t.psi_some_total_us" +
      since_1_1 + " FROM tick AS t LEFT JOIN session AS s ON s.id = t.session ORDER BY t.id");
  constexpr int kMachine = 9;
  while (row.step()) {
    if (row.is_null(2) || row.int64(2) < 0) reject(fmt::format("tick {} has no time", row.int64(0)));
    tick_ids_.push_back(row.int64(0));
    enter_tick(row.int64(1), {.axis_ns = row.int64(2),
                              .wall_ns = row.int64(3),
                              .interval_ns = interval(row, 4),
                              .mem_available = kib(row, 5),
                              .missed_before = row.int64(6),
                              .gap_reason = optional_printable(row, 7),
                              .pressure_us = row.optional_int64(8)});
    if (opened_.has_minor(1)) enter_machine(row, kMachine);
  }
  if (!recording_.machine.empty()) recording_.machine.resize(recording_.ticks.size());
}

// Enters what the newest tick tells of the machine.
void Reader::enter_machine(const Statement& row, int first_column) {
  const auto column = [&](int place) { return kib(row, first_column + place); };
  MachineMemory machine{.swap_free = {},
                        .shmem = column(0),
                        .slab_unreclaimable = column(1),
                        .page_tables = column(2),
                        .cgroup_memory = column(3),
                        .cgroup_shmem = column(4),
                        .cgroup_slab = column(5),
                        .cgroup_inactive_file = column(6)};
  if (machine == MachineMemory()) return;
  machine.swap_free = column(7);
  recording_.machine.resize(recording_.ticks.size());
  recording_.machine.back() = machine;
}

void Reader::enter_tick(std::int64_t session_id, const Tick& tick) {
  const auto session_index = index_of(session_ids_, session_id);
  if (!session_index) reject(fmt::format("tick {} belongs to no session", tick_ids_.back()));
  Session& session = recording_.sessions[*session_index];
  const auto index = static_cast<std::uint32_t>(recording_.ticks.size());
  if (session.end_tick == 0) {
    session.first_tick = index;
  } else if (session.end_tick != index) {
    reject(fmt::format("tick {} lies among those of another session", tick_ids_.back()));
  } else if (tick.axis_ns <= recording_.ticks.back().axis_ns) {
    reject(fmt::format("tick {} is not later than the one before it", tick_ids_.back()));
  }
  session.end_tick = index + 1;
  recording_.ticks.push_back(tick);
}

std::optional<std::uint32_t> Reader::tick_reference(const Statement& row, int column,
                                                    const Session& session) const {
  if (row.is_null(column)) return std::nullopt;
  const auto index = index_of(tick_ids_, row.int64(column));
  if (!index || *index < session.first_tick || *index >= session.end_tick) {
    reject(fmt::format("process {} refers to a tick that is none of its session", row.int64(0)));
  }
  return index;
}

void Reader::read_processes() {
  Statement row = database().prepare(
      "SELECT id, session, pid, start_ticks, exec_generation, comm, exe, command_line, first_tick, exit_tick,"
      " ppid, command_line_cut, runtime FROM process ORDER BY id");
  while (row.step()) {
    const auto session = index_of(session_ids_, row.int64(1));
    if (!session) reject(fmt::format("process {} belongs to no session", row.int64(0)));
    process_ids_.push_back(row.int64(0));
    recording_.processes.push_back({.session = *session,
                                    .pid = row.int64(2),
                                    .start_ticks = row.optional_int64(3),
                                    .exec_generation = row.int64(4),
                                    .ppid = row.optional_int64(10),
                                    .name = printable(row.text(5)),
                                    .exe = optional_printable(row, 6),
                                    .command_line = optional_printable(row, 7),
                                    .command_line_cut = !row.is_null(11) && row.int64(11) != 0,
                                    .runtime = read_runtime(row),
                                    .first_tick = tick_reference(row, 8, recording_.sessions[*session]),
                                    .exit_tick = tick_reference(row, 9, recording_.sessions[*session]),
                                    .rows = {},
                                    .cgroup_limit_bytes = {},
                                    .id = row.int64(0)});
  }
}

void Reader::read_ends() {
  if (!opened_.has_minor(1)) return;
  Statement row = database().prepare(
      "SELECT exit_code, exit_signal, stop_signal, killed_for_memory, listened, peak_vm_kib, peak_rss_kib,"
      " working_directory FROM process ORDER BY id");
  const auto flag = [&](int column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.int64(column) != 0);
  };
  for (RecordedProcess& process : recording_.processes) {
    if (!row.step()) return;
    process.end = {row.optional_int64(0), row.optional_int64(1), row.optional_int64(2), flag(3)};
    process.listened = flag(4);
    process.peak_vm_size = kib(row, 5);
    process.peak_rss = kib(row, 6);
    process.working_directory = optional_printable(row, 7);
  }
}

void Reader::read_later_names() {
  if (!opened_.has_minor(1)) return;
  Statement row = database().prepare("SELECT process, comm FROM process_name ORDER BY tick");
  while (row.step()) {
    const auto process = index_of(process_ids_, row.int64(0));
    if (!process) reject("a name is that of no process");
    recording_.processes[*process].later_name = printable(row.text(1));
  }
}

void Reader::read_marks() {
  Statement row = database().prepare(
      "SELECT m.id, m.session, m.kind, m.name, CASE s.axis WHEN 'wall' THEN m.wall_ns ELSE m.boottime_ns END,"
      " m.wall_ns, m.sender_pid FROM mark AS m LEFT JOIN session AS s ON s.id = m.session ORDER BY m.id");
  while (row.step()) {
    const auto session = index_of(session_ids_, row.int64(1));
    if (!session) reject(fmt::format("mark {} belongs to no session", row.int64(0)));
    if (row.is_null(4) || row.int64(4) < 0) reject(fmt::format("mark {} has no time", row.int64(0)));
    recording_.marks.push_back({.session = *session,
                                .kind = mark_kind(row, 2),
                                .name = printable(row.text(3)),
                                .axis_ns = row.int64(4),
                                .wall_ns = row.int64(5),
                                .sender_pid = row.optional_int64(6)});
  }
}

void Reader::read_cgroup_limits() {
  std::map<std::int64_t, std::optional<std::int64_t>> limits;
  Statement limit = database().prepare("SELECT cgroup, limit_bytes FROM cgroup_limit ORDER BY tick");
  while (limit.step()) limits[limit.int64(0)] = limit.optional_int64(1);
  if (limits.empty()) return;
  set_session_limits(limits);
  Statement member = database().prepare("SELECT process, cgroup FROM process_cgroup ORDER BY tick");
  while (member.step()) {
    const auto process = index_of(process_ids_, member.int64(0));
    if (!process) reject("a control group's member is no process");
    const auto found = limits.find(member.int64(1));
    const bool has_limit = !member.is_null(1) && found != limits.end() && found->second != kUnlimited;
    recording_.processes[*process].cgroup_limit_bytes = has_limit ? found->second : std::nullopt;
  }
}

// Gives each session the limit of its own control group. The groups of a file have one name each.
void Reader::set_session_limits(const std::map<std::int64_t, std::optional<std::int64_t>>& limits) {
  Statement group = database().prepare("SELECT id, path FROM cgroup");
  while (group.step()) {
    const auto found = limits.find(group.int64(0));
    if (found == limits.end() || found->second == kUnlimited) continue;
    const std::string path = printable(group.text(1));
    for (Session& session : recording_.sessions) {
      if (session.cgroup == path) session.cgroup_limit_bytes = found->second;
    }
  }
}

}  // namespace

Recording read_recording(const std::string& path, ReadSamples samples, Progress* progress) {
  std::vector<Recording> recordings;
  try {
    recordings.push_back(Reader(path).read());
  } catch (const SqliteError& error) {
    throw_file_error(path, error, kReadAction);
  }
  if (samples == ReadSamples::kYes) {
    const std::vector<std::vector<std::uint32_t>> ranks(
        1, std::vector<std::uint32_t>(recordings[0].processes.size()));
    read_samples(recordings, ranks, {.threads = available_threads()}, progress);
  }
  return std::move(recordings.front());
}

std::set<std::string> read_session_uuids(const std::string& path) {
  std::set<std::string> uuids;
  try {
    const ReadableRecording file = open_for_reading(path);
    Statement row = file.database.prepare("SELECT uuid FROM session");
    while (row.step()) uuids.insert(row.text(0));
  } catch (const SqliteError& error) {
    throw_file_error(path, error, kReadAction);
  }
  return uuids;
}

std::vector<Recording> read_recordings(std::span<const std::string> paths, ReadSamples samples,
                                       Progress* progress) {
  std::vector<Recording> recordings;
  recordings.reserve(paths.size());
  for (const std::string& path : paths) recordings.push_back(read_recording(path, samples, progress));
  return recordings;
}

}  // namespace tidemark

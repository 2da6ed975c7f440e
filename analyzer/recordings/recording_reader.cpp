#include "analyzer/recordings/recording_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "analyzer/recordings/compressed_file.hpp"
#include "analyzer/recordings/count_reader.hpp"
#include "analyzer/recordings/damage.hpp"
#include "analyzer/recordings/heap_reader.hpp"
#include "analyzer/recordings/sample_reader.hpp"
#include "analyzer/recordings/soundness.hpp"
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

std::optional<std::string> optional_printable(const RecordedRows& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return printable(row.text(column));
}

// An empty name is none.
std::optional<std::string> name_of_host(const RecordedRows& row, int column) {
  auto name = optional_printable(row, column);
  return name && name->empty() ? std::nullopt : name;
}

// Imports and older recordings have no runtime: the name of the program, or else of the process, tells it.
Runtime read_runtime(const RecordedRows& row) {
  const Runtime recorded = row.is_null(12) ? Runtime::kUnknown : runtime_named(row.text(12));
  if (recorded != Runtime::kUnknown) return recorded;
  return runtime_of_program(row.is_null(6) ? row.text(5) : row.text(6));
}

// The filters are a JSON object; of one that is none nothing is known.
std::optional<std::int64_t> read_tree_root(const RecordedRows& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  const auto filters = nlohmann::json::parse(row.text(column), nullptr, false);
  const auto root = filters.is_object() ? filters.find("pid_tree") : filters.end();
  if (root == filters.end() || !root->is_number_integer()) return std::nullopt;
  return root->get<std::int64_t>();
}

MarkKind read_mark_kind(const RecordedRows& row, int column) {
  const std::string kind = row.text(column);
  if (kind == "begin") return MarkKind::kBegin;
  if (kind == "end") return MarkKind::kEnd;
  if (kind == "note") return MarkKind::kNote;
  row.reject(fmt::format("its kind is '{}'", printable(kind)));
}

class Reader {
 public:
  Reader(Recording file, Progress* progress)
      : opened_(open_again(file)), progress_(progress), recording_(std::move(file)) {
    recording_.log_missing = opened_.log_missing;
    std::error_code ignored;
    recording_.size_bytes = recording_.decompressed ? recording_.decompressed->bytes().size()
                                                    : std::filesystem::file_size(recording_.path, ignored);
  }

  Recording read(bool is_checked) {
    database().execute("BEGIN");
    if (is_checked) check_soundness(opened_, progress_);
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
    recording_.has_fault_stacks =
        opened_.has_minor(3) && database().query_int64("SELECT EXISTS (SELECT 1 FROM fault_stack)") != 0;
    recording_.has_kept_stacks =
        opened_.has_minor(4) && database().query_int64("SELECT EXISTS (SELECT 1 FROM kept_stack)") != 0;
    recording_.tick_ids = std::move(tick_ids_);
    recording_.process_ids = std::move(process_ids_);
    return std::move(recording_);
  }

 private:
  [[nodiscard]] const Database& database() const { return opened_.database; }
  [[nodiscard]] RecordedRows rows(std::string_view table, const std::string& sql, int key_columns = 1) const {
    return {recording_.path, table, database().prepare(sql), key_columns};
  }
  void read_sessions();
  void read_ticks();
  void enter_tick(const RecordedRows& row, const Tick& tick);
  void enter_machine(const RecordedRows& row, int first_column);
  void read_processes();
  void read_ends();
  void read_later_names();
  [[nodiscard]] std::optional<std::uint32_t> tick_reference(const RecordedRows& row, int column,
                                                            const Session& session) const;
  void read_marks();
  void read_cgroup_limits();
  void set_session_limits(const std::map<std::int64_t, std::optional<std::int64_t>>& limits);

  ReadableRecording opened_;
  Progress* progress_;
  Recording recording_;
  Ids session_ids_;
  Ids tick_ids_;
  Ids process_ids_;
};

void Reader::read_sessions() {
  const std::string since_1_1 = opened_.has_minor(1) ? "cgroup, tasks_max, " : "NULL, NULL, ";
  const std::string since_1_3 = opened_.has_minor(3) ? "fault_stacks" : "NULL";
  RecordedRows row = rows(
      "session",
      "SELECT id, uuid, part, origin, axis, every_sample, start_wall_ns, interval_ns, ended_cleanly,"
      " recorder_version, visibility, host, boot_id, pid_namespace, kernel, mem_total_kib, swap_total_kib, "
      "cores, clock_ticks_per_second, filters, in_container, " +
          since_1_1 + since_1_3 + " FROM session ORDER BY id");
  while (row.step()) {
    session_ids_.push_back(row.key());
    recording_.sessions.push_back({.uuid = printable(row.text(1)),
                                   .part = row.required_count(2),
                                   .origin = printable(row.text(3)),
                                   .has_wall_axis = row.text(4) == "wall",
                                   .every_sample = row.flag(5).value_or(false),
                                   .start_wall_ns = row.required_time_ns(6),
                                   .interval_ns = row.interval_ns(7),
                                   .ended_cleanly = row.flag(8).value_or(false),
                                   .recorder_version = printable(row.text(9)),
                                   .visibility = optional_printable(row, 10),
                                   .host = name_of_host(row, 11),
                                   .boot_id = optional_printable(row, 12),
                                   .pid_namespace = row.count(13),
                                   .kernel = optional_printable(row, 14),
                                   .mem_total = row.kib(15),
                                   .swap_total = row.kib(16),
                                   .cores = row.count(17),
                                   .clock_ticks_per_second = row.count(18),
                                   .tree_root = read_tree_root(row, 19),
                                   .first_tick = 0,
                                   .end_tick = 0,
                                   .filters = optional_printable(row, 19),
                                   .in_container = row.flag(20),
                                   .cgroup = optional_printable(row, 21),
                                   .cgroup_limit_bytes = {},
                                   .tasks_max = row.count(22),
                                   .fault_stacks = optional_printable(row, 23)});
  }
}

void Reader::read_ticks() {
  const std::string since_1_1 =
      opened_.has_minor(1)
          ? ", t.shmem_kib, t.slab_unreclaimable_kib, t.page_tables_kib, t.cgroup_memory_kib,"
            " t.cgroup_shmem_kib, t.cgroup_slab_kib, t.cgroup_inactive_file_kib, t.swap_free_kib"
          : "";
  RecordedRows row =
      rows("tick",
           "SELECT t.id, t.session, CASE s.axis WHEN 'wall' THEN t.wall_ns ELSE t.boottime_ns END AS time, "
           "t.wall_ns,"
           " t.interval_ns, t.mem_available_kib, t.missed_before, t.gap_reason, t.psi_some_total_us" +
               since_1_1 + " FROM tick AS t LEFT JOIN session AS s ON s.id = t.session ORDER BY t.id");
  constexpr int kMachine = 9;
  while (row.step()) {
    tick_ids_.push_back(row.key());
    enter_tick(row, {.axis_ns = row.required_time_ns(2),
                     .wall_ns = row.required_time_ns(3),
                     .interval_ns = row.interval_ns(4),
                     .mem_available = row.kib(5),
                     .missed_before = row.count(6).value_or(0),
                     .gap_reason = optional_printable(row, 7),
                     .pressure_us = row.count(8)});
    if (opened_.has_minor(1)) enter_machine(row, kMachine);
  }
  if (!recording_.machine.empty()) recording_.machine.resize(recording_.ticks.size());
}

// Enters what the newest tick tells of the machine.
void Reader::enter_machine(const RecordedRows& row, int first_column) {
  const auto column = [&](int place) { return row.kib(first_column + place); };
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

void Reader::enter_tick(const RecordedRows& row, const Tick& tick) {
  const auto session_index = index_of(session_ids_, row.reference(1));
  if (!session_index) row.reject("it belongs to no session");
  Session& session = recording_.sessions[*session_index];
  const auto index = static_cast<std::uint32_t>(recording_.ticks.size());
  if (session.end_tick == 0) {
    session.first_tick = index;
  } else if (session.end_tick != index) {
    row.reject("it lies among those of another session");
  } else if (tick.axis_ns <= recording_.ticks.back().axis_ns) {
    row.reject("it is not later than the one before it");
  }
  session.end_tick = index + 1;
  recording_.ticks.push_back(tick);
}

std::optional<std::uint32_t> Reader::tick_reference(const RecordedRows& row, int column,
                                                    const Session& session) const {
  if (row.is_null(column)) return std::nullopt;
  const auto index = index_of(tick_ids_, row.reference(column));
  if (!index || *index < session.first_tick || *index >= session.end_tick)
    row.reject("it refers to a tick that is none of its session");
  return index;
}

void Reader::read_processes() {
  RecordedRows row = rows(
      "process",
      "SELECT id, session, pid, start_ticks, exec_generation, comm, exe, command_line, first_tick, exit_tick,"
      " ppid, command_line_cut, runtime FROM process ORDER BY id");
  recording_.processes.reserve(
      static_cast<std::size_t>(database().query_int64("SELECT count(*) FROM process")));
  while (row.step()) {
    const auto session = index_of(session_ids_, row.reference(1));
    if (!session) row.reject("it belongs to no session");
    process_ids_.push_back(row.key());
    recording_.processes.push_back({.session = *session,
                                    .pid = row.required_count(2),
                                    .start_ticks = row.count(3),
                                    .exec_generation = row.required_count(4),
                                    .ppid = row.count(10),
                                    .name = printable(row.text(5)),
                                    .exe = optional_printable(row, 6),
                                    .command_line = optional_printable(row, 7),
                                    .command_line_cut = row.flag(11).value_or(false),
                                    .runtime = read_runtime(row),
                                    .first_tick = tick_reference(row, 8, recording_.sessions[*session]),
                                    .exit_tick = tick_reference(row, 9, recording_.sessions[*session]),
                                    .rows = {},
                                    .cgroup_limit_bytes = {},
                                    .id = row.key()});
  }
}

void Reader::read_ends() {
  if (!opened_.has_minor(1)) return;
  RecordedRows row = rows("process",
                          "SELECT id, exit_code, exit_signal, stop_signal, killed_for_memory, listened, "
                          "peak_vm_kib, peak_rss_kib,"
                          " working_directory FROM process ORDER BY id");
  for (RecordedProcess& process : recording_.processes) {
    if (!row.step()) return;
    process.end = {row.count(1), row.count(2), row.count(3), row.flag(4)};
    process.listened = row.flag(5);
    process.peak_vm_size = row.kib(6);
    process.peak_rss = row.kib(7);
    process.working_directory = optional_printable(row, 8);
  }
}

void Reader::read_later_names() {
  if (!opened_.has_minor(1)) return;
  RecordedRows row =
      rows("process_name", "SELECT tick, process, comm FROM process_name ORDER BY tick, process", 2);
  while (row.step()) {
    const auto process = index_of(process_ids_, row.reference(1));
    if (!process) row.reject("it is the name of no process");
    recording_.processes[*process].later_name = printable(row.text(2));
  }
}

void Reader::read_marks() {
  const std::string since_1_2 = opened_.has_minor(2) ? "m.sender_held_kib" : "NULL";
  RecordedRows row = rows(
      "mark",
      "SELECT m.id, m.session, m.kind, m.name,"
      " CASE s.axis WHEN 'wall' THEN m.wall_ns ELSE m.boottime_ns END AS time, m.wall_ns, m.sender_pid, " +
          since_1_2 + " FROM mark AS m LEFT JOIN session AS s ON s.id = m.session ORDER BY m.id");
  while (row.step()) {
    const Kib held = row.kib(7);
    const auto session = index_of(session_ids_, row.reference(1));
    if (!session) row.reject("it belongs to no session");
    recording_.marks.push_back(
        {.session = *session,
         .kind = read_mark_kind(row, 2),
         .name = printable(row.text(3)),
         .axis_ns = row.required_time_ns(4),
         .wall_ns = row.required_time_ns(5),
         .sender_pid = row.count(6),
         .sender_held_bytes = held.is_known() ? std::optional(held.bytes()) : std::nullopt});
  }
}

void Reader::read_cgroup_limits() {
  std::map<std::int64_t, std::optional<std::int64_t>> limits;
  RecordedRows limit =
      rows("cgroup_limit", "SELECT tick, cgroup, limit_bytes FROM cgroup_limit ORDER BY tick, cgroup", 2);
  while (limit.step()) limits[limit.reference(1)] = limit.bytes(2);
  if (limits.empty()) return;
  set_session_limits(limits);
  RecordedRows member =
      rows("process_cgroup", "SELECT tick, process, cgroup FROM process_cgroup ORDER BY tick, process", 2);
  while (member.step()) {
    const auto process = index_of(process_ids_, member.reference(1));
    if (!process) member.reject("it is no process");
    const auto found = limits.find(member.reference(2));
    const bool has_limit = !member.is_null(2) && found != limits.end() && found->second != kUnlimited;
    recording_.processes[*process].cgroup_limit_bytes = has_limit ? found->second : std::nullopt;
  }
}

// Gives each session the limit of its own control group. The groups of a file have one name each.
void Reader::set_session_limits(const std::map<std::int64_t, std::optional<std::int64_t>>& limits) {
  RecordedRows group = rows("cgroup", "SELECT id, path FROM cgroup ORDER BY id");
  while (group.step()) {
    const auto found = limits.find(group.key());
    if (found == limits.end() || found->second == kUnlimited) continue;
    const std::string path = printable(group.text(1));
    for (Session& session : recording_.sessions) {
      if (session.cgroup == path) session.cgroup_limit_bytes = found->second;
    }
  }
}

}  // namespace

namespace {

// Returns a recording with nothing but its file.
Recording find_file(const std::string& path, Progress* progress) {
  Recording recording{};
  recording.path = path;
  if (auto decompressed = decompress_recording(path, progress))
    recording.decompressed = std::make_shared<const UnnamedFile>(std::move(*decompressed));
  return recording;
}

Recording read_without_samples(const std::string& path, bool is_checked, Progress* progress) {
  try {
    return Reader(find_file(path, progress), progress).read(is_checked);
  } catch (const SqliteError& error) {
    throw_file_error(path, error, kReadAction);
  }
}

}  // namespace

ReadableRecording open_again(const Recording& recording) {
  if (!recording.decompressed) return open_for_reading(recording.path);
  ReadableRecording file = open_for_reading(recording.decompressed->bytes(), recording.path);
  file.log_missing = recording.decompressed->log_missing();
  return file;
}

Recording read_recording(const std::string& path, ReadSamples samples, Progress* progress) {
  std::vector<Recording> recordings;
  recordings.push_back(read_without_samples(path, true, progress));
  if (samples != ReadSamples::kNo) {
    const bool keeps = samples == ReadSamples::kYes;
    const std::vector<std::vector<std::uint32_t>> ranks(
        1, std::vector<std::uint32_t>(recordings[0].processes.size(), keeps ? 0 : kNoRank));
    read_samples(recordings, ranks, {.threads = available_threads(), .checks_all = !keeps}, progress);
  }
  return std::move(recordings.front());
}

Recording read_unchecked(const std::string& path) { return read_without_samples(path, false, nullptr); }

std::vector<Recording> read_recordings(std::span<const std::string> paths, ReadSamples samples,
                                       Progress* progress) {
  std::vector<Recording> recordings;
  recordings.reserve(paths.size());
  for (const std::string& path : paths) recordings.push_back(read_recording(path, samples, progress));
  return recordings;
}

}  // namespace tidemark

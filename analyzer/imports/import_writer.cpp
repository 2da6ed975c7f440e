#include "analyzer/imports/import_writer.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <vector>

#include "common/error.hpp"
#include "common/output_file.hpp"
#include "common/uuid.hpp"
#include "common/version.hpp"
#include "schema/recording_file.hpp"
#include "schema/row_writer.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kAction = "write the recording";

SessionRow describe_session(const ImportedSession& session, const ImportTarget& target,
                            std::int64_t start_wall_ns) {
  SessionRow row;
  row.uuid = random_uuid();
  row.origin = target.origin;
  row.axis = "wall";
  row.every_sample = true;
  row.start_wall_ns = start_wall_ns;
  row.recorder_version = kVersion;
  if (!session.host.empty()) row.host = session.host;
  row.mem_total_kib = session.mem_total_kib;
  // A machine has at least a KiB, and 0 would not be a total.
  if (target.memory_total) row.mem_total_kib = std::max<std::int64_t>(1, *target.memory_total / 1024);
  return row;
}

std::optional<std::int64_t> recorded(const Kib& kib) {
  return kib.is_known() ? std::optional(kib.count()) : std::nullopt;
}

// Writes what comes in the order of sessions and times.
class Writing {
 public:
  Writing(const Database& database, const ImportStore& store, const ImportTarget& target)
      : rows_(database),
        store_(store),
        target_(target),
        rows_of_processes_(store.processes().size(), 0),
        replaced_(store.sessions().size(), 0) {}

  void take(const ImportedSample& sample) {
    const std::uint32_t session = store_.processes()[sample.process].session;
    if (session != session_ || sample.wall_ns != wall_ns_) end_tick();
    if (session != session_) begin_session(session, sample.wall_ns);
    wall_ns_ = sample.wall_ns;
    const auto [held, is_new] = tick_.try_emplace(sample.process, sample.memory);
    if (!is_new) merge(sample.memory, held->second);
  }

  void end() {
    end_tick();
    end_session();
  }

  [[nodiscard]] const std::vector<std::size_t>& replaced() const { return replaced_; }

 private:
  void merge(const MemoryKib& later, MemoryKib& held) {
    bool replaces = false;
    for (const auto value :
         {&MemoryKib::vm_size, &MemoryKib::rss, &MemoryKib::shared, &MemoryKib::data, &MemoryKib::swap}) {
      if (!(later.*value).is_known()) continue;
      replaces = replaces || (held.*value).is_known();
      held.*value = later.*value;
    }
    if (replaces) ++replaced_[*session_];
  }

  void begin_session(std::uint32_t session, std::int64_t wall_ns) {
    end_session();
    session_ = session;
    session_row_ = rows_.insert_session(describe_session(store_.sessions()[session], target_, wall_ns));
  }

  void end_session() {
    if (!session_) return;
    store_.for_each_mark(*session_, [&](const ImportedMark& mark) {
      MarkRow row;
      row.kind = mark.is_begin ? "begin" : "end";
      row.name = mark.name;
      row.wall_ns = mark.wall_ns;
      rows_.insert_mark(session_row_, row);
    });
    rows_.set_ended_cleanly(session_row_);
  }

  void end_tick() {
    if (tick_.empty()) return;
    TickRow row;
    row.wall_ns = *wall_ns_;
    const RowId tick = rows_.insert_tick(session_row_, row);
    for (const auto& [process, memory] : tick_) {
      MemoryValues values;
      values.vm_size_kib = recorded(memory.vm_size);
      values.rss_kib = recorded(memory.rss);
      values.shared_kib = recorded(memory.shared);
      values.data_kib = recorded(memory.data);
      values.swap_kib = recorded(memory.swap);
      rows_.insert_sample(tick, row_of(process, tick), values);
    }
    tick_.clear();
  }

  RowId row_of(std::uint32_t process, RowId tick) {
    RowId& known = rows_of_processes_[process];
    if (known != 0) return known;
    const ImportedProcess& imported = store_.processes()[process];
    ProcessRow row;
    row.pid = imported.pid;
    row.comm = imported.name;
    row.command_line = imported.command_line;
    known = rows_.insert_process(session_row_, tick, row);
    return known;
  }

  RowWriter rows_;
  const ImportStore& store_;
  const ImportTarget& target_;
  std::vector<RowId> rows_of_processes_;
  std::optional<std::uint32_t> session_;
  RowId session_row_ = 0;
  std::optional<std::int64_t> wall_ns_;
  std::map<std::uint32_t, MemoryKib> tick_;  // of each process, at wall_ns_
  std::vector<std::size_t> replaced_;        // of each session
};

std::vector<std::size_t> write_all(const Database& database, const ImportStore& store,
                                   const ImportTarget& target, Progress* progress) {
  if (progress != nullptr) progress->begin("writing " + target.path, store.samples());
  Writing writing(database, store, target);
  std::size_t taken = 0;
  store.for_each_sample(
      [&](const ImportedSample& sample) {
        writing.take(sample);
        if (progress != nullptr) progress->reach(++taken);
      },
      progress);
  writing.end();
  return writing.replaced();
}

}  // namespace

OutputPlace check_target(const ImportTarget& target) {
  std::error_code ignored;
  if (target.path.empty()) throw UserError("output: the name of the recording is empty");
  if (std::filesystem::is_directory(target.path, ignored))
    throw FileError(target.path, kAction, "it is a directory");
  OutputPlace place = find_output(target.path);
  if (place.in_place) throw FileError(target.path, kAction, "it is no regular file");
  // A log left beside the file would be taken for the new one's.
  if (std::filesystem::exists(place.path + "-wal", ignored)) {
    throw FileError(target.path, kAction, "a recorder uses a recording of this name, or did not close it");
  }
  if (target.if_exists == IfExists::kRefuse && place.exists) {
    throw FileError(target.path, kAction, "it exists already; --force replaces it");
  }
  return place;
}

std::vector<std::size_t> write_import(const ImportStore& store, const ImportTarget& target,
                                      Progress* progress) {
  OutputFile output(check_target(target), kRecordingMode);
  std::vector<std::size_t> replaced;
  try {
    const WritableRecording recording = open_for_writing(output.temporary_path());
    Transaction transaction(recording.database);
    replaced = write_all(recording.database, store, target, progress);
    transaction.commit();
    if (!finish_writing(recording.database))
      throw FileError(target.path, kAction, "another program reads it meanwhile");
  } catch (const SqliteError& error) {
    throw_file_error(target.path, error, kAction);
  }
  output.publish(target.if_exists == IfExists::kReplace ? Replacing::kAllowed : Replacing::kForbidden);
  return replaced;
}

}  // namespace tidemark

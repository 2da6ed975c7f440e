#include "analyzer/imports/import_writer.hpp"

#include <algorithm>
#include <filesystem>

#include "common/error.hpp"
#include "common/output_file.hpp"
#include "common/uuid.hpp"
#include "common/version.hpp"
#include "schema/recording_file.hpp"
#include "schema/row_writer.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kAction = "write the recording";

SessionRow describe_session(const ImportedData& input, const ImportTarget& target) {
  SessionRow session;
  session.uuid = random_uuid();
  session.origin = target.origin;
  session.axis = "wall";
  session.every_sample = true;
  session.start_wall_ns = input.samples.front().wall_ns;
  session.recorder_version = kVersion;
  // A machine has at least a KiB, and 0 would not be a total.
  if (target.memory_total) session.mem_total_kib = std::max<std::int64_t>(1, *target.memory_total / 1024);
  return session;
}

void begin_writing(Progress* progress, std::span<const ImportedData> inputs, const ImportTarget& target) {
  if (progress == nullptr) return;
  std::size_t samples = 0;
  for (const ImportedData& input : inputs) samples += input.samples.size();
  progress->begin("writing " + target.path, samples);
}

// written  samples of all inputs before, counted on
void write_session(RowWriter& rows, ImportedData& input, const ImportTarget& target, std::size_t& written,
                   Progress* progress) {
  std::sort(input.samples.begin(), input.samples.end(),
            [](const ImportedSample& one, const ImportedSample& other) {
              return one.wall_ns != other.wall_ns ? one.wall_ns < other.wall_ns : one.process < other.process;
            });
  const RowId session = rows.insert_session(describe_session(input, target));
  std::vector<RowId> processes(input.processes.size(), 0);
  std::optional<std::int64_t> wall_ns;
  RowId tick = 0;
  for (const ImportedSample& sample : input.samples) {
    if (wall_ns != sample.wall_ns) {
      wall_ns = sample.wall_ns;
      TickRow row;
      row.wall_ns = sample.wall_ns;
      tick = rows.insert_tick(session, row);
    }
    RowId& process = processes[sample.process];
    if (process == 0) {
      ProcessRow row;
      row.pid = input.processes[sample.process].pid;
      row.comm = input.processes[sample.process].name;
      process = rows.insert_process(session, tick, row);
    }
    MemoryValues values;
    values.vm_size_kib = sample.vm_size_kib;
    rows.insert_sample(tick, process, values);
    ++written;
    if (progress != nullptr) progress->reach(written);
  }
  rows.set_ended_cleanly(session);
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

void write_import(std::span<ImportedData> inputs, const ImportTarget& target, Progress* progress) {
  OutputFile output(check_target(target), kRecordingMode);
  try {
    const WritableRecording recording = open_for_writing(output.temporary_path());
    RowWriter rows(recording.database);
    Transaction transaction(recording.database);
    begin_writing(progress, inputs, target);
    std::size_t written = 0;
    for (ImportedData& input : inputs) write_session(rows, input, target, written, progress);
    transaction.commit();
    if (!finish_writing(recording.database))
      throw FileError(target.path, kAction, "another program reads it meanwhile");
  } catch (const SqliteError& error) {
    throw_file_error(target.path, error, kAction);
  }
  output.publish(target.if_exists == IfExists::kReplace ? Replacing::kAllowed : Replacing::kForbidden);
}

}  // namespace tidemark

#include "recorder/output/session_output.hpp"

#include <fmt/core.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "common/error.hpp"
#include "recorder/output/part_names.hpp"
#include "schema/index_faults.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

// A full disk ends; what else keeps failing is a file that has to be opened again, if it can be.
constexpr int kFailuresBeforeReopening = 3;

struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const FileIdentity&) const = default;
};

std::optional<FileIdentity> identify(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{status.st_dev, status.st_ino};
}

Bytes size_of(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 ? static_cast<Bytes>(status.st_size) : 0;
}

void refuse_second_recorder(const std::string& output) {
  for (const std::string& part : list_parts(output)) {
    if (is_being_written(part))
      throw FileError(output, "record", fmt::format("another recorder is writing to {}", part));
  }
}

}  // namespace

struct SessionOutput::Part {
  Part(std::string where, WritableRecording opened, const SessionRow& session, nanoseconds now)
      : path(std::move(where)),
        recording(std::move(opened)),
        writer(recording.database, session),
        begun(now),
        identity(identify(path).value_or(FileIdentity())) {}

  std::string path;
  WritableRecording recording;
  RecordingWriter writer;
  nanoseconds begun;
  FileIdentity identity;
  int failures = 0;  // in a row
};

SessionOutput::SessionOutput(OutputSettings settings, SessionRow session, Clock clock, Log log)
    : settings_(std::move(settings)),
      session_(std::move(session)),
      clock_(std::move(clock)),
      log_(std::move(log)),
      stamps_names_(settings_.rotates()) {
  refuse_second_recorder(settings_.path);
  part_ = open_part(next_path());
  remove_old();
}

SessionOutput::~SessionOutput() = default;

std::string SessionOutput::next_path() const {
  return stamps_names_ ? part_path(settings_.path, WallTime(clock_.wall())) : settings_.path;
}

std::unique_ptr<SessionOutput::Part> SessionOutput::open_part(const std::string& path) {
  forget_lost_index();
  const nanoseconds now = clock_.boottime();
  session_.start_boottime_ns = now.count();
  session_.start_wall_ns = clock_.wall().count();
  auto part = std::make_unique<Part>(path, open_or_begin_anew(path), session_, now);
  ++session_.part;
  return part;
}

WritableRecording SessionOutput::open_or_begin_anew(const std::string& path) const {
  try {
    return open_for_writing(path);
  } catch (const DamagedRecording& damage) {
    const std::string aside = fmt::format("{}.damaged-{}", path, clock_.wall().count() / 1'000'000'000);
    for (const char* ending : {"", "-wal", "-shm", "-journal"}) {
      std::error_code ignored;
      std::filesystem::rename(path + ending, aside + ending, ignored);
    }
    log_("warning", fmt::format("{}; it is kept as {}, and a new recording begun", damage.what(), aside));
    return open_for_writing(path);
  }
}

void SessionOutput::write_tick(const TickRow& tick, const Snapshot& snapshot,
                               std::span<const MarkRow> marks) {
  follow_file();
  if (is_due()) rotate();
  try {
    part_->writer.write_tick(tick, snapshot, marks);
    part_->failures = 0;
  } catch (const SqliteError& error) {
    const bool is_lost = index_is_lost();
    if (is_lost || (error.primary_code() != SQLITE_FULL && ++part_->failures >= kFailuresBeforeReopening))
      let_go();
    if (!is_lost) throw;
    // What keeps the disk from taking changes shows where the file is opened again; otherwise it is over.
    follow_file();
    part_->writer.write_tick(tick, snapshot, marks);
  }
  if (index_is_lost()) let_go();
}

void SessionOutput::let_go() {
  abandon(std::move(part_->recording));
  part_.reset();
}

// What is written to a file that has been removed or replaced would be lost without anybody noticing.
void SessionOutput::follow_file() {
  const bool is_gone = part_ && identify(part_->path) != part_->identity;
  if (is_gone) let_go();
  if (part_) return;
  part_ = open_part(next_path());
  if (is_gone)
    log_("warning", fmt::format("{}: the recording was taken away; it is begun anew", part_->path));
}

bool SessionOutput::is_due() const {
  if (settings_.rotate_every && clock_.boottime() - part_->begun >= *settings_.rotate_every) return true;
  const Bytes log_size = size_of(part_->path + "-wal");
  return log_size > settings_.most_log_bytes ||
         (settings_.rotate_size && log_size + size_of(part_->path) >= *settings_.rotate_size);
}

void SessionOutput::rotate() {
  const bool log_is_held = size_of(part_->path + "-wal") > settings_.most_log_bytes;
  stamps_names_ = true;
  const std::string path = next_path();
  if (path == part_->path) return;  // begun within this second
  try {
    auto next = open_part(path);
    if (log_is_held) {
      log_("warning", fmt::format("{}: a reader keeps its -wal from shrinking; the recording goes on in {}",
                                  part_->path, path));
    }
    finish(*std::exchange(part_, std::move(next)));
    rotation_fails_ = false;
  } catch (const std::exception& error) {
    if (!rotation_fails_)
      log_("warning", fmt::format("{}; until that is over, {} is written to", error.what(), part_->path));
    rotation_fails_ = true;
    return;
  }
  remove_old();
}

void SessionOutput::remove_old() const {
  try {
    const auto removed =
        remove_old_parts(settings_.path, part_->path, settings_.keep, WallTime(clock_.wall()), session_.host);
    for (const std::string& path : removed)
      log_("note", path + ": removed, as --keep-size and --keep-age ask");
  } catch (const FileError& error) {
    log_("warning", error.what());
  }
}

bool SessionOutput::finish(Part& part) const {
  try {
    part.writer.end_session();
    if (!finish_writing(part.recording.database))
      log_("note", part.path + ": a reader has it open, so its -wal stays beside it; keep both together");
    return true;
  } catch (const SqliteError& error) {
    log_("warning", fmt::format("the recording could not be closed cleanly: {}", error.what()));
    return false;
  }
}

bool SessionOutput::end() {
  if (part_) return finish(*part_);
  log_("warning", settings_.path + ": the last ticks could not be written");
  return false;
}

}  // namespace tidemark

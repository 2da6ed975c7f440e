#include "recorder/output/session_output.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "common/error.hpp"
#include "recorder/output/part_names.hpp"
#include "recorder/output/recorder_leavings.hpp"
#include "recorder/output/recording_files.hpp"
#include "schema/index_faults.hpp"
#include "schema/new_recording.hpp"

namespace tidemark {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// A full disk ends; what else keeps failing is a file that has to be opened again, if it can be.
constexpr int kFailuresBeforeReopening = 3;

// With readers of a file that is opened. While a recording goes on there is the old file to write to.
constexpr milliseconds kStartPatience(1000);
constexpr milliseconds kLaterPatience(100);

constexpr RowId kFirstSession = 1;

bool is_locked(const SqliteError& error) {
  const int code = error.primary_code();
  return code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_PROTOCOL;
}

// How many ticks the file holds by itself; 0 where it cannot be read any more.
std::int64_t count_ticks_left(const std::string& path) {
  try {
    return open_file_alone(path).query_int64("SELECT count(*) FROM tick");
  } catch (const SqliteError&) {
    return 0;
  }
}

}  // namespace

struct SessionOutput::Part {
  // first_session  where the recording has been made with that row
  Part(std::string where, WritableRecording opened, const SessionRow& session,
       std::optional<RowId> first_session, nanoseconds now)
      : path(std::move(where)),
        recording(std::move(opened)),
        ticks(recording.database.query_int64("SELECT count(*) FROM tick")),
        place(recording.database),
        writer(recording.database, session, first_session),
        begun(now) {}

  std::string path;
  WritableRecording recording;
  std::int64_t ticks;    // in the file, of earlier sessions too
  RecordingPlace place;  // may throw, and before there is a row of the session
  RecordingWriter writer;
  nanoseconds begun;
  bool has_tick = false;
  int failures = 0;  // in a row
};

SessionOutput::SessionOutput(OutputSettings settings, SessionRow session, Clock clock, Log log)
    : settings_(std::move(settings)),
      session_(std::move(session)),
      clock_(std::move(clock)),
      log_(std::move(log)),
      lock_(std::in_place, settings_.path),
      retention_(settings_.path, settings_.keep, session_.host, session_.boot_id),
      stamps_names_(settings_.rotates()) {
  if (settings_.begins_anew) keep_earlier();
  remove_old();
  part_ = open_first();
  remove_old();
}

SessionOutput::~SessionOutput() = default;

void SessionOutput::keep_earlier() {
  if (const auto earlier = keep_earlier_recording(settings_.path))
    log_("note", fmt::format("{}: the earlier recording is kept as {}", settings_.path, *earlier));
}

std::string SessionOutput::next_path() const {
  return stamps_names_ ? part_path(settings_.path, WallTime(clock_.wall())) : settings_.path;
}

// Who reads a recording does not keep a recorder from starting.
std::unique_ptr<SessionOutput::Part> SessionOutput::open_first() {
  try {
    return open_part(next_path(), kStartPatience);
  } catch (const LockedRecording& locked) {
    if (stamps_names_) throw;
    go_on_elsewhere(locked.what());
    return open_part(next_path(), kStartPatience);
  }
}

void SessionOutput::go_on_elsewhere(std::string_view reason) {
  stamps_names_ = true;
  log_("warning", fmt::format("{}; the recording goes on in {}", reason, next_path()));
}

std::unique_ptr<SessionOutput::Part> SessionOutput::open_part(const std::string& path,
                                                              milliseconds patience) {
  forget_lost_index();
  if (!lock_) lock_.emplace(settings_.path);
  remove_recorder_leavings(settings_.path);
  session_.start_boottime_ns = clock_.boottime().count();
  session_.start_wall_ns = clock_.wall().count();
  auto part = [&] {
    try {
      return open_or_make(path, patience);
    } catch (const DamagedRecording& damage) {
      const std::string aside = beside(path, "damaged");
      std::error_code ignored;
      std::filesystem::rename(path, aside, ignored);
      rename_companions(path, aside);
      log_("warning", fmt::format("{}; it is kept as {}, and a new recording begun", damage.what(), aside));
      return open_or_make(path, patience);
    }
  }();
  ++session_.part;
  return part;
}

std::unique_ptr<SessionOutput::Part> SessionOutput::open_or_make(const std::string& path,
                                                                 milliseconds patience) {
  const bool is_new = is_place_for_new(path);
  if (is_new && has_log(path)) {
    const std::string aside = beside(path, "left");
    rename_companions(path, aside);
    log_("warning", fmt::format("{}-wal: its recording is gone; it is kept as {}-wal", path, aside));
  }
  if (is_new) make_recording(path, &session_);
  // What is beside it stays open to its owner alone, so that nobody else can lock it.
  std::optional<ClosedToOthers> closed;
  if (is_new && hides_index_) closed.emplace(path);
  try {
    return std::make_unique<Part>(path, open_for_writing(path, {path != settings_.path, patience}), session_,
                                  is_new ? std::optional(kFirstSession) : std::nullopt,
                                  nanoseconds(*session_.start_boottime_ns));
  } catch (...) {
    if (is_new) remove_recording(path);
    throw;
  }
}

std::string SessionOutput::beside(const std::string& path, std::string_view what) const {
  return fmt::format("{}.{}-{}", path, what, clock_.wall().count() / 1'000'000'000);
}

void SessionOutput::write_tick(const TickRow& tick, const Snapshot& snapshot, std::span<const MarkRow> marks,
                               std::span<const ProcessStack> stacks) {
  follow_file();
  if (is_due()) rotate();
  try {
    part_->writer.write_tick(tick, snapshot, marks, stacks);
  } catch (const SqliteError& error) {
    const bool is_lost = index_is_lost();
    note_failure(error);
    if (!is_lost) throw;
    // What keeps the disk from taking changes shows where the file is opened again; otherwise it is over.
    let_go();
    follow_file();
    part_->writer.write_tick(tick, snapshot, marks, stacks);
  }
  part_->failures = 0;
  part_->has_tick = true;
  ++part_->ticks;
  if (index_is_lost()) let_go();
}

void SessionOutput::note_failure(const SqliteError& error) {
  ++part_->failures;
  if (error.primary_code() == SQLITE_FULL) return remove_old();
  if (part_->failures < kFailuresBeforeReopening) return;
  if (is_locked(error)) {
    go_on_elsewhere(part_->path + ": another program keeps it locked");
    if (!hides_index_) log_("note", "from now on only its owner can read a part before it is complete");
    hides_index_ = true;
  }
  let_go();
}

// Keeps nothing open: what it takes to have the disk written to again may be to mount it anew.
void SessionOutput::let_go() {
  if (part_) {
    newest_path_ = part_->path;
    abandon(std::move(part_->recording));
  }
  part_.reset();
  lock_.reset();
}

// What is written to a file that has been removed or replaced would be lost without anybody noticing.
void SessionOutput::follow_file() {
  if (part_) take_fate(part_->place.look());
  if (part_) return;
  // For lack of room it may not be opened.
  remove_old();
  part_ = open_part(next_path(), kLaterPatience);
  remove_old();
}

void SessionOutput::take_fate(RecordingFate fate) {
  const std::string path = part_->path;
  const std::int64_t ticks = part_->ticks;
  switch (fate) {
    case RecordingFate::kInPlace:
      return;
    case RecordingFate::kMoved:
      return follow_moved();
    case RecordingFate::kLogTaken:
      log_("warning",
           fmt::format("{}-wal: it was taken away; {}", path,
                       save_log() ? "what it held is in the recording" : "what it held could not be saved"));
      return let_go();
    case RecordingFate::kRemoved:
      let_go();
      rename_companions(path, beside(path, "left"));
      log_("warning", fmt::format("{}: it was removed, and {} ticks with it; it is begun anew", path, ticks));
      return;
    case RecordingFate::kCut:
      let_go();
      log_("warning",
           fmt::format("{}: it was cut from outside, and up to {} of its {} ticks are lost; the recording "
                       "is begun anew",
                       path, ticks - std::min(ticks, count_ticks_left(path)), ticks));
      return;
  }
}

// By the open file everything can still be moved from the log into it, under whatever name it has now.
void SessionOutput::follow_moved() {
  const std::string now = part_->place.present_path();
  const bool is_saved = finish(*part_, true) && !has_log(part_->path);
  log_("warning",
       fmt::format("{}: it was moved to {}, which {}; the recording is begun anew", part_->path, now,
                   is_saved ? fmt::format("has all {} ticks", part_->ticks)
                            : "belongs together with the -wal that is now beside it"));
  if (!is_saved) rename_companions(part_->path, now);
  let_go();
}

bool SessionOutput::save_log() const {
  try {
    return move_log_into_file(part_->recording.database);
  } catch (const SqliteError&) {
    return false;
  }
}

bool SessionOutput::log_is_held() const { return part_->place.log_bytes() > settings_.most_log_bytes; }

// A file that holds no tick yet has no need of another.
bool SessionOutput::is_due() const {
  if (!part_->has_tick) return false;
  if (settings_.rotate_every && clock_.boottime() - part_->begun >= *settings_.rotate_every) return true;
  const Bytes bytes = part_->place.log_bytes() + part_->place.file_bytes();
  return log_is_held() || (settings_.rotate_size && bytes >= *settings_.rotate_size);
}

void SessionOutput::rotate() {
  stamps_names_ = true;
  const std::string path = next_path();
  if (path == part_->path || path == refused_path_) return;  // begun or tried within this second
  remove_old();
  try {
    auto next = open_part(path, kLaterPatience);
    if (log_is_held()) {
      log_("warning", fmt::format("{}: a reader keeps its -wal from shrinking; the recording goes on in {}",
                                  part_->path, path));
    }
    finish(*std::exchange(part_, std::move(next)), true);
    rotation_fails_ = false;
  } catch (const std::exception& error) {
    if (!rotation_fails_)
      log_("warning", fmt::format("{}; until that is over, {} is written to", error.what(), part_->path));
    rotation_fails_ = true;
    refused_path_ = path;
  }
  remove_old();
}

void SessionOutput::remove_old() {
  try {
    const Moment now{clock_.boottime(), WallTime(clock_.wall())};
    for (const std::string& path : retention_.remove_old(part_ ? part_->path : newest_path_, now))
      log_("note", path + ": removed, as --keep-size and --keep-age ask");
  } catch (const FileError& error) {
    log_("warning", error.what());
  }
}

// What the disk has no room for, moved from the log into the file, has not ended cleanly.
bool SessionOutput::finish(Part& part, bool is_clean) const {
  try {
    static_cast<void>(move_log_into_file(part.recording.database));
    if (is_clean) part.writer.end_session();
    if (!finish_writing(part.recording.database))
      log_("note", part.path + ": a reader has it open, so its -wal stays beside it; keep both together");
    return true;
  } catch (const SqliteError& error) {
    log_("warning", fmt::format("the recording could not be closed cleanly: {}", error.what()));
    return false;
  }
}

bool SessionOutput::end() {
  const bool loses = !part_ || part_->failures > 0;
  if (loses) log_("warning", settings_.path + ": the last ticks could not be written");
  return part_ && finish(*part_, !loses) && !loses;
}

}  // namespace tidemark

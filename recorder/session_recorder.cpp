#include "recorder/session_recorder.hpp"

#include <fmt/core.h>

#include <utility>

#include "common/error.hpp"
#include "common/sqlite.hpp"
#include "common/uuid.hpp"
#include "common/version.hpp"

namespace tidemark {

SessionRecorder::SessionRecorder(const SessionSettings& settings, Clock clock, Log log)
    : interval_(settings.interval),
      clock_(std::move(clock)),
      log_(std::move(log)),
      sampler_(settings.sampler, ProcessFilter(settings.filter)),
      host_(ProcFiles(settings.sampler.proc_root)),
      recording_(open_for_writing(settings.output)),
      writer_(recording_.database, describe_session(settings, clock_)) {}

SessionRow SessionRecorder::describe_session(const SessionSettings& settings, const Clock& clock) {
  SessionRow session;
  session.uuid = random_uuid();
  session.start_wall_ns = clock.wall().count();
  session.start_boottime_ns = clock.boottime().count();
  session.interval_ns = settings.interval.count();
  session.recorder_version = kVersion;
  session.sampler = "procfs";
  session.filters = ProcessFilter(settings.filter).to_json();
  session.command_line_policy = settings.sampler.command_lines == CommandLinePolicy::kFull ? "full" : "none";
  describe_host(ProcFiles(settings.sampler.proc_root), session);
  return session;
}

void SessionRecorder::take_tick(std::int64_t missed) {
  TickRow tick;
  const std::chrono::nanoseconds begin = clock_.boottime();
  tick.boottime_ns = begin.count();
  tick.wall_ns = clock_.wall().count();
  tick.interval_ns = interval_.count();
  tick.missed_before = lost_ + missed;
  if (lost_ > 0) {
    tick.gap_reason = lost_reason_;
  } else if (missed > 0) {
    tick.gap_reason = "late";
  }
  try {
    const Snapshot& snapshot = sampler_.scan();
    tick.scan_duration_ns = (clock_.boottime() - begin).count();
    tick.processes_seen = snapshot.seen;
    tick.processes_unread = snapshot.unread;
    host_.read_memory(tick);
    own_cost_.read(tick);
    writer_.write_tick(tick, snapshot.processes);
  } catch (const SqliteError& error) {
    note_lost(missed, fmt::format("write failed: {}", error.what()));
    return;
  } catch (const FileError& error) {
    note_lost(missed, fmt::format("scan failed: {}", error.what()));
    return;
  }
  if (failing_) log_("note", fmt::format("recording again; {} ticks were lost", lost_));
  failing_ = false;
  lost_ = 0;
  ++ticks_written_;
}

void SessionRecorder::note_lost(std::int64_t missed, const std::string& reason) {
  lost_ += missed + 1;
  lost_reason_ = reason;
  if (!failing_) log_("warning", fmt::format("{}; ticks are lost until this is over", reason));
  failing_ = true;
}

bool SessionRecorder::end() {
  try {
    writer_.end_session();
    if (!finish_writing(recording_.database)) {
      log_("note", recording_.database.path() +
                       ": a reader has it open, so its -wal stays beside it; keep both together");
    }
    return true;
  } catch (const SqliteError& error) {
    log_("warning", fmt::format("the recording could not be closed cleanly: {}", error.what()));
    return false;
  }
}

}  // namespace tidemark

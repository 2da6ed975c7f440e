#include "analyzer/recordings/recording_summary.hpp"

namespace tidemark {

RecordingSummary summarize_recording(const Recording& recording) {
  RecordingSummary summary;
  summary.path = recording.path;
  summary.processes = recording.count_seen();
  for (const Session& session : recording.sessions) {
    if (session.first_tick == session.end_tick) continue;
    ++summary.sessions;
    summary.session_uuids.push_back(session.uuid);
    summary.ticks += session.end_tick - session.first_tick;
    const WallTime first = to_wall_time(recording.ticks[session.first_tick].wall_ns);
    const WallTime last = to_wall_time(recording.ticks[session.end_tick - 1].wall_ns);
    if (!summary.started) summary.started = first;
    summary.ended = last;
  }
  if (recording.sessions.empty()) return summary;
  const Session& newest = recording.sessions.back();
  summary.host = newest.host;
  summary.boot_id = newest.boot_id;
  if (newest.interval_ns) summary.interval_seconds = static_cast<double>(*newest.interval_ns) / 1e9;
  return summary;
}

}  // namespace tidemark

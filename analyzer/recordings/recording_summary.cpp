#include "analyzer/recordings/recording_summary.hpp"

namespace tidemark {

RecordingSummary summarize_recording(const Recording& recording) {
  RecordingSummary summary;
  summary.path = recording.path;
  summary.sessions = recording.sessions.size();
  summary.ticks = recording.ticks.size();
  summary.processes = recording.count_seen();
  if (!recording.sessions.empty()) {
    const Session& newest = recording.sessions.back();
    summary.host = newest.host;
    summary.boot_id = newest.boot_id;
    if (newest.interval_ns) summary.interval_seconds = static_cast<double>(*newest.interval_ns) / 1e9;
  }
  if (!recording.ticks.empty()) {
    summary.started = to_wall_time(recording.ticks.front().wall_ns);
    summary.ended = to_wall_time(recording.ticks.back().wall_ns);
  }
  return summary;
}

}  // namespace tidemark

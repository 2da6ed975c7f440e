#include "analyzer/info_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/printable.hpp"
#include "analyzer/session_gaps.hpp"
#include "analyzer/text_lines.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

std::string line(std::string_view text) { return wrap(text, "    ", "      "); }

std::string describe_origin(const Session& session) {
  if (session.is_imported())
    return fmt::format("imported from {} by version {}", session.origin, session.recorder_version);
  std::string text = "recorded by version " + session.recorder_version;
  if (session.host) text += " on " + *session.host;
  if (session.kernel) text += ", Linux " + *session.kernel;
  if (session.boot_id) text += ", boot " + *session.boot_id;
  if (session.visibility && *session.visibility != "all")
    text += ", other users' processes: " + *session.visibility;
  return text;
}

std::string describe_span(const Recording& recording, const Session& session) {
  if (session.first_tick == session.end_tick)
    return "no tick; began " + format_rfc3339(to_wall_time(session.start_wall_ns));
  const Tick& first = recording.ticks[session.first_tick];
  const Tick& last = recording.ticks[session.end_tick - 1];
  const std::string interval =
      session.interval_ns ? fmt::format(", interval {}", format_duration(nanoseconds(*session.interval_ns)))
                          : "";
  return fmt::format("{} to {}, {}{}", format_rfc3339(to_wall_time(first.wall_ns)),
                     format_rfc3339(to_wall_time(last.wall_ns)),
                     format_duration(nanoseconds(last.axis_ns - first.axis_ns)), interval);
}

std::string describe_gaps(const SessionGaps& gaps) {
  std::string text = gaps.count == 0
                         ? "no gap"
                         : fmt::format("{}, the longest {} after {}", count_of(gaps.count, "gap", "gaps"),
                                       format_duration(gaps.longest), format_rfc3339(gaps.longest_after));
  for (const auto& [reason, scans] : gaps.missed)
    text += fmt::format("; scans missed: {} ({})", scans, reason);
  return text;
}

std::string describe_session(const Recording& recording, std::uint32_t index) {
  const Session& session = recording.sessions[index];
  const auto processes = static_cast<std::size_t>(
      std::count_if(recording.processes.begin(), recording.processes.end(),
                    [&](const RecordedProcess& process) { return process.session == index; }));
  std::string lines =
      wrap(fmt::format("session {}, part {}: {}", session.uuid, session.part,
                       session.ended_cleanly ? "ended cleanly" : "running, or not ended cleanly"),
           "  ", "    ");
  lines += line(describe_origin(session));
  lines += line(describe_span(recording, session));
  lines += line(
      fmt::format("{}, {}, MemTotal {}", count_of(session.end_tick - session.first_tick, "tick", "ticks"),
                  count_of(processes, "process", "processes"),
                  session.mem_total.is_known() ? format_size(session.mem_total.bytes()) : "not recorded"));
  return lines + line(describe_gaps(find_session_gaps(recording, session)));
}

}  // namespace

std::string format_info(const Recording& recording) {
  std::string text = wrap(fmt::format("{}: {}, {}, {}, {}", printable(recording.path),
                                      format_size(static_cast<double>(recording.size_bytes)),
                                      count_of(recording.sessions.size(), "session", "sessions"),
                                      count_of(recording.ticks.size(), "tick", "ticks"),
                                      count_of(recording.processes.size(), "process", "processes")),
                          "", "  ");
  if (recording.log_missing) {
    text += wrap("it was not closed and its -wal is not beside it; the newest ticks may be missing",
                 "  note: ", "    ");
  }
  for (std::uint32_t i = 0; i < recording.sessions.size(); ++i) text += describe_session(recording, i);
  return text;
}

}  // namespace tidemark

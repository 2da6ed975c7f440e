#include "analyzer/inspect/info_text.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <vector>

#include "analyzer/inspect/clock_changes.hpp"
#include "analyzer/inspect/session_gaps.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"
#include "common/units.hpp"
#include "schema/rows.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

// Of anything that a recording may hold in any number.
constexpr std::size_t kMostShown = 10;

std::string line(std::string_view text) { return wrap(text, "    ", "      "); }

std::string describe_origin(const Session& session, const SessionFacts& facts) {
  if (session.is_imported())
    return fmt::format("imported from {} by version {}", session.origin, session.recorder_version);
  std::string text = "recorded by version " + session.recorder_version;
  if (session.host) text += " on " + *session.host;
  if (session.kernel) text += ", Linux " + *session.kernel;
  if (session.boot_id) text += ", boot " + *session.boot_id;
  if (session.visibility && *session.visibility != "all")
    text += ", other users' processes: " + *session.visibility;
  if (facts.in_container) text += *facts.in_container ? ", in a container" : ", not in a container";
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

// Returns nothing where no clock changed.
std::string describe_clocks(const ClockChanges& changes) {
  std::vector<std::string> parts;
  for (const ClockChanges::Step& step : changes.steps) {
    if (parts.size() == kMostShown) break;
    parts.push_back(fmt::format("set {} by {} after {}", step.by.count() > 0 ? "forward" : "back",
                                format_duration(abs(step.by)), format_rfc3339(step.before)));
  }
  if (changes.steps.size() > kMostShown)
    parts.push_back(fmt::format("set {} times more", changes.steps.size() - kMostShown));
  constexpr nanoseconds kLeastSlew = std::chrono::milliseconds(100);
  if (abs(changes.slewed) >= kLeastSlew) {
    parts.push_back(fmt::format("{} {} against the machine's own",
                                changes.slewed.count() > 0 ? "gained" : "lost",
                                format_duration(abs(changes.slewed))));
  }
  return parts.empty()
             ? ""
             : line(fmt::format("wall clock: {}; the series do not follow it", fmt::join(parts, ", ")));
}

std::string describe_suspends(const ClockChanges& changes) {
  if (changes.suspends == 0) return "";
  return line(fmt::format("the machine was suspended {}, the longest {} after {}",
                          count_of(changes.suspends, "time", "times"),
                          format_duration(changes.longest_suspend), format_rfc3339(changes.longest_after)));
}

// span  from the first tick to the last
std::string describe_cost(const SessionFacts& facts, nanoseconds span) {
  std::string lines;
  if (facts.stretched_ticks > 0) {
    lines +=
        line(fmt::format("{} at a longer interval than asked for, up to {}: scans cost more than allowed",
                         count_of(static_cast<std::size_t>(facts.stretched_ticks), "tick", "ticks"),
                         format_duration(nanoseconds(facts.longest_interval_ns.value_or(0)))));
  }
  if (!facts.cpu_ns && !facts.most_rss_kib) return lines;
  std::string text = "the recorder itself:";
  if (facts.cpu_ns) {
    const double share =
        span.count() > 0 ? static_cast<double>(*facts.cpu_ns) / static_cast<double>(span.count()) : 0;
    text += fmt::format(" {} of CPU time ({:.2f} % of a core),", format_duration(nanoseconds(*facts.cpu_ns)),
                        100 * share);
  }
  if (facts.most_rss_kib)
    text +=
        fmt::format(" at most {} resident,", format_size(static_cast<double>(*facts.most_rss_kib) * 1024));
  if (facts.written_bytes)
    text += fmt::format(" {} written,", format_size(static_cast<double>(*facts.written_bytes)));
  text.pop_back();
  return lines + line(text);
}

std::string describe_marks(const Recording& recording, std::uint32_t session) {
  std::map<MarkKind, std::size_t> counts;
  for (const Mark& mark : recording.marks) {
    if (mark.session == session) ++counts[mark.kind];
  }
  if (counts.empty()) return "";
  return line(fmt::format("marks: {}, {}, {}", count_of(counts[MarkKind::kBegin], "begin", "begins"),
                          count_of(counts[MarkKind::kEnd], "end", "ends"),
                          count_of(counts[MarkKind::kNote], "note", "notes")));
}

std::string describe_cgroup(const CgroupFacts& cgroup) {
  const double bytes = static_cast<double>(cgroup.limit_bytes.value_or(0));
  std::string text = fmt::format("control group {}: limit {}, {}", cgroup.path, format_size(bytes),
                                 count_of(cgroup.processes, "process", "processes"));
  if (cgroup.limit_changes > 0)
    text += fmt::format(", the limit changed {}", count_of(cgroup.limit_changes, "time", "times"));
  return wrap(text, "  ", "    ");
}

std::string describe_cgroups(const std::vector<CgroupFacts>& cgroups) {
  if (cgroups.empty()) return "";
  std::string lines;
  std::size_t limited = 0;
  for (const CgroupFacts& cgroup : cgroups) {
    if (!cgroup.limit_bytes || *cgroup.limit_bytes == kUnlimited) continue;
    if (++limited <= kMostShown) lines += describe_cgroup(cgroup);
  }
  const std::string count = count_of(cgroups.size(), "control group", "control groups");
  const std::string more = limited > kMostShown ? fmt::format(", the first {} shown", kMostShown) : "";
  return wrap(fmt::format("{}, {} with a memory limit{}", count, limited, more), "  ", "    ") + lines;
}

// Describes the processes that lived between two ticks.
std::string describe_short_lived(const SessionFacts& facts) {
  std::string text;
  if (facts.short_lived > 0) {
    text = fmt::format(
        "{} between two ticks, known only from {}, the largest {} with {}",
        facts.short_lived == 1 ? "1 process lived" : fmt::format("{} processes lived", facts.short_lived),
        facts.short_lived == 1 ? "its exit" : "their exits", facts.largest_short_lived,
        format_size(1024.0 * static_cast<double>(facts.largest_short_lived_kib)));
  }
  if (facts.short_lived_unknown.value_or(0) > 0) {
    text += fmt::format("{}at most {} came and went between two ticks unseen", text.empty() ? "" : "; ",
                        count_of(static_cast<std::size_t>(*facts.short_lived_unknown), "process or thread",
                                 "processes and threads"));
  }
  return text.empty() ? text : line(text);
}

// Says why the stacks of page faults were not sampled, where they were asked for.
std::string describe_missing_stacks(const Session& session) {
  const std::string* why = session.why_no_stacks();
  return why == nullptr ? "" : line("stacks of page faults were not sampled: " + *why);
}

std::string describe_stacks(const StackFacts& stacks) {
  std::string text =
      fmt::format("stacks of page faults: {} of {}, {:.0f} samples, about {} of the file",
                  count_of(stacks.rows, "row", "rows"), count_of(stacks.stacks, "stack", "stacks"),
                  stacks.samples, format_size(stacks.bytes));
  if (stacks.kept_samples > 0.0)
    text += fmt::format("; {:.0f} more of who wrote last what was kept", stacks.kept_samples);
  if (stacks.lost_samples > 0.0) text += fmt::format("; {:.0f} of all were lost", stacks.lost_samples);
  return wrap(text, "  ", "    ");
}

std::string describe_session(const Recording& recording, std::uint32_t index, const SessionFacts& facts) {
  const Session& session = recording.sessions[index];
  std::string lines =
      wrap(fmt::format("session {}, part {}: {}", session.uuid, session.part,
                       session.ended_cleanly ? "ended cleanly" : "running, or not ended cleanly"),
           "  ", "    ");
  lines += line(describe_origin(session, facts));
  lines += line(describe_span(recording, session));
  lines += line(
      fmt::format("{}, {}, MemTotal {}", count_of(session.end_tick - session.first_tick, "tick", "ticks"),
                  count_of(recording.count_seen(index), "process", "processes"),
                  session.mem_total.is_known() ? format_size(session.mem_total.bytes()) : "not recorded"));
  lines += describe_short_lived(facts);
  lines += line(describe_gaps(find_session_gaps(recording, session)));
  const ClockChanges clocks = find_clock_changes(recording, session);
  lines += describe_suspends(clocks) + describe_clocks(clocks);
  lines += describe_marks(recording, index) + describe_missing_stacks(session);
  const bool has_ticks = session.first_tick < session.end_tick;
  const nanoseconds span(has_ticks ? recording.ticks[session.end_tick - 1].axis_ns -
                                         recording.ticks[session.first_tick].axis_ns
                                   : 0);
  return lines + describe_cost(facts, span);
}

}  // namespace

std::string format_info(const Recording& recording, const RecordingFacts& facts) {
  std::string text = wrap(fmt::format("{}: {}, {}, {}, {}", printable(recording.path),
                                      format_size(static_cast<double>(recording.size_bytes)),
                                      count_of(recording.sessions.size(), "session", "sessions"),
                                      count_of(recording.ticks.size(), "tick", "ticks"),
                                      count_of(recording.count_seen(), "process", "processes")),
                          "", "  ");
  if (recording.log_missing) {
    text += wrap("it was not closed and its -wal is not beside it; the newest ticks may be missing",
                 "  note: ", "    ");
  }
  for (std::uint32_t i = 0; i < recording.sessions.size(); ++i) {
    // A recording may have got another session between the two readings.
    text += describe_session(recording, i, i < facts.sessions.size() ? facts.sessions[i] : SessionFacts());
  }
  if (facts.stacks) text += describe_stacks(*facts.stacks);
  return disarm_ci_commands(text + describe_cgroups(facts.cgroups));
}

}  // namespace tidemark

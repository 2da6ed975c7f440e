#include "analyzer/report_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "analyzer/printable.hpp"
#include "analyzer/text_lines.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kNameWidth = 18;
constexpr std::size_t kFindingsShown = 3;  // of one process

std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kCritical:
    case Verdict::kLeak:
      return "\x1b[1;31m";
    case Verdict::kSuspect:
    case Verdict::kInsufficient:
      return "\x1b[33m";
    case Verdict::kClean:
      return "\x1b[32m";
  }
  return "";
}

std::string paint(std::string_view text, Verdict verdict, Colours colours) {
  if (colours == Colours::kNo) return std::string(text);
  return fmt::format("{}{}\x1b[0m", colour_of(verdict), text);
}

std::string format_seconds(const std::optional<double>& seconds) {
  if (!seconds) return "-";
  constexpr double kLongest = 9e9;  // what nanoseconds in 64 bits hold
  if (*seconds > kLongest) return "never";
  return format_duration(std::chrono::nanoseconds(std::llround(*seconds * 1e9)));
}

std::string finding_line(const ProcessReport& process, const Finding& finding) {
  const std::string range =
      fmt::format("{} -> {}", format_size(finding.first_bytes), format_size(finding.last_bytes));
  const std::string slope = fmt::format("{}{}", finding.slope_bytes_per_second > 0 ? "+" : "",
                                        format_size(finding.slope_bytes_per_second * 3600.0));
  const std::string r_squared = finding.r_squared ? fmt::format("{:.3f}", *finding.r_squared) : "-";
  return fmt::format("  {}  {:>7}  {:<7}  {:>20}  {:>9}  {:>5}  {:>9}  {:>9}\n",
                     pad(process.name, kNameWidth), process.pid, to_string(finding.metric), range, slope,
                     r_squared, format_seconds(finding.window.seconds),
                     format_seconds(finding.seconds_to_limit));
}

std::string heading_line() {
  return fmt::format("  {}  {:>7}  {:<7}  {:>20}  {:>9}  {:>5}  {:>9}  {:>9}\n", pad("process", kNameWidth),
                     "PID", "metric", "start -> end", "an hour", "R^2", "window", "to limit");
}

std::string process_lines(const ProcessReport& process) {
  std::string lines;
  std::size_t shown = 0;
  for (const Finding& finding : process.findings) {
    if (finding.verdict == process.verdict && shown < kFindingsShown) {
      lines += finding_line(process, finding);
      ++shown;
    }
  }
  if (process.findings.empty())
    lines += fmt::format("  {}  {:>7}\n", pad(process.name, kNameWidth), process.pid);
  const std::size_t hidden = process.findings.size() - shown;
  const std::string more = hidden > 0 ? fmt::format("; {} more in the JSON report", hidden) : "";
  return lines + wrap(process.reason + more, "      ", "      ");
}

std::size_t count(const Report& report, Verdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(report.processes.begin(), report.processes.end(),
                    [&](const ProcessReport& process) { return process.verdict == verdict; }));
}

std::string section(const Report& report, Verdict verdict, Colours colours) {
  const std::size_t processes = count(report, verdict);
  if (processes == 0) return {};
  std::string lines = fmt::format("\n{} ({})\n", paint(to_string(verdict), verdict, colours), processes);
  lines += heading_line();
  for (const ProcessReport& process : report.processes) {
    if (process.verdict == verdict) lines += process_lines(process);
  }
  return lines;
}

std::string recording_lines(const RecordingSummary& recording) {
  const std::string host = recording.host ? " of " + *recording.host : "";
  const std::string span = recording.started ? fmt::format("{} to {}", format_rfc3339(*recording.started),
                                                           format_rfc3339(*recording.ended))
                                             : "no tick";
  return wrap(fmt::format("{}{}: {}, {}, {}", printable(recording.path), host, span,
                          count_of(recording.ticks, "tick", "ticks"),
                          count_of(recording.processes, "process", "processes")),
              "", "    ");
}

}  // namespace

std::string format_text(const Report& report, Colours colours) {
  std::string text = fmt::format("Verdict: {}\n", paint(to_string(report.verdict), report.verdict, colours));
  for (const Verdict verdict : {Verdict::kCritical, Verdict::kLeak, Verdict::kSuspect}) {
    text += section(report, verdict, colours);
  }
  const JudgeSettings& judge = report.settings.judge;
  text += fmt::format("\n{} clean, {} insufficient (seen for less than {} ticks or {}), {} in all\n",
                      count(report, Verdict::kClean), count(report, Verdict::kInsufficient), judge.min_ticks,
                      format_duration(judge.min_alive), report.processes.size());
  for (const std::string& limit : report.limits) text += wrap(limit, "limit of ", "    ");
  for (const std::string& note : report.notes) text += wrap(note, "note: ", "    ");
  for (const RecordingSummary& recording : report.recordings) text += recording_lines(recording);
  return text;
}

}  // namespace tidemark

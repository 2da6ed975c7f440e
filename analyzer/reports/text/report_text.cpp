#include "analyzer/reports/text/report_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "analyzer/reports/text/finding_text.hpp"
#include "analyzer/reports/text/next_step.hpp"
#include "analyzer/reports/text/suspect_jobs.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kNameWidth = 18;
// Of one verdict; what is left out is said.
constexpr std::size_t kMostShown = 500;

std::string left_out(std::size_t all) {
  if (all <= kMostShown) return {};
  return fmt::format("  {} more are left out here; the JSON report has all\n", all - kMostShown);
}

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

std::string finding_line(const ProcessReport& process, const Finding& finding) {
  const std::string r_squared = finding.r_squared ? fmt::format("{:.3f}", *finding.r_squared) : "-";
  return fmt::format("  {}  {:>7}  {:<7}  {:>20}  {:>9}  {:>5}  {:>9}  {:>9}\n",
                     pad(process.name, kNameWidth), process.pid, to_string(finding.metric),
                     range_text(finding), hourly_text(finding.slope_bytes_per_second), r_squared,
                     format_seconds(finding.window.seconds),
                     finding.seconds_to_limit ? format_seconds(*finding.seconds_to_limit) : "-");
}

std::string heading_line() {
  return fmt::format("  {}  {:>7}  {:<7}  {:>20}  {:>9}  {:>5}  {:>9}  {:>9}\n", pad("process", kNameWidth),
                     "PID", "metric", "start -> end", "an hour", "R^2", "window", "to limit");
}

// Returns the evidence for a growth: its samples, its slope's interval, the chance of the trend, and its
// cause.
std::string evidence(const Finding& finding) {
  std::string text;
  const auto add = [&](const std::string& clause) {
    if (!clause.empty()) text += "; " + clause;
  };
  add(window_text(finding));
  add(slope_interval_text(finding));
  add(chance_text(finding));
  const std::string limit = limit_interval_text(finding);
  if (!limit.empty()) add("limit in " + limit);
  add(cause_text(finding));
  const std::string tests = marked_tests_text(finding);
  if (!tests.empty()) add("mostly during " + tests);
  for (const Symptom& symptom : finding.symptoms) add(symptom.text);
  return text;
}

std::string next_step_lines(const ProcessReport& process) {
  const auto step = next_step(process);
  if (!step) return {};
  std::string lines = wrap("next: " + step->advice, "      ", "      ");
  for (const std::string& command : step->commands) lines += "          " + printable(command) + "\n";
  return lines;
}

// Returns one line for the worst finding, and its evidence below.
std::string process_lines(const ProcessReport& process) {
  if (process.findings.empty() || process.findings.front().suppressed) {
    return fmt::format("  {}  {:>7}\n", pad(process.name, kNameWidth), process.pid) +
           wrap(process.reason, "      ", "      ");
  }
  const Finding& worst = process.findings.front();
  const auto counted = std::count_if(process.findings.begin(), process.findings.end(),
                                     [](const Finding& finding) { return !finding.suppressed; });
  const auto others = counted - 1;
  const std::string later = process.later_name ? "; it later called itself " + *process.later_name : "";
  const std::string more = others > 0 ? fmt::format("; {} more in the JSON report", others) : "";
  return finding_line(process, worst) +
         wrap(process.reason + evidence(worst) + later + more, "      ", "      ");
}

std::size_t count(const Report& report, Verdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(report.processes.begin(), report.processes.end(),
                    [&](const ProcessReport& process) { return process.verdict == verdict; }));
}

std::string job_lines(const Report& report) {
  const std::vector<std::string> programs = suspect_job_lines(report);
  if (programs.empty()) return {};
  std::string lines = fmt::format("  {}:\n", kSuspectJobsHeading);
  for (const std::string& program : programs) lines += wrap(program, "      ", "          ");
  return lines;
}

std::string section(const Report& report, Verdict verdict, Colours colours) {
  const std::size_t processes = count(report, verdict);
  if (processes == 0) return {};
  std::string rows;
  std::size_t shown = 0;
  for (const ProcessReport& process : report.processes) {
    if (process.verdict != verdict || is_suspect_job(process)) continue;
    if (++shown <= kMostShown) rows += process_lines(process) + next_step_lines(process);
  }
  rows += left_out(shown);
  return fmt::format("\n{} ({})\n", paint(to_string(verdict), verdict, colours), processes) +
         (rows.empty() ? "" : heading_line() + rows) +
         (verdict == Verdict::kSuspect ? job_lines(report) : "");
}

// Returns a paragraph for each group: its verdict and reason, and the figures of its finding.
std::string groups_section(const Report& report, Colours colours) {
  if (report.groups.empty()) return {};
  std::string lines = "\ngroups of processes\n";
  for (const GroupReport& group : report.groups) {
    lines += fmt::format("  {}: the {} {}\n", paint(to_string(group.verdict), group.verdict, colours),
                         group.kind, pad(group.name, std::min(display_width(group.name), kTextWidth / 2)));
    const std::string figures = group.findings.empty() ? "" : evidence(group.findings.front());
    lines += wrap(group.reason + figures, "      ", "      ");
  }
  return lines;
}

// Returns lines for the worst of the suppressed findings, or the reason why there is none.
std::string suppressed_lines(const ProcessReport& process) {
  const auto accepted = [](const Finding& finding) { return finding.suppressed.has_value(); };
  const auto& findings = process.findings;
  const auto first = std::find_if(findings.begin(), findings.end(), accepted);
  if (first == findings.end()) {
    return fmt::format("  {}  {:>7}\n", pad(process.name, kNameWidth), process.pid) +
           wrap(process.reason, "      ", "      ");
  }
  const auto others = std::count_if(first, findings.end(), accepted) - 1;
  const std::string more = others > 0 ? fmt::format("; {} more in the JSON report", others) : "";
  return finding_line(process, *first) +
         wrap(suppression_text(*first) + evidence(*first) + more, "      ", "      ");
}

std::string suppressed_section(const Report& report) {
  std::string lines;
  std::size_t processes = 0;
  for (const ProcessReport& process : report.processes) {
    const bool has_any = std::any_of(process.findings.begin(), process.findings.end(),
                                     [](const Finding& finding) { return finding.suppressed.has_value(); });
    if (!has_any && !process.suppressed) continue;
    if (++processes <= kMostShown) lines += suppressed_lines(process);
  }
  if (processes == 0) return {};
  return fmt::format("\nsuppressed ({})\n", processes) + heading_line() + lines + left_out(processes);
}

// What weighs less than half a per cent is left out.
std::string shapes_text(const std::vector<ShapeWeight>& shapes) {
  constexpr double kLeast = 0.005;
  std::string text = "the window's shape, by weight:";
  const char* separator = " ";
  for (const ShapeWeight& shape : shapes) {
    if (shape.weight < kLeast) break;
    text += fmt::format("{}{} {:.0f} %", separator, shape.shape, 100.0 * shape.weight);
    separator = ", ";
  }
  return text;
}

std::string explanation_lines(const ProcessReport& process) {
  std::string lines =
      fmt::format("\n{} {}: {}; {}\n", printable(process.name), process.pid, to_string(process.verdict),
                  process.samples == 1 ? "1 sample" : fmt::format("{} samples", process.samples));
  lines += wrap(process.reason, "  ", "  ");
  if (process.detectable_bytes_per_second) {
    lines += wrap(worth_text(*process.detectable_bytes_per_second), "  ", "  ");
  }
  for (const Finding& finding : process.looked_at) {
    lines += fmt::format("  {} by {}: {}\n", to_string(finding.metric), finding.detector,
                         to_string(finding.verdict));
    lines += wrap(finding.reason, "    ", "    ");
    if (finding.cause)
      lines += wrap(fmt::format("{}: {}", *finding.cause, *finding.cause_reason), "    ", "    ");
    for (const Symptom& symptom : finding.symptoms) lines += wrap(symptom.text, "    ", "    ");
    for (const AskedRule& asked : finding.rules) {
      const std::string figures = fmt::format("    {} {:<18} {:>12.4g} against {:>10.4g}  ",
                                              asked.passed ? "+" : "-", asked.rule, asked.value, asked.bound);
      lines += wrap(asked.figure, figures, std::string(figures.size(), ' '));
    }
    if (!finding.shapes.empty()) lines += wrap(shapes_text(finding.shapes), "    ", "      ");
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
  text += groups_section(report, colours) + suppressed_section(report);
  std::size_t explained = 0;
  for (const ProcessReport& process : report.processes) {
    if (!process.looked_at.empty() && ++explained <= kMostShown) text += explanation_lines(process);
  }
  text += left_out(explained);
  const JudgeSettings& judge = report.settings.judge;
  text += fmt::format("\n{} clean, {} insufficient (seen for less than {} ticks or {}), {} in all\n",
                      count(report, Verdict::kClean), count(report, Verdict::kInsufficient), judge.min_ticks,
                      format_duration(judge.min_alive), report.processes.size());
  if (report.asked_for_trend > 0) {
    text +=
        wrap(fmt::format(
                 "{} moved; were each a walk without drift, at most {:.2g} of them would pass the rules for"
                 " a leak",
                 count_of(report.asked_for_trend, "process", "processes"), expected_false_trends(report)),
             "", "    ");
  }
  if (report.detectable_bytes_per_second) {
    text +=
        wrap("in nine of ten clean processes " + worth_text(*report.detectable_bytes_per_second), "", "    ");
  }
  for (const std::string& limit : report.limits) text += wrap(limit, "limit of ", "    ");
  for (const std::string& note : report.notes) text += wrap(note, "note: ", "    ");
  for (const RecordingSummary& recording : report.recordings) text += recording_lines(recording);
  return disarm_ci_commands(text);
}

}  // namespace tidemark

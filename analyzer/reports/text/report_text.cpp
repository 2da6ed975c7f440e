#include "analyzer/reports/text/report_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "analyzer/reports/text/explanation_text.hpp"
#include "analyzer/reports/text/finding_text.hpp"
#include "analyzer/reports/text/host_text.hpp"
#include "analyzer/reports/text/kept_tests.hpp"
#include "analyzer/reports/text/next_step.hpp"
#include "analyzer/reports/text/plain_sentence.hpp"
#include "analyzer/reports/text/suspect_jobs.hpp"
#include "analyzer/reports/text/touch_text.hpp"
#include "analyzer/text/plain_amounts.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

// Returns what kind of memory grows, in the words that say what it is, without those that say how it is known.
std::string plain_cause(const Finding& finding) {
  if (!finding.cause) return {};
  const std::string& reason = *finding.cause_reason;
  const std::string what = reason.substr(0, reason.find(": "));
  return what == reason ? *finding.cause : fmt::format("{}, {}", *finding.cause, what);
}

// Returns what a finding rests on, in the words of statistics.
std::string figures(const Finding& finding) {
  std::string text =
      fmt::format("{} {} in {}, {} an hour", to_string(finding.metric), range_text(finding),
                  format_seconds(finding.window.seconds), hourly_text(finding.slope_bytes_per_second));
  const auto add = [&](const std::string& clause) {
    if (!clause.empty()) text += "; " + clause;
  };
  if (finding.r_squared) add(fmt::format("R^2 {:.3f}", *finding.r_squared));
  add(window_text(finding));
  add(slope_interval_text(finding));
  add(chance_text(finding));
  const std::string limit = limit_interval_text(finding);
  if (!limit.empty()) add("limit in " + limit);
  add(cause_text(finding));
  return text;
}

// A reason without the signs that nobody reads aloud.
std::string in_words(const std::string& reason) {
  constexpr std::string_view kArrow = " -> ";
  std::string text = printable(reason);
  for (auto at = text.find(kArrow); at != std::string::npos; at = text.find(kArrow, at))
    text.replace(at, kArrow.size(), " to ");
  return text;
}

std::string recording_text(const RecordingSummary& recording) {
  const std::string host = recording.host ? " of " + *recording.host : "";
  const std::string span = recording.started ? fmt::format("{} to {}", format_rfc3339(*recording.started),
                                                           format_rfc3339(*recording.ended))
                                             : "no tick";
  return fmt::format("{}{}: {}, {}, {}, {}", printable(recording.path), host, span,
                     count_of(recording.sessions, "session", "sessions"),
                     count_of(recording.ticks, "tick", "ticks"),
                     count_of(recording.processes, "process", "processes"));
}

// Places that memory was first touched in.
constexpr std::size_t kMostPlacesTold = 3;
constexpr std::size_t kMostJobsTouched = 3;

// Of one verdict; what is left out is said.
constexpr std::size_t kMostShown = 500;

// Of tests, where no more is asked for.
constexpr std::size_t kMostTests = 10;

// Of many hosts.
constexpr std::size_t kMostPrograms = 20;
constexpr std::size_t kMostHostsNamed = 5;
constexpr std::size_t kMostRecordings = 20;

// What a person reads is wrapped at `width`; verdicts stand in a column of their own.
constexpr std::size_t kVerdictWidth = 10;

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

std::string paint(std::string_view text, Verdict verdict, const TextStyle& style) {
  if (!style.is_coloured) return std::string(text);
  return fmt::format("{}{}\x1b[0m", colour_of(verdict), text);
}

bool has_suppressed_finding(const ProcessReport& process) {
  return std::any_of(process.findings.begin(), process.findings.end(),
                     [](const Finding& finding) { return finding.suppressed.has_value(); });
}

// The report, line by line.
class TextReport {
 public:
  TextReport(const Report& report, const TextStyle& style)
      : report_(report), to_tell_(report), style_(style) {}

  std::string format() {
    add_verdict();
    add_programs_on_hosts();
    for (const Verdict verdict : {Verdict::kCritical, Verdict::kLeak, Verdict::kSuspect}) {
      add_groups(verdict);
      add_processes(verdict);
      if (verdict == Verdict::kSuspect) add_jobs();
    }
    add_tests();
    add_suppressed();
    add_explanations();
    add_rest();
    return disarm_ci_commands(text_);
  }

 private:
  void add(std::string_view text, std::string_view first, std::string_view rest) {
    text_ += wrap(text, first, rest, style_.width);
  }

  // "1 process leaks, 2 are suspect, of 43 processes judged; 7 were seen for less than 10 s or 6 times, or ..."
  void add_verdict() {
    text_ += fmt::format("Verdict: {}\n", paint(to_string(report_.verdict), report_.verdict, style_));
    std::string counts;
    const auto add_count = [&](std::size_t number, std::string_view one, std::string_view many) {
      if (number > 0) counts += fmt::format("{}{}", counts.empty() ? "" : ", ", count_of(number, one, many));
    };
    const VerdictCounts all = report_.counts();
    const std::size_t unjudged = all[Verdict::kInsufficient];
    const std::size_t judged = all.judged();
    add_count(all[Verdict::kCritical], "process leaks and is near its limit",
              "processes leak and are near their limits");
    add_count(all[Verdict::kLeak], "process leaks", "processes leak");
    add_count(alerting_groups(), "group of processes grows", "groups of processes grow");
    add_count(all[Verdict::kSuspect], "is suspect", "are suspect");
    if (counts.empty()) counts = judged > 0 ? "Nothing leaks" : "Nothing could be judged";
    if (judged > 0) counts += ", of " + count_of(judged, "process", "processes") + " judged";
    if (unjudged > 0)
      counts += fmt::format("; {} seen for less than {} or {} times, or too unevenly to be judged",
                            unjudged == 1 ? "1 was" : fmt::format("{} were", unjudged),
                            plain_duration(seconds(report_.settings.judge.min_alive)),
                            report_.settings.judge.min_ticks);
    if (const std::string hosts = hosts_clause(report_); !hosts.empty()) counts += "; " + hosts;
    add(counts + ".", "", "");
  }

  void add_programs_on_hosts() {
    const std::vector<ProgramOverHosts> programs = programs_on_hosts(report_);
    if (programs.empty()) return;
    text_ += fmt::format("\n{}\n", kHostsHeading);
    for (std::size_t i = 0; i < std::min(programs.size(), kMostPrograms); ++i) {
      const ProgramOverHosts& program = programs[i];
      add_paragraph(program.verdict,
                    fmt::format("{} {}: {}.", describe(program.program), spread_clause(program),
                                alerting_hosts_text(program, kMostHostsNamed)));
    }
    if (programs.size() > kMostPrograms)
      text_ += fmt::format("{} more are left out here; the JSON report has all\n",
                           programs.size() - kMostPrograms);
  }

  static double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

  [[nodiscard]] std::size_t alerting_groups() const {
    return static_cast<std::size_t>(
        std::count_if(report_.groups.begin(), report_.groups.end(),
                      [](const GroupReport& group) { return group.verdict >= Verdict::kLeak; }));
  }

  void add_paragraph(Verdict verdict, std::string_view text) {
    const std::string word(to_string(verdict));
    const std::string indent(kVerdictWidth, ' ');
    const std::string first = word + std::string(kVerdictWidth - word.size(), ' ');
    std::string lines = wrap(text, first, indent, style_.width);
    lines.replace(0, word.size(), paint(word, verdict, style_));
    text_ += lines;
  }

  void add_fact(std::string_view label, std::string_view text) {
    const std::string first = fmt::format("{:{}}{}: ", "", kVerdictWidth, label);
    if (!text.empty()) add(text, first, std::string(kVerdictWidth + 2, ' '));
  }

  void add_groups(Verdict verdict) {
    for (const GroupReport& group : report_.groups) {
      if (group.verdict != verdict) continue;
      text_ += '\n';
      add_paragraph(verdict, fmt::format("{} {}{}: {}.", group.kind, printable(group.name), on_host(group),
                                         in_words(group.reason)));
      if (style_.is_verbose && !group.findings.empty()) add_fact("figures", figures(group.findings.front()));
      if (verdict >= Verdict::kLeak) add_touches(group.findings);
    }
  }

  void add_processes(Verdict verdict) {
    std::size_t shown = 0, alike = 0;
    for (const ProcessReport& process : report_.processes) {
      if (process.verdict != verdict || is_suspect_job(process)) continue;
      if (++shown > kMostShown) continue;
      if (!to_tell_.tells(process)) {
        ++alike;
        continue;
      }
      // What is worth a look, one by one; what is not, in a block.
      if (verdict >= Verdict::kLeak || shown == 1) text_ += '\n';
      add_paragraph(verdict, plain_sentence(process));
      add_facts(process);
    }
    if (alike > 0) {
      text_ += '\n';
      add_paragraph(verdict, fmt::format("{} of these programs on other hosts; the JSON report has them.",
                                         count_of(alike, "more process", "more processes")));
    }
    add_left_out(shown);
    if (verdict == Verdict::kSuspect && shown > 0)
      add_fact(
          "next",
          "look again after a longer recording of the same work: what leaks goes on, what fills up stops");
  }

  void add_left_out(std::size_t all) {
    if (all > kMostShown)
      text_ += fmt::format("{} more are left out here; the JSON report has all\n", all - kMostShown);
  }

  void add_touch_lines(const Finding& finding, std::size_t most) {
    for (const std::string& line : touch_lines(finding, most))
      add(fmt::format("{} {}", touched_in_words(finding), line), std::string(kVerdictWidth, ' '),
          std::string(kVerdictWidth + 2, ' '));
  }

  void add_touches(const std::vector<Finding>& findings) {
    if (const Finding* finding = finding_with_touches(findings)) add_touch_lines(*finding, kMostPlacesTold);
    if (!style_.is_verbose) return;
    const auto told = std::find_if(findings.begin(), findings.end(),
                                   [](const Finding& finding) { return !touch_figures(finding).empty(); });
    if (told != findings.end()) add_fact("page faults", touch_figures(*told));
  }

  void add_facts(const ProcessReport& process) {
    const Finding* finding = main_finding(process);
    if (finding == nullptr) return;
    if (process.verdict >= Verdict::kLeak) {
      add_fact("memory", plain_cause(*finding));
      add_fact("grew mostly during", marked_tests_text(*finding));
    }
    if (process.verdict >= Verdict::kLeak || style_.is_verbose) add_touches(process.findings);
    if (style_.is_verbose) {
      add_fact("why", process.reason);
      for (const Finding& each : process.findings) {
        if (!each.suppressed) add_fact("figures", figures(each));
      }
      for (const Symptom& symptom : finding->symptoms) add_fact("meanwhile", symptom.text);
    }
    add_next_step(process);
  }

  void add_next_step(const ProcessReport& process) {
    const auto step = next_step(process);
    if (!step) return;
    add_fact("next", step->advice);
    for (const std::string& command : step->commands)
      text_ += std::string(kVerdictWidth + 4, ' ') + printable(command) + "\n";
  }

  void add_jobs() {
    const std::vector<SuspectJobs> programs = suspect_jobs(report_);
    if (programs.empty()) return;
    text_ += '\n';
    std::size_t told = 0;
    for (const SuspectJobs& jobs : programs) {
      add_paragraph(Verdict::kSuspect, printable(jobs.line));
      if (jobs.touched == nullptr || ++told > kMostJobsTouched) continue;
      add_touch_lines(*jobs.touched, 1);
    }
    add_fact("next", kSuspectJobsAdvice);
  }

  // A line a test: verdict, kept, runs, and the names, which may take more.
  void add_tests() {
    const std::vector<const TestReport*> tests = tests_to_tell(report_);
    if (tests.empty()) return;
    text_ += fmt::format("\n{}\n", kKeptHeading);
    const std::size_t shown = std::min(tests.size(), style_.is_verbose ? kMostShown : kMostTests);
    for (std::size_t i = 0; i < shown; ++i) {
      const TestReport& test = *tests[i];
      const std::string front = fmt::format("{:{}}{:>8}  {:>9}  ", to_string(test.verdict), kVerdictWidth,
                                            kept_each_text(test), runs_text(test));
      add(printable(fmt::format("{}, in {}", test.test, process_text(test))), front,
          std::string(front.size(), ' '));
    }
    if (tests.size() > shown)
      text_ += fmt::format("{} more are left out here; --verbose and the JSON report have them\n",
                           tests.size() - shown);
  }

  void add_suppressed() {
    const auto is_accepted = [](const ProcessReport& process) {
      return has_suppressed_finding(process) || process.suppressed;
    };
    const auto all = std::count_if(report_.processes.begin(), report_.processes.end(), is_accepted);
    std::size_t shown = 0;
    for (const ProcessReport& process : report_.processes) {
      if (!is_accepted(process)) continue;
      if (++shown > kMostShown) continue;
      const auto accepted =
          std::find_if(process.findings.begin(), process.findings.end(),
                       [](const Finding& finding) { return finding.suppressed.has_value(); });
      const bool has_any = accepted != process.findings.end();
      if (shown == 1) text_ += fmt::format("\nsuppressed ({})\n", all);
      add(fmt::format("{}: {}{}", plain_name(process),
                      has_any ? suppression_text(*accepted) : process.reason.str(),
                      has_any && style_.is_verbose ? "; " + figures(*accepted) : ""),
          std::string(kVerdictWidth, ' '), std::string(kVerdictWidth + 2, ' '));
    }
    add_left_out(shown);
  }

  void add_explanations() {
    std::size_t shown = 0;
    for (const ProcessReport& process : report_.processes) {
      if (!process.looked_at.empty() && ++shown <= kMostShown) text_ += explanation_text(process);
    }
    add_left_out(shown);
  }

  void add_rest() {
    text_ += '\n';
    if (report_.detectable_bytes_per_second) {
      add(clean_worth_sentence(report_), "", "");
    }
    if (style_.is_verbose) {
      if (report_.asked_for_trend > 0) {
        add(fmt::format(
                "{} moved; were each a walk without drift, at most {:.2g} of them would pass the rules for"
                " a leak",
                count_of(report_.asked_for_trend, "process", "processes"), expected_false_trends(report_)),
            "", "    ");
      }
      for (const std::string& limit : report_.limits) add(limit, "limit of ", "    ");
    }
    for (const std::string& note : report_.notes) add(note, "note: ", "    ");
    const std::size_t recordings = report_.recordings.size();
    const std::size_t named = style_.is_verbose ? recordings : std::min(recordings, kMostRecordings);
    for (std::size_t i = 0; i < named; ++i) add(recording_text(report_.recordings[i]), "", "    ");
    if (named < recordings)
      text_ +=
          fmt::format("{} more recordings; --verbose and the JSON report have them\n", recordings - named);
  }

  const Report& report_;
  ProcessesToTell to_tell_;
  TextStyle style_;
  std::string text_;
};

}  // namespace

std::string format_text(const Report& report, const TextStyle& style) {
  return TextReport(report, style).format();
}

}  // namespace tidemark

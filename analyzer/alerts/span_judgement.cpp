#include "analyzer/alerts/span_judgement.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "analyzer/kinds/life_end.hpp"
#include "analyzer/reports/text/alert_text.hpp"
#include "analyzer/reports/text/plain_sentence.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

// What was seen in them is there.
nanoseconds last_moments_of(const Report& report) {
  double seconds = 0.0;
  for (const RecordingSummary& recording : report.recordings)
    seconds = std::max(seconds, recording.interval_seconds.value_or(0.0));
  return last_moments(std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(seconds)));
}

using Ends = std::map<std::string, WallTime>;

Ends ends_of_hosts(const Report& report) {
  Ends ends;
  for (const ProcessReport& process : report.processes) {
    if (!process.ended) continue;
    WallTime& end = ends[process.host.value_or("")];
    end = std::max(end, *process.ended);
  }
  return ends;
}

bool is_news(const ProcessReport& process, const Ends& ends, nanoseconds last_moments) {
  if (!process.ended) return false;
  const nanoseconds ago = ends.at(process.host.value_or("")) - *process.ended;
  if (process.kind_of_life == KindOfLife::kKilled) return ago <= kKilledIsNews;
  return !process.has_exited && ago <= last_moments;
}

LifeIdentity identity_of(const ProcessReport& process) {
  return {process.host.value_or(""), process.pid, process.start_ticks};
}

AlertFigures figures_of(const Finding& finding) {
  return {std::string(to_string(finding.metric)),
          finding.slope_bytes_per_second,
          finding.first_bytes,
          finding.last_bytes,
          finding.limit_bytes,
          finding.seconds_to_limit,
          finding.window.start};
}

Alert alert_of(const ProcessReport& process) {
  constexpr std::size_t kMostLines = 20;
  Alert alert{{"process", printable(describe(process.program)), process.host.value_or("")},
              process.verdict,
              plain_sentence(process),
              alert_text(process, kMostLines),
              process.command.value_or(""),
              {},
              {}};
  if (const Finding* finding = main_finding(process)) alert.figures = figures_of(*finding);
  return alert;
}

Alert alert_of(const GroupReport& group) {
  const std::string text = printable(fmt::format("The {} {}{}: {}, {}", group.kind, group.name,
                                                 on_host(group), to_string(group.verdict), group.reason));
  Alert alert{{group.kind, printable(group.name), group.host.value_or("")},
              group.verdict,
              text,
              text + '\n',
              {},
              {},
              {}};
  if (!group.findings.empty()) alert.figures = figures_of(group.findings.front());
  return alert;
}

// Of control groups and the machine it is not counted.
bool has_members(const GroupReport& group) {
  return group.members > 0 || (group.kind != "program" && group.kind != "tree");
}

std::string only_host(const Report& report) {
  std::set<std::string> hosts;
  for (const RecordingSummary& recording : report.recordings) hosts.insert(recording.host.value_or(""));
  return hosts.size() == 1 ? printable(*hosts.begin()) : std::string();
}

}  // namespace

SpanJudgement span_judgement(const Report& report, std::chrono::seconds span, WallTime now,
                             double cpu_seconds) {
  SpanJudgement judgement{.span = span,
                          .judged = now,
                          .verdict = report.verdict,
                          .host = only_host(report),
                          .processes = report.processes.size(),
                          .cpu_seconds = cpu_seconds,
                          .is_complete = report.unreadable.empty()};
  const Ends ends = ends_of_hosts(report);
  for (const auto& [host, end] : ends)
    judgement.recorded_until = std::max(judgement.recorded_until, std::optional(end));
  std::map<AlertKey, std::size_t> places;
  const auto add = [&](Alert alert) -> Alert& {
    const auto [place, is_new] = places.try_emplace(alert.key, judgement.alerts.size());
    if (is_new) judgement.alerts.push_back(std::move(alert));
    return judgement.alerts[place->second];
  };
  const nanoseconds moments = last_moments_of(report);
  for (const ProcessReport& process : report.processes) {
    if (!is_news(process, ends, moments)) continue;
    judgement.there.insert(identity_of(process));
    if (process.verdict >= Verdict::kSuspect) add(alert_of(process)).lives.push_back(identity_of(process));
  }
  for (const GroupReport& group : report.groups) {
    if (group.verdict >= Verdict::kSuspect && has_members(group)) add(alert_of(group));
  }
  return judgement;
}

}  // namespace tidemark

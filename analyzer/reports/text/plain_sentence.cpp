#include "analyzer/reports/text/plain_sentence.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "analyzer/reports/text/host_text.hpp"
#include "analyzer/text/plain_amounts.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

// What the findings of other detectors tell is no growth of this life alone, and their reason a sentence already.
bool is_growth(const Finding& finding) { return finding.detector == "growth" || finding.detector == "lbr"; }

// How near what a metric tells is to what a person means by memory.
std::size_t rank(const Finding& finding) {
  constexpr std::array kOrder{Metric::kHeap, Metric::kAnon, Metric::kRss, Metric::kVmSize, Metric::kData};
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), finding.metric) - kOrder.begin());
}

std::string_view subject_of(const Finding& finding) {
  if (finding.metric == Metric::kHeap) return "'s heap, as its collections leave it,";
  if (finding.metric == Metric::kVmSize && finding.cause == "address space") return "'s address space";
  return "";
}

// Whether it held still for long behind the growth that was found.
bool has_paused(const ProcessReport& process, const Finding& finding) {
  constexpr double kShortest = 2.0;
  constexpr double kPart = 0.1;
  if (!process.ended) return false;
  const double since = std::chrono::duration<double>(*process.ended - finding.window.end).count();
  return since > std::max(kShortest, kPart * finding.window.seconds);
}

std::string end_of_growth(const ProcessReport& process, const Finding& finding) {
  if (has_paused(process, finding)) return ", and then held it";
  switch (process.kind_of_life) {
    case KindOfLife::kKilled:
      return ", until the kernel killed it for want of memory";
    case KindOfLife::kStopped:
      return ", until it was stopped";
    case KindOfLife::kJob:
    case KindOfLife::kCommand:
      return ", until it ended";
    case KindOfLife::kGone:
      return ", until it was seen last";
    case KindOfLife::kLasting:
    case KindOfLife::kJobInProgress:
    case KindOfLife::kService:
      break;
  }
  return process.has_exited ? ", until it ended" : ", and had not stopped";
}

// What is over reaches no limit any more.
bool goes_on(const ProcessReport& process, const Finding& finding) {
  const KindOfLife kind = process.kind_of_life;
  const bool lasts =
      kind == KindOfLife::kLasting || kind == KindOfLife::kService || kind == KindOfLife::kJobInProgress;
  return lasts && !process.has_exited && !has_paused(process, finding);
}

std::string limit_clause(const ProcessReport& process, const Finding& finding) {
  constexpr double kHour = 3600.0;
  constexpr double kAbout = 0.2;
  constexpr double kFarthest = 7.0 * 24.0 * kHour;
  if (process.verdict < Verdict::kLeak) return {};
  if (!finding.limit_bytes || !finding.seconds_to_limit || *finding.seconds_to_limit > kFarthest) return {};
  const double seconds = *finding.seconds_to_limit;
  const bool is_an_hour = std::abs(seconds / kHour - 1.0) < kAbout;
  const std::string limit = plain_size(*finding.limit_bytes);
  const std::string time = is_an_hour ? "an hour" : plain_duration(seconds);
  if (goes_on(process, finding)) return fmt::format("; it reaches the {} limit in about {}", limit, time);
  return fmt::format("; at that rate it would have reached the {} limit about {} later", limit, time);
}

// Takes a part out of a text of clauses.
void remove_clause(std::string& text, const std::string& clause) {
  const std::size_t at = text.find(clause);
  if (clause.empty() || at == std::string::npos) return;
  text.erase(at, clause.size());
  constexpr std::string_view kSeparator = "; ";
  if (text.ends_with(kSeparator)) text.erase(text.size() - kSeparator.size());
  if (text.starts_with(kSeparator)) text.erase(0, kSeparator.size());
}

// Returns why a process is judged as it is, where that is more than the growth of a metric.
std::string why_so(const ProcessReport& process) {
  const std::string& reason = process.reason;
  std::string text = reason.substr(0, reason.find("; by itself: "));
  for (const Finding& finding : process.findings)
    remove_clause(text, fmt::format("{}: {}", to_string(finding.metric), finding.reason));
  return text;
}

// Of a process that is listed but does not leak, why not.
std::string reason_clause(const ProcessReport& process, const Finding& finding) {
  std::string why = why_so(process);
  if (why.empty() && process.verdict == Verdict::kSuspect) why = finding.reason;
  return why.empty() ? "" : ": " + printable(why);
}

}  // namespace

std::string plain_name(const ProcessReport& process) {
  const SharedText later =
      process.later_name && *process.later_name != process.name ? *process.later_name : SharedText();
  std::string inside;
  for (const SharedText& word : {process.program.script, later}) {
    if (!word.empty()) inside += printable(word) + ", ";
  }
  return fmt::format("{} ({}PID {}{})", printable(process.name), inside, process.pid, on_host(process));
}

std::string on_host(const ProcessReport& process) {
  return process.host ? " on " + host_name(*process.host) : std::string();
}

std::string on_host(const GroupReport& group) {
  return group.host && *group.host != group.name ? " on " + host_name(*group.host) : std::string();
}

const Finding* main_finding(const ProcessReport& process) {
  const Finding* best = nullptr;
  for (const Finding& finding : process.findings) {
    if (finding.suppressed) continue;
    if (best == nullptr) {
      if (!is_growth(finding)) return &finding;
      best = &finding;
    } else if (is_growth(finding) && finding.verdict == best->verdict && rank(finding) < rank(*best)) {
      best = &finding;
    }
  }
  return best;
}

const Finding* told_finding(const ProcessReport& process) {
  const Finding* main = main_finding(process);
  return main != nullptr || process.findings.empty() ? main : &process.findings.front();
}

std::optional<std::string> growth_in_words(const ProcessReport& process) {
  const Finding* finding = main_finding(process);
  if (finding == nullptr || !is_growth(*finding)) return std::nullopt;
  return fmt::format("grew {} in {}, {}{}", plain_range(finding->first_bytes, finding->last_bytes),
                     plain_duration(finding->window.seconds), plain_rate(finding->slope_bytes_per_second),
                     end_of_growth(process, *finding));
}

std::string plain_sentence(const ProcessReport& process) {
  const Finding* finding = main_finding(process);
  if (finding == nullptr) return fmt::format("{}: {}.", plain_name(process), printable(process.reason));
  const auto growth = growth_in_words(process);
  if (!growth) {
    const std::string why = why_so(process);
    const std::string& told = finding->reason;
    const bool is_told = why.find(told) != std::string::npos || why.empty();
    return fmt::format("{}: {}{}.", plain_name(process), printable(told),
                       is_told ? "" : "; " + printable(why));
  }
  return fmt::format("{}{} {}{}{}.", plain_name(process), subject_of(*finding), *growth,
                     limit_clause(process, *finding), reason_clause(process, *finding));
}

}  // namespace tidemark

#include "analyzer/alerts/status_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/text/plain_amounts.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {
namespace {

double seconds_between(WallTime from, WallTime to) {
  return std::chrono::duration<double>(to - from).count();
}

std::string ago(WallTime time, WallTime now) {
  const double seconds = seconds_between(time, now);
  return seconds < 0.0 ? "in the future, by this machine's clock" : plain_duration(seconds) + " ago";
}

// The judge holds what has stopped at suspect, until it is no longer seen or is given back.
std::string now_text(const ToldAlert& alert) {
  if (alert.alert.verdict == alert.told) return std::string(to_string(alert.told));
  return fmt::format("{}, now {}", to_string(alert.told), to_string(alert.alert.verdict));
}

std::string alert_lines(const ToldAlert& alert, WallTime now) {
  std::string text = wrap(alert.alert.text, fmt::format("{:<9} ", to_string(alert.told)), "          ");
  if (alert.alert.lives.size() > 1)
    text += fmt::format("          and {} of its program\n",
                        count_of(alert.alert.lives.size() - 1, "other process", "other processes"));
  return text +
         wrap(fmt::format("told {}; {}", ago(alert.since, now), now_text(alert)), "          ", "          ");
}

std::string judgement_line(const SpanJudgement& judgement, WallTime now) {
  const std::string span = plain_duration(static_cast<double>(judgement.span.count()));
  std::string text = fmt::format("The last {} were judged {}: {}", span, ago(judgement.judged, now),
                                 count_of(judgement.processes, "process", "processes"));
  if (!judgement.recorded_until) {
    text += ", nothing was recorded";
  } else if (seconds_between(*judgement.recorded_until, judgement.judged) > 600.0) {
    text +=
        fmt::format(", recorded until {}: does tidemark-recorder run?", ago(*judgement.recorded_until, now));
  }
  return wrap(text + '.', "", "  ");
}

// A judgement each hour, and some time for it.
constexpr double kLateSeconds = 2.5 * 3600;

}  // namespace

bool has_judged(const ToldAlerts& told) {
  return std::any_of(told.judgements.begin(), told.judgements.end(),
                     [](const SpanJudgement& judgement) { return judgement.recorded_until.has_value(); });
}

std::string format_status(const ToldAlerts& told, WallTime now) {
  std::string text;
  for (const ToldAlert* alert : worst_first(told)) text += alert_lines(*alert, now) + '\n';
  if (told.alerts.empty())
    text += has_judged(told) ? "Nothing grows that would be told.\n\n"
                             : "Nothing was recorded that could be judged.\n\n";
  WallTime newest{};
  for (const SpanJudgement& judgement : told.judgements) {
    text += judgement_line(judgement, now);
    newest = std::max(newest, judgement.judged);
  }
  if (seconds_between(newest, now) > kLateSeconds)
    text += "That is long ago; for a judgement each hour: systemctl enable --now tidemark-analyze.timer\n";
  return text;
}

}  // namespace tidemark

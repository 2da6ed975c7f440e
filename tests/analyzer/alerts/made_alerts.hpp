#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analyzer/alerts/told_alerts.hpp"

namespace tidemark::testing {

inline WallTime at_minute(int minute) {
  return *parse_rfc3339("2026-11-20T10:00:00Z") + std::chrono::minutes(minute);
}

inline Alert made_alert(const std::string& name, Verdict verdict,
                        const std::vector<std::int64_t>& pids = {42}) {
  Alert alert{
      {"process", name, {}}, verdict, name + " grew.", name + ": details\n", name + " --serve", {}, {}};
  for (const std::int64_t pid : pids) alert.lives.push_back({{}, pid, pid * 100});
  alert.figures = AlertFigures{"rss", 1024.5, 1e6, 5e6, 8e6, 3600.0, at_minute(-30)};
  return alert;
}

// A judgement at this minute of what was recorded until then; what alerts is there.
inline SpanJudgement made_judgement(int minute, std::vector<Alert> alerts,
                                    std::chrono::seconds span = std::chrono::hours(24)) {
  SpanJudgement judgement{.span = span,
                          .judged = at_minute(minute),
                          .recorded_until = at_minute(minute),
                          .verdict = Verdict::kClean,
                          .host = "alpha",
                          .processes = 7,
                          .cpu_seconds = 0.5};
  for (const Alert& alert : alerts) judgement.there.insert(alert.lives.begin(), alert.lives.end());
  judgement.alerts = std::move(alerts);
  return judgement;
}

}  // namespace tidemark::testing

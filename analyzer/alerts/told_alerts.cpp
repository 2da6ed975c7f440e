#include "analyzer/alerts/told_alerts.hpp"

#include <algorithm>
#include <utility>

namespace tidemark {
namespace {

std::vector<SpanJudgement>::iterator find_span(std::vector<SpanJudgement>& judgements,
                                               std::chrono::seconds span) {
  return std::find_if(judgements.begin(), judgements.end(),
                      [&](const SpanJudgement& judgement) { return judgement.span == span; });
}

// Takes the processes that are gone out of what another span showed.
void drop_gone(const std::set<LifeIdentity>& there, std::vector<Alert>& alerts) {
  std::erase_if(alerts, [&](Alert& alert) {
    if (alert.lives.empty()) return false;
    std::erase_if(alert.lives, [&](const LifeIdentity& life) { return !there.contains(life); });
    return alert.lives.empty();
  });
}

// Adds what was seen before and could not be looked at again.
void keep_unseen(const std::vector<Alert>& before, std::vector<Alert>& alerts) {
  for (const Alert& old : before) {
    if (std::none_of(alerts.begin(), alerts.end(), [&](const Alert& alert) { return alert.key == old.key; }))
      alerts.push_back(old);
  }
}

// Puts a judgement in the place of the last one of its span. Returns whether it may change what is told.
bool put_in_place(SpanJudgement judgement, std::vector<SpanJudgement>& judgements) {
  const auto last = find_span(judgements, judgement.span);
  const bool is_first = last == judgements.end();
  if (!judgement.recorded_until || (!is_first && judgement.recorded_until <= last->recorded_until)) {
    if (is_first) {
      judgements.push_back(std::move(judgement));
    } else {
      last->judged = judgement.judged;
      last->cpu_seconds = judgement.cpu_seconds;
    }
    return false;
  }
  const std::set<LifeIdentity> there = std::exchange(judgement.there, {});
  for (SpanJudgement& other : judgements) {
    if (other.span != judgement.span && judgement.is_complete &&
        other.recorded_until < judgement.recorded_until)
      drop_gone(there, other.alerts);
  }
  if (is_first) {
    judgements.push_back(std::move(judgement));
  } else {
    if (!judgement.is_complete) keep_unseen(last->alerts, judgement.alerts);
    *last = std::move(judgement);
  }
  return true;
}

// Returns what all spans show, each key as the worst of them has it, of equal ones the shortest span.
std::map<AlertKey, Alert> shown_by(const std::vector<SpanJudgement>& judgements) {
  std::map<AlertKey, Alert> shown;
  for (const SpanJudgement& judgement : judgements) {
    for (const Alert& alert : judgement.alerts) {
      const auto [place, is_new] = shown.try_emplace(alert.key, alert);
      if (!is_new && alert.verdict > place->second.verdict) place->second = alert;
    }
  }
  return shown;
}

void sort_by_span(std::vector<SpanJudgement>& judgements) {
  std::sort(judgements.begin(), judgements.end(),
            [](const SpanJudgement& one, const SpanJudgement& other) { return one.span < other.span; });
}

}  // namespace

std::string_view to_string(News news) {
  switch (news) {
    case News::kNew:
      return "new";
    case News::kWorse:
      return "worse";
    case News::kGone:
      return "gone";
  }
  return "unknown";
}

std::vector<AlertChange> take_in(SpanJudgement judgement, const FailRule& rule, ToldAlerts& told) {
  const WallTime now = judgement.judged;
  const bool counts = put_in_place(std::move(judgement), told.judgements);
  sort_by_span(told.judgements);
  if (!counts) return {};
  std::vector<AlertChange> changes;
  std::map<AlertKey, Alert> shown = shown_by(told.judgements);
  for (auto& [key, alert] : shown) {
    const auto before = told.alerts.find(key);
    if (before != told.alerts.end()) {
      if (rule.fails(alert.verdict) && alert.verdict > before->second.told) {
        changes.push_back({News::kWorse, alert});
        before->second.told = alert.verdict;
      }
      before->second.alert = alert;
    } else if (rule.fails(alert.verdict)) {
      changes.push_back({News::kNew, alert});
      told.alerts.emplace(key, ToldAlert{alert, alert.verdict, now});
    }
  }
  std::stable_sort(changes.begin(), changes.end(), [](const AlertChange& one, const AlertChange& other) {
    return one.alert.verdict > other.alert.verdict;
  });
  std::erase_if(told.alerts, [&](const auto& entry) {
    if (shown.contains(entry.first)) return false;
    changes.push_back({News::kGone, entry.second.alert});
    return true;
  });
  if (!changes.empty()) ++told.events;
  return changes;
}

void keep_spans(std::span<const std::chrono::seconds> spans, ToldAlerts& told) {
  std::erase_if(told.judgements, [&](const SpanJudgement& judgement) {
    return std::find(spans.begin(), spans.end(), judgement.span) == spans.end();
  });
}

const SpanJudgement* find_judgement(const ToldAlerts& told, std::chrono::seconds span) {
  const auto found = std::find_if(told.judgements.begin(), told.judgements.end(),
                                  [&](const SpanJudgement& judgement) { return judgement.span == span; });
  return found == told.judgements.end() ? nullptr : &*found;
}

std::vector<const ToldAlert*> worst_first(const ToldAlerts& told) {
  std::vector<const ToldAlert*> sorted;
  for (const auto& [key, alert] : told.alerts) sorted.push_back(&alert);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const ToldAlert* one, const ToldAlert* other) { return one->told > other->told; });
  return sorted;
}

}  // namespace tidemark

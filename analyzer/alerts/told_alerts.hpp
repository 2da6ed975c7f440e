#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/alerts/alert.hpp"
#include "analyzer/alerts/span_judgement.hpp"
#include "analyzer/reports/fail_rule.hpp"

namespace tidemark {

// What was told and is not gone.
struct ToldAlert {
  Alert alert;                    // as it was last seen
  Verdict told = Verdict::kLeak;  // the worst that was told
  WallTime since{};               // of the first telling
  bool operator==(const ToldAlert&) const = default;
};

// What is remembered from judgement to judgement.
struct ToldAlerts {
  std::vector<SpanJudgement> judgements;  // the last of each span, the shortest first; `there` is not kept
  std::map<AlertKey, ToldAlert> alerts;
  std::uint64_t events = 0;  // how often something was told
};

enum class News { kNew, kWorse, kGone };

// Returns new, worse, gone.
[[nodiscard]] std::string_view to_string(News news);

struct AlertChange {
  News news;
  Alert alert;  // of what is gone, as it was last seen
};

// Takes in a judgement, and returns what there is to tell by it, the worst first, what is gone last.
//
// An alert is told when the rule fails it for the first time, and again when its verdict is worse than any that was told. It
// is gone when no span shows it any more, not even as suspect: what pauses is not told anew when it goes on. What
// another span has shown of processes counts while one of them is there.
// A judgement of nothing newer than the one before it in its span changes nothing, and what was not complete makes nothing gone.
[[nodiscard]] std::vector<AlertChange> take_in(SpanJudgement judgement, const FailRule& rule,
                                               ToldAlerts& told);

// Forgets judgements of other spans: they are not made any more.
void keep_spans(std::span<const std::chrono::seconds> spans, ToldAlerts& told);

// Returns the last judgement of a span; null where there is none.
[[nodiscard]] const SpanJudgement* find_judgement(const ToldAlerts& told, std::chrono::seconds span);

// Returns what was told and is not gone, the worst first.
[[nodiscard]] std::vector<const ToldAlert*> worst_first(const ToldAlerts& told);

}  // namespace tidemark

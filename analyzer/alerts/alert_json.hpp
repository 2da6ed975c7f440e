#pragma once

#include <span>
#include <stdexcept>
#include <string>

#include "analyzer/alerts/told_alerts.hpp"

namespace tidemark {

// Returns what a hook reads on its standard input: a JSON object on one line, format tidemark-alerts, version 1. Its
// subject and its text say it all for people.
[[nodiscard]] std::string format_event(const SpanJudgement& judgement, std::span<const AlertChange> changes);

// Returns a change in a sentence: "new: server (PID 42) grew ...", "gone: server grows no more".
[[nodiscard]] std::string change_text(const AlertChange& change);

// Returns all that is remembered, format tidemark-told, version 1.
[[nodiscard]] std::string format_told(const ToldAlerts& told);

// A text that is not what was written.
class MisfitTold : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Returns the same of its text. Throws MisfitTold where it is none.
[[nodiscard]] ToldAlerts parse_told(const std::string& text);

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace tidemark {

// What came of a suppression rule in a report.
struct RuleUse {
  std::string place;                   // "FILE: [NAME]"
  std::optional<std::string> group;    // the kind of groups that it is for; absent for processes
  bool has_test = false;               // it is for what tests keep
  std::optional<std::string> expired;  // the date after which it was not applied
  std::size_t fitting = 0;             // processes or groups that it is for
  bool is_used = false;
  std::string too_fast;  // the first growth that was faster than it accepts, in words

  bool operator==(const RuleUse&) const = default;

  // Adds what came of the same rule for others.
  void add(const RuleUse& other);
  // Returns what the keeper of the rules should know of this one; empty where there is nothing.
  [[nodiscard]] std::string note() const;
};

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/findings/finding.hpp"
#include "analyzer/judge/suppressions/rule_use.hpp"
#include "analyzer/judge/suppressions/suppression_rules.hpp"

namespace tidemark {

// A suppression rule in use: it is asked about the processes or groups of a report, and keeps what came of it.
class RuleInUse {
 public:
  // The facts of a process, or of a group, that a rule depends on.
  struct Process {
    const std::string& name;
    const std::optional<std::string>& command;  // absent of a group
    std::int64_t pid;
    std::string_view group = {};  // its kind; empty of a process
  };

  // rule  must outlive this
  // now   a rule that expires before it accepts nothing; absent where it is not known
  RuleInUse(const SuppressionRule& rule, const std::optional<WallTime>& now)
      : rule_(rule), is_expired_(rule.expires_before && now && *now >= *rule.expires_before) {}

  // Returns whether the rule is for this process or group. To be called once for each.
  [[nodiscard]] bool applies_to(const Process& process);
  // Returns whether the rule accepts a finding of what it applies to.
  [[nodiscard]] bool accepts(const Process& process, const Finding& finding);

  // Returns whether it accepts what a marked test keeps of such a process.
  [[nodiscard]] bool accepts_test(std::string_view test);

  // Returns the mark of a finding that the rule accepts.
  [[nodiscard]] Suppression suppression() const;
  // Returns what came of the rule.
  [[nodiscard]] RuleUse use() const;

 private:
  const SuppressionRule& rule_;
  bool is_expired_;
  bool is_used_ = false;
  std::size_t fitting_ = 0;  // processes or groups
  std::string too_fast_;     // the first growth that was faster than it accepts
};

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "analyzer/findings/finding.hpp"
#include "analyzer/judge/suppressions/suppression_rules.hpp"

namespace tidemark {

// A suppression rule in use: it is asked about the processes of a report, and keeps what came of it.
class RuleInUse {
 public:
  // The facts of a process that a rule depends on.
  struct Process {
    const std::string& name;
    const std::optional<std::string>& command;
    std::int64_t pid;
  };

  // rule  must outlive this
  // now   a rule that expires before it accepts nothing; absent where it is not known
  RuleInUse(const SuppressionRule& rule, const std::optional<WallTime>& now)
      : rule_(rule), is_expired_(rule.expires_before && now && *now >= *rule.expires_before) {}

  // Returns whether the rule is for this process. To be called once for each process.
  [[nodiscard]] bool applies_to(const Process& process);
  // Returns whether the rule accepts a finding of a process that it applies to.
  [[nodiscard]] bool accepts(const Process& process, const Finding& finding);

  // Returns the mark of a finding that the rule accepts.
  [[nodiscard]] Suppression suppression() const;
  // Returns what the keeper of the rules should know of this one; empty where there is nothing.
  [[nodiscard]] std::string note() const;

 private:
  const SuppressionRule& rule_;
  bool is_expired_;
  bool is_used_ = false;
  std::size_t processes_ = 0;  // that it fits
  std::string too_fast_;       // the first growth that was faster than it accepts
};

}  // namespace tidemark

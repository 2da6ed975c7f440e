#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "analyzer/findings/finding.hpp"
#include "analyzer/judge/suppressions/suppression_rules.hpp"

namespace tidemark {

// A suppression rule and what came of it while the processes of a report were held against it.
class RuleInUse {
 public:
  // What a rule is told of a process.
  struct Process {
    const std::string& name;
    const std::optional<std::string>& command;
    std::int64_t pid;
  };

  // rule  must outlive this
  // now   a rule that expires before it accepts nothing; absent where that is not known
  RuleInUse(const SuppressionRule& rule, const std::optional<WallTime>& now)
      : rule_(rule), is_expired_(rule.expires_before && now && *now >= *rule.expires_before) {}

  // Whether the rule is for this process. To be asked once for each.
  [[nodiscard]] bool applies_to(const Process& process);
  // Whether it accepts what was found of a process that it applies to.
  [[nodiscard]] bool accepts(const Process& process, const Finding& finding);

  // Returns what stands in a finding that it accepts.
  [[nodiscard]] Suppression suppression() const;
  // Returns what whoever keeps the rules should know of this one; empty where there is nothing.
  [[nodiscard]] std::string note() const;

 private:
  const SuppressionRule& rule_;
  bool is_expired_;
  bool is_used_ = false;
  std::size_t processes_ = 0;  // that it fits
  std::string too_fast_;       // the first growth that was faster than it accepts
};

}  // namespace tidemark

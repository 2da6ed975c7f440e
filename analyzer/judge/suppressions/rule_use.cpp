#include "analyzer/judge/suppressions/rule_use.hpp"

#include <fmt/core.h>

#include "analyzer/text/text_lines.hpp"

namespace tidemark {

void RuleUse::add(const RuleUse& other) {
  fitting += other.fitting;
  is_used = is_used || other.is_used;
  if (!expired) expired = other.expired;
  if (too_fast.empty() || (!other.too_fast.empty() && other.too_fast < too_fast)) too_fast = other.too_fast;
}

std::string RuleUse::note() const {
  const std::string matched = group ? count_of(fitting, *group + " that grows", "groups that grow")
                                    : count_of(fitting, "process", "processes");
  if (expired)
    return fmt::format("{} expired after {} and was not applied; it matches {}", place, *expired, matched);
  if (fitting == 0) {
    return place +
           (group ? fmt::format(" matches no {} that grows", *group) : " matches no process that was judged");
  }
  if (!too_fast.empty()) return fmt::format("{} does not accept {}", place, too_fast);
  if (has_test && !is_used) return place + " matches no test that keeps memory there";
  return is_used ? "" : fmt::format("{} matches {}, and nothing of it grows", place, matched);
}

}  // namespace tidemark

#include "analyzer/reports/text/finding_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/text/plain_amounts.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {

std::string range_text(const Finding& finding) {
  return fmt::format("{} -> {}", format_size(finding.first_bytes), format_size(finding.last_bytes));
}

std::string worth_text(double detectable_bytes_per_second) {
  return fmt::format("growth of {} or more would have been told of", plain_rate(detectable_bytes_per_second));
}

std::string hourly_text(double bytes_per_second) {
  return fmt::format("{}{}", bytes_per_second > 0 ? "+" : "", format_size(bytes_per_second * 3600.0));
}

std::string window_text(const Finding& finding) {
  return fmt::format("{} from {}", count_of(finding.window.samples, "sample", "samples"),
                     format_rfc3339(finding.window.start));
}

std::string slope_interval_text(const Finding& finding) {
  if (!finding.slope_low || !finding.slope_high) return {};
  return fmt::format("{} to {} an hour (95 %)", format_amount(finding.metric, *finding.slope_low * 3600.0),
                     format_amount(finding.metric, *finding.slope_high * 3600.0));
}

std::string chance_text(const Finding& finding) {
  constexpr double kLeastShown = 1e-99;
  if (!finding.p_value) return {};
  return *finding.p_value < kLeastShown ? "p < 1e-99" : fmt::format("p {:.1g}", *finding.p_value);
}

std::string limit_interval_text(const Finding& finding) {
  if (!finding.soonest_to_limit) return {};
  if (!finding.latest_to_limit) return format_seconds(*finding.soonest_to_limit) + " or later";
  return fmt::format("{} to {}", format_seconds(*finding.soonest_to_limit),
                     format_seconds(*finding.latest_to_limit));
}

std::string cause_text(const Finding& finding) {
  return finding.cause ? fmt::format("{}: {}", *finding.cause, *finding.cause_reason) : std::string();
}

std::string marked_tests_text(const Finding& finding) {
  constexpr std::size_t kMostShown = 3;
  constexpr std::size_t kNameWidth = 60;
  const std::size_t shown = std::min(kMostShown, finding.marked_tests.size());
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    text.append(i == 0 ? "" : ", ").append(shorten(finding.marked_tests[i], kNameWidth));
  }
  if (finding.marked_tests.size() > shown) {
    text += fmt::format(" and {}", count_of(finding.marked_tests.size() - shown, "more test", "more tests"));
  }
  return text;
}

std::string suppression_text(const Finding& finding) {
  if (!finding.suppressed) return {};
  const Suppression& rule = *finding.suppressed;
  std::string text = fmt::format("[{}] accepts it: {}", rule.rule, rule.reason);
  if (rule.most_bytes_per_hour)
    text += fmt::format("; up to {} an hour", format_size(*rule.most_bytes_per_hour));
  if (rule.expires) text += fmt::format("; until {}", *rule.expires);
  return fmt::format("{}; without it {}: {}", text, to_string(finding.verdict), finding.reason);
}

}  // namespace tidemark

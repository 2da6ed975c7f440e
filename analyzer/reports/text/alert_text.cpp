#include "analyzer/reports/text/alert_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/reports/text/finding_text.hpp"
#include "analyzer/reports/text/next_step.hpp"
#include "analyzer/reports/text/plain_sentence.hpp"
#include "analyzer/reports/text/touch_text.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

// A recorded command line may take 4 KiB.
constexpr std::size_t kCommandWidth = 300;

std::string growth_text(const Finding& finding) {
  std::string text =
      fmt::format("{} {} within {}, {} an hour", to_string(finding.metric), range_text(finding),
                  format_seconds(finding.window.seconds), hourly_text(finding.slope_bytes_per_second));
  const std::string interval = slope_interval_text(finding);
  if (!interval.empty()) text += "; " + interval;
  if (finding.r_squared) text += fmt::format("; R^2 {:.3f}", *finding.r_squared);
  if (finding.p_value) text += "; " + chance_text(finding);
  return text + "; " + window_text(finding);
}

std::string limit_text(const Finding& finding) {
  if (!finding.limit_bytes || !finding.seconds_to_limit) return {};
  std::string text = fmt::format("{}, at this rate in {}", format_size(*finding.limit_bytes),
                                 format_seconds(*finding.seconds_to_limit));
  const std::string interval = limit_interval_text(finding);
  return interval.empty() ? text : fmt::format("{} ({})", text, interval);
}

// Returns all findings but that one, in a few words each.
std::string others_text(const ProcessReport& process, const Finding* told) {
  std::string text;
  for (const Finding& finding : process.findings) {
    if (&finding == told) continue;
    text +=
        fmt::format("{}{} by {}: {}, {} an hour{}", text.empty() ? "" : "; ", to_string(finding.metric),
                    finding.detector, to_string(finding.verdict), hourly_text(finding.slope_bytes_per_second),
                    finding.suppressed ? ", suppressed" : "");
  }
  return text;
}

std::string seen_text(const ProcessReport& process) {
  if (!process.started || !process.ended) return {};
  return fmt::format("{} to {}, {}", format_rfc3339(*process.started), format_rfc3339(*process.ended),
                     count_of(process.samples, "sample", "samples"));
}

// What can be read without statistics.
void add_plain_facts(const Finding& finding, std::vector<AlertFact>& facts) {
  facts.push_back({"memory", cause_text(finding)});
  facts.push_back({"mostly during", marked_tests_text(finding)});
  for (const Symptom& symptom : finding.symptoms) facts.push_back({"meanwhile", symptom.text});
  facts.push_back({"suppressed", suppression_text(finding)});
}

}  // namespace

bool is_listed(const ProcessReport& process) {
  return process.verdict >= Verdict::kSuspect || process.suppressed ||
         std::any_of(process.findings.begin(), process.findings.end(),
                     [](const Finding& finding) { return finding.suppressed.has_value(); });
}

std::string alert_headline(const ProcessReport& process) {
  return fmt::format("{}: {}", plain_name(process), to_string(process.verdict));
}

std::vector<AlertFact> alert_facts(const ProcessReport& process) {
  std::vector<AlertFact> facts;
  if (main_finding(process) != nullptr) facts.push_back({"what", plain_sentence(process)});
  if (const Finding* finding = finding_with_touches(process.findings))
    facts.push_back({std::string(touched_in_words(*finding)), touch_lines(*finding, 1).front()});
  const Finding* const told = told_finding(process);
  if (told != nullptr) add_plain_facts(*told, facts);
  if (const auto step = next_step(process)) {
    facts.push_back({"next step", step->advice});
    for (const std::string& command : step->commands) facts.push_back({"try", command, true});
  }
  facts.push_back({"why", process.reason});
  if (told != nullptr) {
    facts.push_back({"figures", growth_text(*told)});
    facts.push_back({"limit", limit_text(*told)});
  }
  facts.push_back({"command", shorten_middle(process.command.value_or(""), kCommandWidth), true});
  facts.push_back({"seen", seen_text(process)});
  facts.push_back({"further findings", others_text(process, told)});
  std::erase_if(facts, [](const AlertFact& fact) { return fact.text.empty(); });
  for (AlertFact& fact : facts) fact.text = printable(fact.text);
  return facts;
}

std::string alert_text(const ProcessReport& process, std::size_t most_lines) {
  std::string text = wrap(alert_headline(process), "", "    ");
  for (const AlertFact& fact : alert_facts(process)) {
    text += fact.is_code ? fmt::format("{}: {}\n", fact.label, fact.text)
                         : wrap(fact.text, fact.label + ": ", "    ");
  }
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (lines <= most_lines) return text;
  std::size_t end = 0;
  for (std::size_t line = 1; line < most_lines; ++line) end = text.find('\n', end) + 1;
  return text.substr(0, end) +
         fmt::format("({} more lines in the text and JSON reports)\n", lines - most_lines + 1);
}

}  // namespace tidemark

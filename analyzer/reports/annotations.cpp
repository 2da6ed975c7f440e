#include "analyzer/reports/annotations.hpp"

#include <fmt/core.h>

#include <vector>

#include "analyzer/reports/text/alert_text.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostAnnotations = 10;
constexpr std::size_t kMostLines = 20;

// Escapes text as the runner expects it: a percent sign and line ends in a message, and in a property also
// what delimits one.
std::string escape(std::string_view text, std::string_view also) {
  std::string escaped;
  for (const char character : text) {
    const bool is_special = character == '%' || character == '\r' || character == '\n' ||
                            also.find(character) != std::string_view::npos;
    escaped += is_special ? fmt::format("%{:02X}", static_cast<unsigned char>(character))
                          : std::string(1, character);
  }
  return escaped;
}

std::string command(std::string_view level, std::string_view title, std::string_view message) {
  return fmt::format("::{} title={}::{}\n", level, escape(title, ":,"), escape(message, ""));
}

}  // namespace

std::string format_github_annotations(const Report& report, const FailRule& fail_rule) {
  std::vector<const ProcessReport*> growing;
  for (const ProcessReport& process : report.processes) {
    if (process.verdict >= Verdict::kSuspect) growing.push_back(&process);
  }
  const bool is_cut = growing.size() > kMostAnnotations;
  const std::size_t shown = is_cut ? kMostAnnotations - 1 : growing.size();
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    text += command(fail_rule.fails(growing[i]->verdict) ? "error" : "warning",
                    "Tidemark: " + alert_headline(*growing[i]), alert_text(*growing[i], kMostLines));
  }
  if (is_cut) {
    const bool any_fails = fail_rule.fails(growing[shown]->verdict);
    text += command(any_fails ? "error" : "warning", "Tidemark",
                    fmt::format("{} more processes grow; the report has them", growing.size() - shown));
  }
  return text;
}

}  // namespace tidemark

#include "analyzer/reports/annotations.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analyzer/reports/text/alert_text.hpp"
#include "analyzer/reports/text/plain_sentence.hpp"
#include "analyzer/reports/text/suspect_jobs.hpp"
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

// Azure's runner, and GitHub's of old, look for their commands anywhere in a line.
std::string command(std::string_view level, std::string_view title, std::string_view message) {
  return fmt::format("::{} title={}::{}\n", level, escape(disarm_ci_commands(title), ":,"),
                     escape(disarm_ci_commands(message), ""));
}

struct Annotation {
  Verdict verdict;
  std::string title;
  std::string message;
};

// Returns what grows, processes and groups, the worst first; suspect jobs only where they fail the run.
std::vector<Annotation> annotations_of(const Report& report, const FailRule& fail_rule) {
  std::vector<Annotation> annotations;
  for (const ProcessReport& process : report.processes) {
    if (process.verdict < Verdict::kSuspect) continue;
    if (is_suspect_job(process) && !fail_rule.fails(process.verdict)) continue;
    annotations.push_back({process.verdict, alert_headline(process), alert_text(process, kMostLines)});
  }
  for (const GroupReport& group : report.groups) {
    if (group.verdict < Verdict::kSuspect) continue;
    annotations.push_back({group.verdict,
                           printable(fmt::format("the {} {}{}: {}", group.kind, group.name, on_host(group),
                                                 to_string(group.verdict))),
                           printable(group.reason)});
  }
  std::stable_sort(
      annotations.begin(), annotations.end(),
      [](const Annotation& one, const Annotation& other) { return one.verdict > other.verdict; });
  return annotations;
}

}  // namespace

std::string format_github_annotations(const Report& report, const FailRule& fail_rule) {
  const std::vector<Annotation> annotations = annotations_of(report, fail_rule);
  const auto level = [&](const Annotation& annotation) {
    return fail_rule.fails(annotation.verdict) ? "error" : "warning";
  };
  const bool is_cut = annotations.size() > kMostAnnotations;
  const std::size_t shown = is_cut ? kMostAnnotations - 1 : annotations.size();
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    text += command(level(annotations[i]), "Tidemark: " + annotations[i].title, annotations[i].message);
  }
  if (is_cut) {
    text += command(level(annotations[shown]), "Tidemark",
                    fmt::format("{} more grow; the report has them", annotations.size() - shown));
  }
  return text;
}

}  // namespace tidemark

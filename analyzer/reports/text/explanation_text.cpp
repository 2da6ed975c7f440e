#include "analyzer/reports/text/explanation_text.hpp"

#include <fmt/core.h>

#include <vector>

#include "analyzer/reports/text/finding_text.hpp"
#include "analyzer/reports/text/plain_sentence.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

// What weighs less than half a per cent is left out.
std::string shapes_text(const std::vector<ShapeWeight>& shapes) {
  constexpr double kLeast = 0.005;
  std::string text = "the window's shape, by weight:";
  const char* separator = " ";
  for (const ShapeWeight& shape : shapes) {
    if (shape.weight < kLeast) break;
    text += fmt::format("{}{} {:.0f} %", separator, shape.shape, 100.0 * shape.weight);
    separator = ", ";
  }
  return text;
}

}  // namespace

std::string explanation_text(const ProcessReport& process) {
  std::string lines =
      fmt::format("\n{} {}{}: {}; {}\n", printable(process.name), process.pid, on_host(process),
                  to_string(process.verdict),
                  process.samples == 1 ? "1 sample" : fmt::format("{} samples", process.samples));
  lines += wrap(process.reason, "  ", "  ");
  if (process.detectable_bytes_per_second) {
    lines += wrap(worth_text(*process.detectable_bytes_per_second), "  ", "  ");
  }
  for (const Finding& finding : process.looked_at) {
    lines += fmt::format("  {} by {}: {}\n", to_string(finding.metric), finding.detector,
                         to_string(finding.verdict));
    lines += wrap(finding.reason, "    ", "    ");
    if (finding.cause)
      lines += wrap(fmt::format("{}: {}", *finding.cause, *finding.cause_reason), "    ", "    ");
    for (const Symptom& symptom : finding.symptoms) lines += wrap(symptom.text, "    ", "    ");
    for (const AskedRule& asked : finding.rules) {
      const std::string figures = fmt::format("    {} {:<18} {:>12.4g} against {:>10.4g}  ",
                                              asked.passed ? "+" : "-", asked.rule, asked.value, asked.bound);
      lines += wrap(asked.figure, figures, std::string(figures.size(), ' '));
    }
    if (!finding.shapes.empty()) lines += wrap(shapes_text(finding.shapes), "    ", "      ");
  }
  return lines;
}

}  // namespace tidemark

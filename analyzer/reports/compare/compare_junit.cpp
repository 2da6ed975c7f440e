#include <fmt/core.h>

#include "analyzer/reports/compare/compare_report.hpp"
#include "analyzer/reports/compare/compare_words.hpp"
#include "analyzer/text/junit_text.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kProgramClass = "tidemark.compare";
constexpr std::string_view kGroupClass = "tidemark.compare.group";

struct Cases {
  std::size_t all = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
  std::string xml;

  // text  the whole of what is to be said
  void add(std::string_view class_name, const std::string& name, Change change, const std::string& reason,
           const std::string& text) {
    ++all;
    std::string content;
    if (is_worse(change)) {
      ++failed;
      content = junit_outcome("failure", to_string(change),
                              fmt::format("{}: {}; {}", name, to_string(change), reason), text);
    } else if (change == Change::kNotJudged) {
      ++skipped;
      content = junit_outcome("skipped", to_string(change), reason, reason);
    } else if (change != Change::kSame) {
      content = junit_output(text);
    }
    xml += junit_case(class_name, name, content);
  }
};

std::string text_of(const ProgramComparison& program) {
  std::string text =
      fmt::format("{}: {}\n{}\n", describe(program.program), to_string(program.change), program.reason);
  if (const MetricChange* metric = told_metric(program)) {
    text += fmt::format("{} at the end: {}\n{} an hour: {}\n", to_string(metric->metric), level_text(*metric),
                        to_string(metric->metric), slope_text(*metric));
  }
  return text;
}

}  // namespace

std::string format_comparison_junit(const Comparison& comparison) {
  Cases cases;
  for (const ProgramComparison& program : comparison.programs)
    cases.add(kProgramClass, describe(program.program), program.change, program.reason, text_of(program));
  for (const GroupComparison& group : comparison.groups)
    cases.add(kGroupClass, describe(group.group), group.change, group.reason, group.reason);
  std::string properties = junit_property("worse", comparison.is_worse ? "true" : "false");
  for (const std::string& source : comparison.base_sources) properties += junit_property("base", source);
  properties += junit_property("new", comparison.new_source);
  const std::string counts = junit_counts(cases.all, cases.failed, 0);
  return junit_document(counts, fmt::format("  <testsuite name=\"tidemark compare\" {} skipped=\"{}\">\n    "
                                            "<properties>\n{}    </properties>\n{}  </testsuite>\n",
                                            counts, cases.skipped, properties, cases.xml));
}

}  // namespace tidemark

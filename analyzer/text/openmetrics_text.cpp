#include "analyzer/text/openmetrics_text.hpp"

#include <fmt/core.h>

#include "common/text.hpp"

namespace tidemark {
namespace {

// Returns the value between its quotation marks.
std::string quote(std::string_view value) {
  std::string quoted;
  for (const char character : disarm_ci_commands('"' + printable(value)).substr(1)) {
    if (character == '\\' || character == '"') quoted += '\\';
    quoted += character;
  }
  return '"' + quoted + '"';
}

}  // namespace

MetricFamily::MetricFamily(std::string_view name, std::string_view unit, std::string_view help)
    : name_(name) {
  text_ = fmt::format("# TYPE {} gauge\n", name);
  if (!unit.empty()) text_ += fmt::format("# UNIT {} {}\n", name, unit);
  text_ += fmt::format("# HELP {} {}\n", name, help);
}

void MetricFamily::add(const MetricLabels& labels, std::optional<double> value) {
  if (!value) return;
  has_samples_ = true;
  text_ += name_;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    text_ += fmt::format("{}{}={}", i == 0 ? "{" : ",", labels[i].name, quote(labels[i].value));
  }
  text_ += fmt::format("{}{:.15g}\n", labels.empty() ? " " : "} ", *value);
}

}  // namespace tidemark

#include "analyzer/lives/process_pattern.hpp"

#include <fmt/core.h>

#include "common/error.hpp"

namespace tidemark {

std::regex compile_regex(std::string_view where, const std::string& expression) {
  try {
    return std::regex(expression, std::regex::ECMAScript | std::regex::optimize);
  } catch (const std::regex_error& error) {
    throw UserError(fmt::format("{}: '{}' is not a regular expression: {}", where, expression, error.what()));
  }
}

ProcessPattern::ProcessPattern(std::string_view setting, const std::optional<std::string>& expression) {
  if (expression) regex_ = compile_regex(setting, *expression);
}

bool ProcessPattern::fits(const std::string& name, const std::optional<std::string>& command) const {
  return !regex_ || std::regex_search(name, *regex_) || (command && std::regex_search(*command, *regex_));
}

}  // namespace tidemark

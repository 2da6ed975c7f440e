#include "analyzer/lives/process_pattern.hpp"

namespace tidemark {

ProcessPattern::ProcessPattern(std::string_view setting, const std::optional<std::string>& expression) {
  if (expression) pattern_.emplace(setting, *expression);
}

bool ProcessPattern::fits(const std::string& name, const std::optional<std::string>& command) const {
  return !pattern_ || pattern_->is_found_in(name) || (command && pattern_->is_found_in(*command));
}

}  // namespace tidemark

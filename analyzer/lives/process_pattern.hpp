#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/pattern.hpp"

namespace tidemark {

// Chooses processes by a regular expression that is found in their name or their command line.
class ProcessPattern {
 public:
  // expression  absent: the pattern fits every process
  // Throws      as Pattern
  ProcessPattern(std::string_view setting, const std::optional<std::string>& expression);

  [[nodiscard]] bool is_given() const { return pattern_.has_value(); }
  // command  as it is printed; absent where it is not known
  [[nodiscard]] bool fits(const std::string& name, const std::optional<std::string>& command) const;

 private:
  std::optional<Pattern> pattern_;
};

}  // namespace tidemark

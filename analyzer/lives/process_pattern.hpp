#pragma once

#include <optional>
#include <regex>
#include <string>
#include <string_view>

namespace tidemark {

// Returns the compiled expression. Throws UserError "WHERE: 'EXPRESSION' is not a regular expression: CAUSE".
[[nodiscard]] std::regex compile_regex(std::string_view where, const std::string& expression);

// Chooses processes by a regular expression that is found in their name or their command line.
class ProcessPattern {
 public:
  // expression  absent: the pattern fits every process
  // Throws      as compile_regex
  ProcessPattern(std::string_view setting, const std::optional<std::string>& expression);

  [[nodiscard]] bool is_given() const { return regex_.has_value(); }
  // command  as it is printed; absent where it is not known
  [[nodiscard]] bool fits(const std::string& name, const std::optional<std::string>& command) const;

 private:
  std::optional<std::regex> regex_;
};

}  // namespace tidemark

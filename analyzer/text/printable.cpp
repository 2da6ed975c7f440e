#include "analyzer/text/printable.hpp"

#include <nlohmann/json.hpp>

namespace tidemark {

std::optional<std::string> printable_command(const std::optional<std::string>& json_array) {
  if (!json_array) return std::nullopt;
  const auto arguments = nlohmann::json::parse(*json_array, nullptr, false);
  if (!arguments.is_array()) return printable(*json_array);
  std::string line;
  for (const auto& argument : arguments) {
    if (!line.empty()) line += ' ';
    line += printable(argument.is_string() ? argument.get<std::string>() : argument.dump());
  }
  return line;
}

}  // namespace tidemark

#include "analyzer/text/printable.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/text.hpp"

namespace tidemark {

std::string printable(std::string_view text) {
  // Piece by piece, for escape_name would double the backslashes of the escapes that are there.
  std::string result;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\\', begin), text.size());
    if (begin > 0) result += '\\';
    result += escape_name(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return result;
}

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

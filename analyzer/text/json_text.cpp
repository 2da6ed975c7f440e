#include "analyzer/text/json_text.hpp"

namespace tidemark {

std::string disarm_json(std::string json) {
  // The sign stands in strings alone.
  for (std::size_t at = json.find("##"); at != std::string::npos; at = json.find("##", at))
    json.replace(at, 1, "\\u0023");
  return json;
}

}  // namespace tidemark

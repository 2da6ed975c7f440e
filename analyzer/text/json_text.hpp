#pragma once

#include <string>

namespace tidemark {

// Returns the text of a JSON value, which means what it meant, without what a CI service's runner takes for a command
// where it goes to standard output: of each "##" one sign becomes \u0023.
[[nodiscard]] std::string disarm_json(std::string json);

}  // namespace tidemark

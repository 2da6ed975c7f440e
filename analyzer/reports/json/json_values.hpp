#pragma once

#include <chrono>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "analyzer/findings/verdict.hpp"
#include "analyzer/text/shared_text.hpp"
#include "common/rfc3339.hpp"

namespace tidemark {

using Json = nlohmann::ordered_json;

// Texts that findings refer to, where these were read.
using TextPool = std::set<std::string, std::less<>>;

// A value that a report cannot have. Its text says which and why.
class MisfitReport : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Values of reports; unknown is null.
[[nodiscard]] inline Json to_json(const std::optional<WallTime>& time) {
  return time ? Json(format_rfc3339(*time)) : Json();
}
[[nodiscard]] inline Json to_json(const std::optional<SharedText>& text) {
  return text ? Json(text->str()) : Json();
}
[[nodiscard]] inline Json to_json(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json();
}
[[nodiscard]] inline Json to_json(const std::optional<double>& number) {
  return number ? Json(*number) : Json();
}
[[nodiscard]] inline Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }
[[nodiscard]] Json to_seconds(const std::optional<std::chrono::nanoseconds>& time);
[[nodiscard]] Json whole_bytes(const std::optional<double>& bytes);

// The same backwards. Throw MisfitReport, or what nlohmann's values throw, for others.
[[nodiscard]] Verdict parse_verdict(const Json& json);
[[nodiscard]] std::optional<WallTime> parse_time(const Json& json);
[[nodiscard]] std::optional<std::string> parse_text(const Json& json);
[[nodiscard]] std::optional<double> parse_number(const Json& json);
// Returns a number of things, of 10^15 at most.
[[nodiscard]] std::size_t parse_count(const Json& json);
// Returns an empty text for null.
[[nodiscard]] std::string parse_text_or_empty(const Json& json);

}  // namespace tidemark

#include "analyzer/reports/json/json_values.hpp"

#include <cmath>
#include <cstdint>

#include "analyzer/judge/hosts/verdict_counts.hpp"

namespace tidemark {

Json to_seconds(const std::optional<std::chrono::nanoseconds>& time) {
  return time ? Json(std::chrono::duration<double>(*time).count()) : Json();
}

Json whole_bytes(const std::optional<double>& bytes) { return bytes ? Json(std::llround(*bytes)) : Json(); }

Verdict parse_verdict(const Json& json) {
  const std::string name = json;
  for (const Verdict verdict : kVerdictsWorstFirst) {
    if (name == to_string(verdict)) return verdict;
  }
  throw MisfitReport("'" + name + "' is no verdict");
}

std::optional<WallTime> parse_time(const Json& json) {
  if (json.is_null()) return std::nullopt;
  const std::string text = json;
  const auto time = parse_rfc3339(text);
  if (!time) throw MisfitReport("'" + text + "' is not a time");
  return time;
}

std::optional<std::string> parse_text(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<std::string>());
}

std::optional<double> parse_number(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

std::size_t parse_count(const Json& json) {
  constexpr std::uint64_t kMost = 1'000'000'000'000'000;
  if (!json.is_number_unsigned() || json.get<std::uint64_t>() > kMost)
    throw MisfitReport(json.dump() + " is no number of anything");
  return json.get<std::size_t>();
}

std::string parse_text_or_empty(const Json& json) { return parse_text(json).value_or(""); }

}  // namespace tidemark

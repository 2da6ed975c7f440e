#pragma once

#include "analyzer/findings/finding.hpp"
#include "analyzer/reports/json/json_values.hpp"

namespace tidemark {

[[nodiscard]] Json to_json(const Suppression& suppression);
[[nodiscard]] Json to_json(const std::optional<Suppression>& suppression);
[[nodiscard]] Json to_json(const Finding& finding);

// The same backwards; what JSON does not tell of a finding, its picture of stacks, is absent. Throw as json_values.
//
// texts  to which a finding refers as long as it lives
[[nodiscard]] std::optional<Suppression> parse_suppression(const Json& json);
[[nodiscard]] Finding parse_finding(const Json& json, TextPool& texts);

}  // namespace tidemark

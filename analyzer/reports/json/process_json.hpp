#pragma once

#include "analyzer/judge/report.hpp"
#include "analyzer/reports/json/json_values.hpp"

namespace tidemark {

[[nodiscard]] Json to_json(const ProcessReport& process);
[[nodiscard]] Json to_json(const GroupReport& group);
[[nodiscard]] Json to_json(const TestReport& test);

// The same backwards, but for what no report of any format tells: measures, and plots. Throw as json_values.
//
// texts  as of parse_finding
[[nodiscard]] ProcessReport parse_process(const Json& json, TextPool& texts);
[[nodiscard]] GroupReport parse_group(const Json& json, TextPool& texts);
[[nodiscard]] TestReport parse_test(const Json& json);

}  // namespace tidemark

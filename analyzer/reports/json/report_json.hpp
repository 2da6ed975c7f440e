#pragma once

#include <string>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Returns the report as JSON, format "tidemark-report" version 1, with a newline at its end. Memory is in
// bytes, times are in RFC 3339 UTC, and unknown values are null.
[[nodiscard]] std::string format_json(const Report& report);

}  // namespace tidemark

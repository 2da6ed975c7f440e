#pragma once

#include <string>
#include <string_view>

#include "analyzer/judge/report.hpp"

namespace tidemark {

inline constexpr std::string_view kReportFormat = "tidemark-report";
inline constexpr int kReportVersion = 1;

// Returns the report as JSON, format "tidemark-report" version 1, with a newline at its end. Memory is in
// bytes, times are in RFC 3339 UTC, and unknown values are null.
[[nodiscard]] std::string format_json(const Report& report);

}  // namespace tidemark

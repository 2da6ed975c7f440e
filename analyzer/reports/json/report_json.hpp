#pragma once

#include <string>
#include <string_view>

#include "analyzer/judge/report.hpp"
#include "common/output_file.hpp"

namespace tidemark {

inline constexpr std::string_view kReportFormat = "tidemark-report";
inline constexpr int kReportVersion = 1;

// Gives the report to `sink` as JSON, format "tidemark-report" version 1, with a newline at its end, in pieces: that of very
// many processes takes more room than the report. Memory is in bytes, times are in RFC 3339 UTC, and unknown values are null.
void write_json(const Report& report, const TextSink& sink);
// Returns the same as one text.
[[nodiscard]] std::string format_json(const Report& report);

}  // namespace tidemark

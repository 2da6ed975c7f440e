#pragma once

#include <string>

#include "analyzer/reports/report_formats.hpp"

namespace tidemark {

inline std::string written(const ReportFormat& format, const Report& report,
                           const ReportContext& context = {}) {
  std::string text;
  format.write(report, context, [&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace tidemark

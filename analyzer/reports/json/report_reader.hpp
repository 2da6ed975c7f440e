#pragma once

#include <functional>
#include <string>

#include "analyzer/judge/report.hpp"
#include "analyzer/reports/json/json_values.hpp"

namespace tidemark {

// Reads JSON reports.
class ReportReader {
 public:
  // Reads the report of `analyze` or `merge` at `path`.
  //
  // take     given each of its processes in turn, which are not in the report that is returned
  // Returns  what the report tells; refers to texts that are there as long as this reader is
  // Throws   FileError where it cannot be read, or is no such report
  // Cost     memory for one process at a time, beside all else
  [[nodiscard]] Report read(const std::string& path, const std::function<void(ProcessReport)>& take);

 private:
  TextPool texts_;
};

}  // namespace tidemark

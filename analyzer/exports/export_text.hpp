#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/recordings/recording.hpp"
#include "analyzer/running/progress.hpp"

namespace tidemark {

enum class ExportFormat { kCsv, kMemorytools, kJsonl };

// Returns the format of that name: csv, memorytools, jsonl. Throws UserError.
[[nodiscard]] ExportFormat parse_export_format(std::string_view name);

struct ExportSettings {
  ExportFormat format = ExportFormat::kCsv;
  std::optional<std::chrono::nanoseconds> resample{};  // see for_each_row
  // Names have their bytes again in place of the escapes; of memorytools alone, which knows no escapes.
  bool has_plain_names = false;
};

// Writes what recordings hold, one after another.
//
// csv          time,host,pid,escaped_name,vm_size_kib,rss_kib,shared_kib,data_kib,swap_kib; unknown is empty
// memorytools  the reference tool's CSV; of what has no VmSize nothing
// jsonl        an object a line: the same with bytes; unknown is null
class ExportText {
 public:
  // write  gets the text in pieces of some 100 KiB
  ExportText(ExportSettings settings, std::function<void(std::string_view)> write);

  // recording  read without samples. Throws as for_each_row.
  void add(const Recording& recording, Progress* progress);
  void end();
  [[nodiscard]] std::size_t rows() const { return rows_; }

 private:
  void flush();

  ExportSettings settings_;
  std::function<void(std::string_view)> write_;
  std::string text_;
  std::size_t rows_ = 0;
};

}  // namespace tidemark

#include "analyzer/imports/memorytools_csv.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "analyzer/imports/csv_reader.hpp"
#include "analyzer/imports/import_times.hpp"
#include "common/error.hpp"
#include "common/text.hpp"
#include "schema/bounds.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
const std::vector<std::string> kHeader{"Process ID", "Process Name", "Time", "Memory Usage"};

Kib parse_bytes(const std::string& text) {
  constexpr double kMost = 1024.0 * static_cast<double>(kMostKib);
  double bytes = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (error != std::errc() || end != text.data() + text.size() || std::isnan(bytes)) {
    throw BadLine{fmt::format("'{}' is not a number of bytes", escape_name(text))};
  }
  if (std::signbit(bytes)) throw BadLine{fmt::format("{} bytes are less than none", text)};
  if (!(bytes <= kMost)) throw BadLine{fmt::format("{} bytes are more than 64 bits can address", text)};
  return Kib(std::llround(bytes / 1024.0));
}

void check_header(const std::string& path, std::optional<CsvRecord> record) {
  if (!record) throw FileError(path, kImportAction, "it is empty");
  if (!record->fields.empty() && record->fields.front().starts_with(kByteOrderMark))
    record->fields.front().erase(0, kByteOrderMark.size());
  if (record->fields == kHeader) return;
  throw FileError(path, kImportAction,
                  fmt::format("it does not begin with the line '{}'", kMemorytoolsHeader));
}

}  // namespace

void read_memorytools_csv(ImportInput& input) {
  CsvReader reader(input.text);
  check_header(input.path(), reader.next());
  const std::uint32_t session = input.store.session("");
  std::vector<std::int64_t> newest;  // of each process
  if (input.progress != nullptr) input.progress->begin("reading lines of " + input.path(), 0);
  while (const auto record = reader.next()) {
    if (input.progress != nullptr) input.progress->reach(record->line);
    input.bad_lines.attempt(record->line, [&] {
      if (!record->error.empty()) throw BadLine{record->error};
      if (record->fields.size() != kHeader.size()) {
        throw BadLine{
            fmt::format("there are {} fields where {} should be", record->fields.size(), kHeader.size())};
      }
      const std::int64_t pid = parse_pid(record->fields[0]);
      check_name(record->fields[1]);
      if (record->fields[2].size() < std::string_view("2024-05-16 17:26:01").size())
        throw BadLine{fmt::format("'{}' is not a time like 2024-05-16 17:26:01.050000",
                                  escape_name(record->fields[2]))};
      const std::int64_t wall_ns = parse_time(record->fields[2], input.settings.utc_offset);
      const Kib vm_size = parse_bytes(record->fields[3]);
      const std::uint32_t process = input.store.process(session, pid, record->fields[1]);
      if (process >= newest.size()) newest.resize(process + 1, 0);
      if (wall_ns < newest[process])
        throw BadLine{"its time lies before that of the process's line before it"};
      newest[process] = wall_ns;
      input.store.add(process, wall_ns, {.vm_size = vm_size, .rss = {}, .shared = {}, .data = {}});
    });
  }
}

}  // namespace tidemark

#pragma once

#include <chrono>
#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/imports/bad_lines.hpp"
#include "analyzer/imports/import_store.hpp"
#include "analyzer/running/progress.hpp"
#include "common/rfc3339.hpp"

namespace tidemark {

inline constexpr std::string_view kImportAction = "import the file";

// What a field of a table holds: --column.
struct ImportColumn {
  std::string field;   // time, pid, name, host, or a metric: vm_size, rss, shared, data, swap
  std::string column;  // its name
  std::string unit;    // of a metric; empty where the column's name or its values tell it
};

// What the user says of the inputs, since they do not say it themselves.
struct ImportSettings {
  std::chrono::minutes utc_offset{0};  // by how much times without a zone are ahead of UTC
  std::optional<WallTime> start{};     // of stamps that count from the beginning, or have no date
  std::optional<std::chrono::nanoseconds> interval{};  // between listings that have no stamps
  std::string time_format{};                           // of tables; empty: by the values
  std::vector<ImportColumn> columns{};
  bool decimal_comma = false;
};

// One input, and where what it holds goes.
struct ImportInput {
  std::istream& text;
  BadLines& bad_lines;
  ImportStore& store;
  const ImportSettings& settings;
  Progress* progress = nullptr;  // told how many lines are read; null for nobody

  [[nodiscard]] const std::string& path() const { return bad_lines.path(); }
};

// The lines of an input, one after another.
class ImportLines {
 public:
  explicit ImportLines(ImportInput& input);

  // Goes on to the next line, and returns whether there is one. A line of more than 1 MiB is taken for several.
  bool next();
  // Without its LF or CRLF; valid until the next one.
  [[nodiscard]] std::string_view line() const { return line_; }
  [[nodiscard]] std::size_t number() const { return number_; }

 private:
  ImportInput& input_;
  std::string line_;
  std::size_t number_ = 0;
};

// Returns the words of a line, which blanks part.
[[nodiscard]] std::vector<std::string_view> split_words(std::string_view line);
// Returns a line without what clears a terminal or colours it (ECMA-48's escape sequences).
[[nodiscard]] std::string without_escapes(std::string_view line);
// Returns the line from that word on, without blanks at its end.
[[nodiscard]] std::string_view rest_from(std::string_view line, std::string_view word);

// Reads the next line from a stream's buffer, without its LF; false at the end. The most that a line has is 1 MiB.
bool read_line(std::streambuf& bytes, std::string& line);

// Returns the text of a PID. Throws BadLine.
[[nodiscard]] std::int64_t parse_pid(std::string_view text);
// Returns a number and its unit (1252, 12.3m, "5 MiB") in KiB.
//
// unit    of a number without one, such as "KiB"; empty where it has to have one
// Throws  BadLine
[[nodiscard]] Kib parse_memory(std::string_view text, std::string_view unit, bool decimal_comma = false);
// Whether text is what a unit is called: B, K, KiB, KB and so on to T, in any case.
[[nodiscard]] bool is_memory_unit(std::string_view text);
// Returns the value of a metric of that name in --column; null where there is none.
[[nodiscard]] MemoryField metric_named(std::string_view field);
// Throws BadLine for a name that is too long to be one.
void check_name(std::string_view name);

}  // namespace tidemark

#include "analyzer/imports/table_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <sstream>
#include <utility>

#include "analyzer/imports/csv_reader.hpp"
#include "analyzer/imports/import_times.hpp"
#include "analyzer/imports/table_columns.hpp"
#include "common/error.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_missing(std::string_view text) {
  constexpr std::array<std::string_view, 11> kMissing{"",     "-",    "NA",   "N/A", "nan", "NaN",
                                                      "null", "NULL", "None", "?",   "--"};
  return std::find(kMissing.begin(), kMissing.end(), text) != kMissing.end();
}

// Reads the column of times.
class Times {
 public:
  Times(const ImportSettings& settings, const TableHeading& heading) : settings_(settings) {
    const std::string& format = settings.time_format;
    const std::size_t dash = format.find('-');
    if (format.find('%') != std::string::npos || format.empty()) {
      heading_unit_ = unit_of_time(heading.unit);
      if (heading.name == "seconds") heading_unit_ = 1s;
      return;
    }
    unit_ = dash == std::string::npos ? std::nullopt : unit_of_time(format.substr(dash + 1));
    const std::string kind = format.substr(0, dash);
    if (!unit_ || (kind != "epoch" && kind != "elapsed"))
      throw UserError(fmt::format(
          "time-format: '{}' is none; write it like '%d/%m/%Y %H:%M:%S', epoch-ms or elapsed-min", format));
    is_elapsed_ = kind == "elapsed";
  }

  // Throws BadLine.
  [[nodiscard]] std::int64_t at(std::string_view text) {
    if (settings_.time_format.find('%') != std::string::npos)
      return parse_time_by(text, settings_.time_format, settings_.utc_offset);
    const bool is_number =
        text.find_first_not_of("0123456789.,eE+") == std::string_view::npos && !text.empty();
    if (!unit_ && is_number) guess_unit(text);
    if (unit_) return (is_elapsed_ ? start() : 0) + parse_count_of(text, *unit_);
    if (text.find('/') != std::string_view::npos || text.find_first_of(".:") < 4)
      throw BadLine{
          fmt::format("'{}': --time-format says what is its day, month and year, as '%d/%m/%Y %H:%M:%S'",
                      escape_name(text))};
    return parse_time(text, settings_.utc_offset);
  }

  [[nodiscard]] bool lacks_date() const { return is_elapsed_; }

 private:
  [[nodiscard]] std::int64_t start() const {
    return settings_.start.value_or(WallTime()).time_since_epoch().count();
  }

  // A number of 9 digits and more before its point is an epoch.
  void guess_unit(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    is_elapsed_ = digits < 9;
    if (is_elapsed_) {
      unit_ = heading_unit_.value_or(1s);
    } else {
      unit_ = digits < 12 ? std::chrono::nanoseconds(1s) : digits < 15 ? 1ms : digits < 18 ? 1us : 1ns;
    }
  }

  const ImportSettings& settings_;
  std::optional<std::chrono::nanoseconds> heading_unit_;
  std::optional<std::chrono::nanoseconds> unit_;
  bool is_elapsed_ = false;
};

class TableReader {
 public:
  TableReader(ImportInput& input, const std::vector<std::string>& headings, char delimiter)
      : input_(input),
        columns_(input, headings),
        times_(input.settings, columns_.time_heading()),
        fields_(headings.size()),
        decimal_comma_(input.settings.decimal_comma || delimiter == ';') {}

  // Throws BadLine.
  void take(const CsvRecord& record) {
    if (!record.error.empty()) throw BadLine{record.error};
    if (record.fields.size() != fields_)
      throw BadLine{fmt::format("there are {} fields where {} should be", record.fields.size(), fields_)};
    const auto field = [&](std::size_t place) { return trimmed(record.fields[place]); };
    if (is_missing(field(columns_.time()))) throw BadLine{"it has no time"};
    const std::int64_t wall_ns = times_.at(field(columns_.time()));
    const std::uint32_t session = session_of(record);
    if (!columns_.pid() && !columns_.name()) {
      for (const ValueColumn& column : columns_.values()) {
        const MemoryKib memory = memory_of(record, std::span(&column, 1));
        if (!memory.is_unobserved())
          input_.store.add(input_.store.process(session, std::nullopt, column.name), wall_ns, memory);
      }
      return;
    }
    std::optional<std::int64_t> pid;
    if (columns_.pid()) pid = parse_pid(field(*columns_.pid()));
    // An export keeps the blanks of a name.
    const std::string name(columns_.has_escapes() ? record.fields[*columns_.name()]
                           : columns_.name()      ? field(*columns_.name())
                                                  : fmt::format("process {}", *pid));
    check_name(name);
    const MemoryKib memory = memory_of(record, columns_.values());
    if (memory.is_unobserved()) return;
    const std::uint32_t process = columns_.has_escapes() ? input_.store.escaped_process(session, pid, name)
                                                         : input_.store.process(session, pid, name);
    input_.store.add(process, wall_ns, memory);
  }

  [[nodiscard]] bool lacks_date() const { return times_.lacks_date(); }

 private:
  [[nodiscard]] std::uint32_t session_of(const CsvRecord& record) const {
    if (!columns_.host()) return input_.store.session("");
    const std::string& host = record.fields[*columns_.host()];
    return columns_.has_escapes() ? input_.store.escaped_session(host) : input_.store.session(trimmed(host));
  }

  [[nodiscard]] MemoryKib memory_of(const CsvRecord& record, std::span<const ValueColumn> columns) const {
    MemoryKib memory;
    for (const ValueColumn& column : columns) {
      const std::string_view text = trimmed(record.fields[column.place]);
      if (!is_missing(text)) memory.*column.value = parse_memory(text, column.unit, decimal_comma_);
    }
    return memory;
  }

  ImportInput& input_;
  TableColumns columns_;
  Times times_;
  std::size_t fields_;
  bool decimal_comma_;
};

// Reads the line of headings, behind comments.
std::string read_headings(ImportInput& input, std::size_t& lines) {
  std::string line;
  do {
    if (!read_line(*input.text.rdbuf(), line)) throw FileError(input.path(), kImportAction, "it is empty");
    ++lines;
    if (lines == 1 && line.starts_with(kByteOrderMark)) line.erase(0, kByteOrderMark.size());
    if (line.ends_with('\r')) line.pop_back();
  } while (line.empty() || line.starts_with('#'));
  return line;
}

// Returns what parts most headings.
char find_delimiter(std::string_view headings) {
  constexpr std::string_view kDelimiters = ",;\t|";
  return *std::max_element(kDelimiters.begin(), kDelimiters.end(), [&](char one, char other) {
    return std::count(headings.begin(), headings.end(), one) <
           std::count(headings.begin(), headings.end(), other);
  });
}

}  // namespace

void read_table(ImportInput& input) {
  std::size_t lines = 0;
  const std::string heading_line = read_headings(input, lines);
  const char delimiter = find_delimiter(heading_line);
  std::istringstream heading_text(heading_line);
  const auto headings = CsvReader(heading_text, delimiter).next();
  if (!headings || !headings->error.empty())
    throw FileError(input.path(), kImportAction, "the quotes of its headings do not fit");
  TableReader table(input, headings->fields, delimiter);
  CsvReader reader(input.text, delimiter);
  if (input.progress != nullptr) input.progress->begin("reading lines of " + input.path(), 0);
  while (const auto record = reader.next()) {
    const std::size_t line = lines + record->line;
    if (input.progress != nullptr) input.progress->reach(line);
    input.bad_lines.attempt(line, [&] { table.take(*record); });
  }
  if (table.lacks_date() && !input.settings.start)
    input.store.note(
        "its times count from the beginning, which stands at 1970-01-01; --start TIME says when it was");
}

}  // namespace tidemark

#include "analyzer/imports/table_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <optional>
#include <span>
#include <sstream>
#include <utility>

#include "analyzer/imports/csv_reader.hpp"
#include "analyzer/imports/import_times.hpp"
#include "common/error.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What headings are called, in lower case without their unit.
struct KnownHeading {
  std::string_view field;
  std::string_view heading;
};
constexpr std::array<KnownHeading, 46> kKnownHeadings{{{"time", "time"},
                                                       {"time", "timestamp"},
                                                       {"time", "datetime"},
                                                       {"time", "date"},
                                                       {"time", "ts"},
                                                       {"time", "stamp"},
                                                       {"time", "elapsed"},
                                                       {"time", "elapsed time"},
                                                       {"time", "seconds"},
                                                       {"time", "epoch"},
                                                       {"time", "elapsed_time"},
                                                       {"rss", "mem_real"},
                                                       {"vm_size", "mem_virtual"},
                                                       {"pid", "pid"},
                                                       {"pid", "process id"},
                                                       {"pid", "process_id"},
                                                       {"name", "name"},
                                                       {"name", "process"},
                                                       {"name", "process name"},
                                                       {"name", "process_name"},
                                                       {"name", "command"},
                                                       {"name", "comm"},
                                                       {"name", "program"},
                                                       {"name", "container"},
                                                       {"name", "pod"},
                                                       {"name", "service"},
                                                       {"escaped_name", "escaped_name"},
                                                       {"host", "host"},
                                                       {"host", "hostname"},
                                                       {"host", "instance"},
                                                       {"host", "node"},
                                                       {"rss", "rss"},
                                                       {"rss", "res"},
                                                       {"rss", "resident"},
                                                       {"rss", "rsz"},
                                                       {"vm_size", "vm_size"},
                                                       {"vm_size", "vmsize"},
                                                       {"vm_size", "vsz"},
                                                       {"vm_size", "vms"},
                                                       {"vm_size", "virt"},
                                                       {"vm_size", "virtual"},
                                                       {"vm_size", "vsize"},
                                                       {"shared", "shared"},
                                                       {"shared", "shr"},
                                                       {"data", "data"},
                                                       {"swap", "swap"}}};

// Of elapsed times and epochs, as headings and --time-format call them.
std::optional<std::chrono::nanoseconds> unit_of_time(std::string_view name) {
  if (name == "ns") return 1ns;
  if (name == "us") return 1us;
  if (name == "ms") return 1ms;
  if (name == "s" || name == "sec" || name == "seconds") return 1s;
  if (name == "min" || name == "m" || name == "minutes") return 1min;
  if (name == "h" || name == "hours") return 1h;
  return std::nullopt;
}

struct Heading {
  std::string name;  // in lower case, without the unit
  std::string unit;  // as it stands; empty: none
};

// Takes "RSS (MiB)", "Elapsed [min]" and "rss_kib" apart.
Heading split_heading(std::string_view text) {
  Heading heading;
  const std::size_t open = text.find_first_of("([");
  const std::size_t close = text.find_first_of(")]");
  if (open != std::string_view::npos && close != std::string_view::npos && close > open) {
    heading.unit = std::string(text.substr(open + 1, close - open - 1));
    text = text.substr(0, open);
  } else if (const std::size_t last = text.rfind('_'); last != std::string_view::npos) {
    const std::string_view ending = text.substr(last + 1);
    if (is_memory_unit(ending) || (unit_of_time(ending) && last > 0)) {
      heading.unit = std::string(ending);
      text = text.substr(0, last);
    }
  }
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  heading.name = std::string(text.substr(begin, text.find_last_not_of(' ') + 1 - begin));
  std::transform(heading.name.begin(), heading.name.end(), heading.name.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return heading;
}

bool is_missing(std::string_view text) {
  constexpr std::array<std::string_view, 11> kMissing{"",     "-",    "NA",   "N/A", "nan", "NaN",
                                                      "null", "NULL", "None", "?",   "--"};
  return std::find(kMissing.begin(), kMissing.end(), text) != kMissing.end();
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// Reads the column of times.
class Times {
 public:
  Times(const ImportSettings& settings, const Heading& heading) : settings_(settings) {
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

struct ValueColumn {
  std::size_t place;
  Kib MemoryKib::*value;
  std::string unit;
  std::string name;  // of the process, where no column has names
};

// Which column is what.
class Columns {
 public:
  Columns(const ImportInput& input, const std::vector<std::string>& headings) : path_(input.path()) {
    for (const std::string& heading : headings) headings_.push_back(split_heading(heading));
    const auto& asked = input.settings.columns;
    for (const ImportColumn& column : asked) {
      const auto found = std::find_if(headings.begin(), headings.end(), [&](const std::string& heading) {
        return trimmed(heading) == column.column;
      });
      if (found == headings.end())
        fail(fmt::format("--column names '{}'; the columns are: {}", escape_name(column.column),
                         list(headings)));
      set(column.field, static_cast<std::size_t>(found - headings.begin()), column.unit, headings);
    }
    const bool knows_values = !values_.empty();
    for (std::size_t i = 0; i < headings.size(); ++i) {
      for (const KnownHeading& known : kKnownHeadings) {
        const bool is_value = metric_named(known.field) != nullptr;
        if (known.heading == headings_[i].name && (!is_value || !knows_values))
          set(std::string(known.field), i, "", headings);
      }
    }
    if (!time_)
      fail(
          fmt::format("no column is called time; --column time=COLUMN says which is, and --from what this is "
                      "where it is no table; "
                      "the columns are: {}",
                      list(headings)));
    if (values_.empty())
      fail(fmt::format(
          "no column is called rss or vm_size; --column rss=COLUMN:KiB says which is; the columns are: {}",
          list(headings)));
    name_values(headings);
  }

  [[nodiscard]] std::size_t time() const { return *time_; }
  [[nodiscard]] const Heading& time_heading() const { return headings_[*time_]; }
  [[nodiscard]] const std::optional<std::size_t>& pid() const { return pid_; }
  [[nodiscard]] const std::optional<std::size_t>& name() const { return name_; }
  // Whether names are as export writes them.
  [[nodiscard]] bool has_escapes() const { return has_escapes_; }
  [[nodiscard]] const std::optional<std::size_t>& host() const { return host_; }
  [[nodiscard]] const std::vector<ValueColumn>& values() const { return values_; }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw FileError(path_, kImportAction, what); }

  static std::string list(const std::vector<std::string>& headings) {
    constexpr std::size_t kMostShown = 20;
    std::vector<std::string> shown;
    for (const std::string& heading : headings) {
      if (shown.size() < kMostShown) shown.push_back("'" + shorten(escape_name(heading), 60) + "'");
    }
    return fmt::format("{}{}", fmt::join(shown, ", "), headings.size() > kMostShown ? ", ..." : "");
  }

  // The first that a field is given to has it.
  void set(const std::string& field, std::size_t place, const std::string& unit,
           const std::vector<std::string>& /*headings*/) {
    has_escapes_ = has_escapes_ || field == "escaped_name";
    std::optional<std::size_t>* single = field == "time"           ? &time_
                                         : field == "pid"          ? &pid_
                                         : field == "name"         ? &name_
                                         : field == "host"         ? &host_
                                         : field == "escaped_name" ? &name_
                                                                   : nullptr;
    if (single != nullptr) {
      if (!*single) *single = place;
      return;
    }
    std::string known_unit = unit;
    if (known_unit.empty() && is_memory_unit(headings_[place].unit)) known_unit = headings_[place].unit;
    values_.push_back({place, metric_named(field), known_unit, {}});
  }

  // Without PIDs and names a column of memory is a process; the columns of one process are of different metrics.
  void name_values(const std::vector<std::string>& headings) {
    if (pid_ || name_) return;
    const bool is_one = std::none_of(values_.begin(), values_.end(), [&](const ValueColumn& column) {
      return std::count_if(values_.begin(), values_.end(),
                           [&](const ValueColumn& other) { return other.value == column.value; }) > 1;
    });
    const std::string stem = std::filesystem::path(path_).stem().string();
    for (ValueColumn& column : values_)
      column.name = is_one ? stem : std::string(trimmed(headings[column.place]));
  }

  std::string path_;
  std::vector<Heading> headings_;
  std::optional<std::size_t> time_;
  std::optional<std::size_t> pid_;
  std::optional<std::size_t> name_;
  std::optional<std::size_t> host_;
  bool has_escapes_ = false;
  std::vector<ValueColumn> values_;
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
  Columns columns_;
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

ImportColumn parse_import_column(const std::string& text) {
  ImportColumn column;
  const std::size_t equals = text.find('=');
  column.field = text.substr(0, equals);
  constexpr std::array<std::string_view, 4> kFields{"time", "pid", "name", "host"};
  const bool is_metric = metric_named(column.field) != nullptr;
  if (equals == std::string::npos ||
      (!is_metric && std::find(kFields.begin(), kFields.end(), column.field) == kFields.end())) {
    throw UserError(
        fmt::format("column: '{}' is none; write it like rss=RES:KiB, time=when; there are time, pid, name, "
                    "host, vm_size, rss, shared, data and swap",
                    text));
  }
  column.column = text.substr(equals + 1);
  const std::size_t colon = column.column.rfind(':');
  if (is_metric && colon != std::string::npos) {
    column.unit = column.column.substr(colon + 1);
    column.column.erase(colon);
    if (!is_memory_unit(column.unit))
      throw UserError(
          fmt::format("column: '{}' is no unit; there are B, KiB, MiB, GiB, KB, MB and GB", column.unit));
  }
  return column;
}

}  // namespace tidemark

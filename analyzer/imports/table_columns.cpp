#include "analyzer/imports/table_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tidemark {

using namespace std::chrono_literals;

namespace {

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

// Takes "RSS (MiB)", "Elapsed [min]" and "rss_kib" apart.
TableHeading split_heading(std::string_view text) {
  TableHeading heading;
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

std::string list(const std::vector<std::string>& headings) {
  constexpr std::size_t kMostShown = 20;
  std::vector<std::string> shown;
  for (const std::string& heading : headings) {
    if (shown.size() < kMostShown) shown.push_back(fmt::format("'{}'", shorten(escape_name(heading), 60)));
  }
  return fmt::format("{}{}", fmt::join(shown, ", "), headings.size() > kMostShown ? ", ..." : "");
}

}  // namespace

TableColumns::TableColumns(const ImportInput& input, const std::vector<std::string>& headings)
    : path_(input.path()) {
  for (const std::string& heading : headings) headings_.push_back(split_heading(heading));
  const auto& asked = input.settings.columns;
  for (const ImportColumn& column : asked) {
    const auto found = std::find_if(headings.begin(), headings.end(), [&](const std::string& heading) {
      return trimmed(heading) == column.column;
    });
    if (found == headings.end())
      fail(fmt::format("--column names '{}'; the columns are: {}", escape_name(column.column),
                       list(headings)));
    set(column.field, static_cast<std::size_t>(found - headings.begin()), column.unit);
  }
  const bool knows_values = !values_.empty();
  for (std::size_t i = 0; i < headings.size(); ++i) {
    for (const KnownHeading& known : kKnownHeadings) {
      const bool is_value = metric_named(known.field) != nullptr;
      if (known.heading == headings_[i].name && (!is_value || !knows_values))
        set(std::string(known.field), i, "");
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

void TableColumns::fail(const std::string& what) const { throw FileError(path_, kImportAction, what); }

// The first that a field is given to has it.
void TableColumns::set(const std::string& field, std::size_t place, const std::string& unit) {
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
void TableColumns::name_values(const std::vector<std::string>& headings) {
  if (pid_ || name_) return;
  const bool is_one = std::none_of(values_.begin(), values_.end(), [&](const ValueColumn& column) {
    return std::count_if(values_.begin(), values_.end(),
                         [&](const ValueColumn& other) { return other.value == column.value; }) > 1;
  });
  const std::string stem = std::filesystem::path(path_).stem().string();
  for (ValueColumn& column : values_)
    column.name = is_one ? stem : std::string(trimmed(headings[column.place]));
}

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

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
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

#include "analyzer/inspect/top_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analyzer/groups/process_choice.hpp"
#include "analyzer/lives/exit_fall.hpp"
#include "analyzer/lives/process_life.hpp"
#include "analyzer/lives/program_key.hpp"
#include "analyzer/lives/series.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kNameWidth = 19;

// Returns the last observation at or before a time at which the process was alive.
std::optional<std::size_t> observation_at(const History& history, WallTime time) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < history.size() && to_wall_time(history.wall_ns[i]) <= time; ++i) found = i;
  if (!found || to_wall_time(history.wall_ns.back()) < time) return std::nullopt;
  return found;
}

std::optional<double> known_bytes(Kib kib) {
  return kib.is_known() ? std::optional(kib.bytes()) : std::nullopt;
}

// Returns the observation to show: the last one before the fall of an exit, which does not show what the
// process held.
std::optional<std::size_t> observation_to_show(const History& history, const Series& series,
                                               const TopSettings& settings) {
  if (settings.at) return observation_at(history, *settings.at);
  if (series.size() == 0) return history.size() - 1;
  return series.observations[samples_before_exit(series.bytes) - 1];
}

// Returns how long before `at` the observation was made, where `at` lies in a gap behind it.
std::chrono::nanoseconds age_in_gap(const Series& series, const History& history, std::size_t observation,
                                    WallTime at) {
  const auto next = std::upper_bound(series.observations.begin(), series.observations.end(), observation);
  const auto index = static_cast<std::size_t>(next - series.observations.begin());
  const bool is_in_gap =
      std::binary_search(series.segment_starts.begin(), series.segment_starts.end(), index);
  return is_in_gap ? at - to_wall_time(history.wall_ns[observation]) : std::chrono::nanoseconds(0);
}

std::optional<TopRow> row_of(const ProcessLife& life, const History& history, const TopSettings& settings) {
  if (history.size() == 0) return std::nullopt;
  const Series series = make_series(history, settings.metric, {});
  const auto last = observation_to_show(history, series, settings);
  if (!last) return std::nullopt;
  TopRow row;
  row.name = printable(describe(program_key(life.process())));
  row.pid = life.process().pid;
  row.host = life.session().host;
  row.first_seen = to_wall_time(history.wall_ns.front());
  row.seconds = static_cast<double>(history.axis_ns[*last] - history.axis_ns.front()) * 1e-9;
  row.virt = known_bytes(history.memory[*last].vm_size);
  row.resident = known_bytes(history.memory[*last].rss);
  row.shared = known_bytes(history.memory[*last].shared);
  for (std::size_t i = 0; i < series.size() && series.observations[i] <= *last; ++i) {
    if (!row.first) row.first = series.bytes[i];
    row.last = series.bytes[i];
  }
  if (settings.at) row.age = age_in_gap(series, history, *last, *settings.at);
  return row;
}

std::string size_text(const std::optional<double>& bytes) { return bytes ? format_size(*bytes) : "-"; }

std::string hourly_growth(const TopRow& row) {
  if (!row.first || !(row.seconds > 0.0)) return "-";
  return format_size(row.growth() / row.seconds * 3600.0);
}

std::string age_text(std::span<const TopRow> rows) {
  if (rows.empty()) return "";
  const auto [least, most] = std::minmax_element(
      rows.begin(), rows.end(), [](const TopRow& one, const TopRow& other) { return one.age < other.age; });
  if (most->age.count() == 0) return "";
  return fmt::format("That time lies in a gap of the recording: these values were observed {}{} before it.",
                     least->age == most->age ? "" : "up to ", format_duration(most->age));
}

std::string with_host(const TopRow& row, bool has_hosts) {
  return has_hosts
             ? fmt::format("{} on {}", shorten(row.name, kNameWidth / 2), printable(row.host.value_or("?")))
             : row.name;
}

// Of a table, beside what every row begins with.
struct Column {
  std::string heading;
  std::string (*value)(const TopRow& row);
  int importance;  // those of the least are left out first
};

std::vector<Column> columns_of(const TopSettings& settings, std::size_t width) {
  constexpr std::size_t kFixedWidth = kNameWidth + 1 + 7 + 1 + 12;
  constexpr std::size_t kColumnWidth = 10;
  const std::string_view metric = to_string(settings.metric);
  std::vector<Column> columns{
      {fmt::format("{} from", metric == "vm_size" ? "VIRT" : metric),
       [](const TopRow& row) { return size_text(row.first); }, 2},
      {"grew by", [](const TopRow& row) { return row.first ? format_size(row.growth()) : "-"; }, 5},
      {"an hour", hourly_growth, 3},
      {"VIRT", [](const TopRow& row) { return size_text(row.virt); }, 1},
      {"RES", [](const TopRow& row) { return size_text(row.resident); }, 4},
      {"SHR", [](const TopRow& row) { return size_text(row.shared); }, 0},
  };
  for (int least = 0; kFixedWidth + columns.size() * kColumnWidth > width; ++least)
    std::erase_if(columns, [&](const Column& column) { return column.importance == least; });
  return columns;
}

}  // namespace

std::vector<TopRow> find_top(std::span<const Recording> recordings, const TopSettings& settings) {
  const ProcessChoice choice(settings.process, settings.exclude, recordings,
                             join_sessions(recordings, settings.range));
  std::vector<TopRow> rows;
  for (const ProcessLife& life : join_processes(recordings)) {
    if (!choice.wants(life)) continue;
    if (auto row = row_of(life, fill_history(life, settings.range), settings))
      rows.push_back(std::move(*row));
  }
  const auto size_of_row = [&](const TopRow& row) {
    return settings.at ? row.last.value_or(0.0) : row.growth();
  };
  std::stable_sort(rows.begin(), rows.end(), [&](const TopRow& one, const TopRow& other) {
    return size_of_row(one) > size_of_row(other);
  });
  return rows;
}

void add_verdicts(const Report& report, std::span<TopRow> rows) {
  std::map<std::int64_t, std::vector<const ProcessReport*>> by_pid;
  for (const ProcessReport& process : report.processes) by_pid[process.pid].push_back(&process);
  for (TopRow& row : rows) {
    const WallTime end = row.first_seen + std::chrono::nanoseconds(std::llround(row.seconds * 1e9));
    for (const ProcessReport* process : by_pid[row.pid]) {
      const bool is_of_host = !process->host || process->host == row.host;
      if (!is_of_host || !process->started || *process->started < row.first_seen || *process->started > end)
        continue;
      row.verdict = row.verdict ? std::max(*row.verdict, process->verdict) : process->verdict;
    }
  }
}

std::string format_top(std::span<const TopRow> rows, const TopSettings& settings, std::size_t width) {
  const std::vector<Column> columns = columns_of(settings, width);
  std::string text = fmt::format("{} {:>7} {:<12}", pad("process", kNameWidth), "PID", "verdict");
  for (const Column& column : columns) text += fmt::format(" {:>9}", column.heading);
  text += '\n';
  const std::size_t shown = settings.most_rows == 0 ? rows.size() : std::min(settings.most_rows, rows.size());
  const bool has_hosts =
      std::any_of(rows.begin(), rows.end(), [&](const TopRow& row) { return row.host != rows.front().host; });
  for (const TopRow& row : rows.first(shown)) {
    text += fmt::format("{} {:>7} {:<12}", pad(with_host(row, has_hosts), kNameWidth), row.pid,
                        row.verdict ? to_string(*row.verdict) : "-");
    for (const Column& column : columns) text += fmt::format(" {:>9}", column.value(row));
    text += '\n';
  }
  const std::string age = age_text(rows.first(shown));
  if (!age.empty()) text += wrap(age, "", "", width);
  if (shown < rows.size()) {
    text +=
        fmt::format("{} more; --count 0 shows all\n", count_of(rows.size() - shown, "process", "processes"));
  }
  return text;
}

}  // namespace tidemark

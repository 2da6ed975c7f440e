#include "analyzer/exports/export_text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "analyzer/exports/export_rows.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kPiece = 131072;
constexpr std::string_view kCsvHeader =
    "time,host,pid,escaped_name,vm_size_kib,rss_kib,shared_kib,data_kib,swap_kib\n";
constexpr std::string_view kMemorytoolsHeader = "Process ID,Process Name,Time,Memory Usage\n";

// Returns "2026-11-30T08:52:39.000000000Z", with or without what is not digits of a date and a time between blanks.
std::string format_time(std::int64_t wall_ns, bool is_plain) {
  const WallTime time = to_wall_time(wall_ns);
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text = fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 is_plain ? ' ' : 'T', clock.hours().count(), clock.minutes().count(),
                                 clock.seconds().count());
  const std::int64_t ns = clock.subseconds().count();
  // As few digits as tell it.
  if (ns % 1000 != 0) {
    text += fmt::format(".{:09}", ns);
  } else if (ns != 0) {
    text += fmt::format(".{:06}", ns / 1000);
  }
  return is_plain ? text : text + "Z";
}

std::string csv_field(std::string_view field) {
  if (field.find_first_of(",\"\n\r;\t|#") == std::string_view::npos && !field.starts_with(' ') &&
      !field.ends_with(' '))
    return std::string(field);
  std::string text = "\"";
  for (const char byte : field) text += byte == '"' ? std::string("\"\"") : std::string(1, byte);
  return text + "\"";
}

// Returns the bytes that escape_name() had.
std::string unescaped(std::string_view name) {
  std::string bytes;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '\\' || i + 1 == name.size()) {
      bytes += name[i];
    } else if (name[i + 1] == '\\') {
      bytes += name[++i];
    } else {
      unsigned byte = 0;
      const char* digits = name.data() + i + 2;
      const bool is_escape = name[i + 1] == 'x' && i + 3 < name.size() &&
                             std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
      bytes += is_escape ? static_cast<char>(byte) : name[i];
      if (is_escape) i += 3;
    }
  }
  return bytes;
}

void append(std::string& text, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  text.append(digits.data(), end);
}

// Writes the rows of one recording in one format.
class RowText {
 public:
  RowText(const Recording& recording, const ExportSettings& settings, std::string& text)
      : recording_(recording), settings_(settings), text_(text), heads_(recording.processes.size()) {}

  // Returns whether there was anything to write of the row.
  bool add(const ExportRow& row) {
    if (row.wall_ns != wall_ns_ || time_.empty()) {
      wall_ns_ = row.wall_ns;
      time_ = format_time(row.wall_ns, settings_.format == ExportFormat::kMemorytools);
    }
    std::string& head = heads_[row.process];
    if (head.empty()) head = head_of(row.process);
    switch (settings_.format) {
      case ExportFormat::kCsv:
        text_.append(time_).append(head);
        for (const Kib& kib : values_of(row.memory)) {
          text_ += ',';
          if (kib.is_known()) append(text_, kib.count());
        }
        break;
      case ExportFormat::kMemorytools:
        if (!row.memory.vm_size.is_known()) return false;
        text_.append(head).append(time_) += ',';
        append(text_, row.memory.vm_size.count() * 1024);
        break;
      case ExportFormat::kJsonl:
        add_json(row, head);
    }
    text_ += '\n';
    return true;
  }

 private:
  static std::array<Kib, 5> values_of(const MemoryKib& memory) {
    return {memory.vm_size, memory.rss, memory.shared, memory.data, memory.swap};
  }

  // What is the same in all rows of a process.
  [[nodiscard]] std::string head_of(std::uint32_t index) const {
    const RecordedProcess& process = recording_.processes[index];
    const std::string host = recording_.sessions[process.session].host.value_or("");
    switch (settings_.format) {
      case ExportFormat::kCsv:
        return fmt::format(",{},{},{}", csv_field(host), process.pid, csv_field(process.name));
      case ExportFormat::kMemorytools:
        return fmt::format(
            "{},{},", process.pid,
            csv_field(settings_.has_plain_names ? unescaped(process.name) : process.name.str()));
      case ExportFormat::kJsonl:
        break;
    }
    const auto as_json = [](const std::string& text) {
      return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    };
    return fmt::format(R"(","host":{},"pid":{},"name":{})", host.empty() ? "null" : as_json(host),
                       process.pid, as_json(process.name));
  }

  void add_json(const ExportRow& row, const std::string& head) {
    constexpr std::array kNames{"vm_size_bytes", "rss_bytes", "shared_bytes", "data_bytes", "swap_bytes"};
    text_.append(R"({"time":")").append(time_).append(head);
    const auto values = values_of(row.memory);
    for (std::size_t i = 0; i < values.size(); ++i) {
      text_.append(",\"").append(kNames[i]).append("\":");
      if (values[i].is_known()) {
        append(text_, values[i].count() * 1024);
      } else {
        text_.append("null");
      }
    }
    text_ += '}';
  }

  const Recording& recording_;
  const ExportSettings& settings_;
  std::string& text_;
  std::vector<std::string> heads_;
  std::int64_t wall_ns_ = 0;
  std::string time_;
};

}  // namespace

ExportFormat parse_export_format(std::string_view name) {
  if (name == "csv") return ExportFormat::kCsv;
  if (name == "memorytools") return ExportFormat::kMemorytools;
  if (name == "jsonl") return ExportFormat::kJsonl;
  throw UserError(fmt::format("format: there is no '{}'; there are csv, memorytools and jsonl", name));
}

ExportText::ExportText(ExportSettings settings, std::function<void(std::string_view)> write)
    : settings_(settings), write_(std::move(write)) {
  if (settings_.format == ExportFormat::kCsv) text_ = kCsvHeader;
  if (settings_.format == ExportFormat::kMemorytools) text_ = kMemorytoolsHeader;
}

void ExportText::add(const Recording& recording, Progress* progress) {
  RowText rows(recording, settings_, text_);
  for_each_row(recording, settings_.resample, progress, [&](const ExportRow& row) {
    if (rows.add(row)) ++rows_;
    if (text_.size() >= kPiece) flush();
  });
}

void ExportText::end() { flush(); }

void ExportText::flush() {
  if (!text_.empty()) write_(text_);
  text_.clear();
}

}  // namespace tidemark

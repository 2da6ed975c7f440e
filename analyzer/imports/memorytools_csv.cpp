#include "analyzer/imports/memorytools_csv.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "analyzer/imports/csv_reader.hpp"
#include "common/error.hpp"
#include "common/rfc3339.hpp"
#include "common/text.hpp"
#include "schema/bounds.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kAction = "import the file";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kGzipMagic = "\x1F\x8B";
constexpr std::size_t kLongestName = 4096;
const std::vector<std::string> kHeader{"Process ID", "Process Name", "Time", "Memory Usage"};

// Why a line cannot be used.
struct BadLine {
  std::string why;
};

std::int64_t parse_pid(const std::string& text) {
  std::int64_t pid = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pid);
  if (error != std::errc() || end != text.data() + text.size() || pid <= 0 || pid > kMostCount) {
    throw BadLine{fmt::format("'{}' is not a process ID", escape_name(text))};
  }
  return pid;
}

// utc_offset  of a time that does not state its own
std::int64_t parse_time(const std::string& text, std::chrono::minutes utc_offset) {
  constexpr std::size_t kWholeSeconds = 19;
  const auto time = text.size() >= kWholeSeconds ? parse_rfc3339(text) : std::nullopt;
  if (!time)
    throw BadLine{fmt::format("'{}' is not a time like 2024-05-16 17:26:01.050000", escape_name(text))};
  const bool states_offset = text.find_first_of("Zz+-", kWholeSeconds) != std::string::npos;
  const std::int64_t wall_ns = (states_offset ? *time : *time - utc_offset).time_since_epoch().count();
  if (wall_ns < 0 || wall_ns > kLatestNs)
    throw BadLine{fmt::format("'{}' does not lie between 1970 and 2116", escape_name(text))};
  return wall_ns;
}

std::int64_t parse_kib(const std::string& text) {
  constexpr double kMostBytes = 1024.0 * static_cast<double>(kMostKib);
  double bytes = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (error != std::errc() || end != text.data() + text.size() || std::isnan(bytes)) {
    throw BadLine{fmt::format("'{}' is not a number of bytes", escape_name(text))};
  }
  if (std::signbit(bytes)) throw BadLine{fmt::format("{} bytes are less than none", text)};
  if (!(bytes <= kMostBytes)) throw BadLine{fmt::format("{} bytes are more than 64 bits can address", text)};
  return std::llround(bytes / 1024.0);
}

class Collector {
 public:
  explicit Collector(std::chrono::minutes utc_offset) : utc_offset_(utc_offset) {}

  // Throws BadLine.
  void add(const CsvRecord& record) {
    if (!record.error.empty()) throw BadLine{record.error};
    if (record.fields.size() != kHeader.size()) {
      throw BadLine{
          fmt::format("there are {} fields where {} should be", record.fields.size(), kHeader.size())};
    }
    const std::int64_t pid = parse_pid(record.fields[0]);
    if (record.fields[1].size() > kLongestName)
      throw BadLine{
          fmt::format("a name of {} bytes; there may be {}", record.fields[1].size(), kLongestName)};
    const std::int64_t wall_ns = parse_time(record.fields[2], utc_offset_);
    const std::int64_t kib = parse_kib(record.fields[3]);
    add_sample(pid, record.fields[1], wall_ns, kib);
  }

  ImportedData& data() { return data_; }

 private:
  void add_sample(std::int64_t pid, const std::string& name, std::int64_t wall_ns, std::int64_t kib) {
    const auto [known, is_new] =
        indices_.try_emplace({pid, name}, static_cast<std::uint32_t>(data_.processes.size()));
    const std::uint32_t process = known->second;
    if (is_new) {
      data_.processes.push_back({pid, escape_name(name)});
      newest_samples_.push_back(data_.samples.size());
    } else {
      ImportedSample& newest = data_.samples[newest_samples_[process]];
      if (wall_ns < newest.wall_ns)
        throw BadLine{"its time lies before that of the process's line before it"};
      if (wall_ns == newest.wall_ns) {
        newest.vm_size_kib = kib;
        ++data_.repeated_stamps;
        return;
      }
      newest_samples_[process] = data_.samples.size();
    }
    data_.samples.push_back({wall_ns, kib, process});
  }

  std::chrono::minutes utc_offset_;
  ImportedData data_;
  std::map<std::pair<std::int64_t, std::string>, std::uint32_t> indices_;
  std::vector<std::size_t> newest_samples_;  // of each process
};

void check_header(const std::string& path, std::optional<CsvRecord> record) {
  if (!record) throw FileError(path, kAction, "it is empty");
  std::string& first = record->fields.empty() ? record->error : record->fields.front();
  if (first.starts_with(kGzipMagic)) {
    throw FileError(path, kAction, "it is compressed; give it to 'zcat' and import '-'");
  }
  if (first.starts_with(kByteOrderMark)) first.erase(0, kByteOrderMark.size());
  if (record->fields == kHeader) return;
  throw FileError(path, kAction,
                  "it does not begin with the line 'Process ID,Process Name,Time,Memory Usage'");
}

}  // namespace

ImportedData read_memorytools_csv(std::istream& input, const std::string& path,
                                  std::chrono::minutes utc_offset, OnBadLine on_bad, Progress* progress) {
  CsvReader reader(input);
  check_header(path, reader.next());
  Collector collector(utc_offset);
  ImportedData& data = collector.data();
  if (progress != nullptr) progress->begin("reading lines of " + path, 0);
  while (const auto record = reader.next()) {
    if (progress != nullptr) progress->reach(record->line);
    try {
      collector.add(*record);
    } catch (const BadLine& bad) {
      const std::string what = fmt::format("{}:{}: {}", path, record->line, bad.why);
      if (on_bad == OnBadLine::kThrow) throw UserError(what + "; --lenient skips such lines");
      if (data.skipped_lines++ == 0) data.first_skip = what;
    }
  }
  if (data.samples.empty()) throw FileError(path, kAction, "it holds no sample");
  return std::move(data);
}

}  // namespace tidemark

#include "analyzer/imports/import_input.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <streambuf>
#include <utility>

#include "common/text.hpp"
#include "schema/bounds.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kLongestLine = 1048576;
constexpr std::string_view kBlanks = " \t";

// In lower case. As common/units.hpp has it, KB is 1000 bytes; "k" is what top says for 1024.
constexpr std::array<std::pair<std::string_view, double>, 14> kUnits{{{"b", 1.0},
                                                                      {"k", 1024.0},
                                                                      {"kib", 1024.0},
                                                                      {"kb", 1e3},
                                                                      {"m", 1048576.0},
                                                                      {"mib", 1048576.0},
                                                                      {"mb", 1e6},
                                                                      {"g", 1073741824.0},
                                                                      {"gib", 1073741824.0},
                                                                      {"gb", 1e9},
                                                                      {"t", 1099511627776.0},
                                                                      {"tib", 1099511627776.0},
                                                                      {"tb", 1e12},
                                                                      {"bytes", 1.0}}};

std::optional<double> bytes_of_unit(std::string_view unit) {
  std::string lower(unit);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  const auto* found =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const auto& one) { return one.first == lower; });
  return found == kUnits.end() ? std::nullopt : std::optional(found->second);
}

// Returns the number with a point for its decimals.
std::string with_point(std::string_view number, bool decimal_comma) {
  std::string plain(number);
  if (decimal_comma) {
    std::erase(plain, '.');
    std::replace(plain.begin(), plain.end(), ',', '.');
  } else if (plain.find('.') != std::string::npos && plain.find(',') < plain.find('.')) {
    std::erase(plain, ',');
  } else if (plain.find(',') != std::string::npos) {
    throw BadLine{
        fmt::format("'{}': does its comma part decimals or thousands? --decimal-comma says the former",
                    escape_name(number))};
  }
  return plain;
}

}  // namespace

bool read_line(std::streambuf& bytes, std::string& line) {
  line.clear();
  for (int byte = bytes.sbumpc(); byte != std::streambuf::traits_type::eof(); byte = bytes.sbumpc()) {
    if (byte == '\n') return true;
    line += static_cast<char>(byte);
    if (line.size() == kLongestLine) return true;
  }
  return !line.empty();
}

ImportLines::ImportLines(ImportInput& input) : input_(input) {
  if (input_.progress != nullptr) input_.progress->begin("reading lines of " + input_.path(), 0);
}

bool ImportLines::next() {
  if (!read_line(*input_.text.rdbuf(), line_)) return false;
  if (line_.ends_with('\r')) line_.pop_back();
  ++number_;
  if (input_.progress != nullptr) input_.progress->reach(number_);
  return true;
}

std::vector<std::string_view> split_words(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t begin = line.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlanks, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

std::string without_escapes(std::string_view line) {
  std::string plain;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\x1B') {
      plain += line[i];
      continue;
    }
    ++i;
    if (i < line.size() && line[i] == '[') ++i;
    while (i < line.size() && (line[i] < '@' || line[i] > '~')) ++i;
  }
  return plain;
}

std::string_view rest_from(std::string_view line, std::string_view word) {
  line.remove_prefix(static_cast<std::size_t>(word.data() - line.data()));
  return line.substr(0, line.find_last_not_of(kBlanks) + 1);
}

std::int64_t parse_pid(std::string_view text) {
  std::int64_t pid = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pid);
  if (error != std::errc() || end != text.data() + text.size() || pid <= 0 || pid > kMostCount) {
    throw BadLine{fmt::format("'{}' is not a process ID", escape_name(text))};
  }
  return pid;
}

bool is_memory_unit(std::string_view text) { return bytes_of_unit(text).has_value(); }

Kib parse_memory(std::string_view text, std::string_view unit, bool decimal_comma) {
  constexpr double kMostBytes = 1024.0 * static_cast<double>(kMostKib);
  const auto reject = [&](std::string_view what) {
    throw BadLine{fmt::format("'{}' {}", escape_name(text), what)};
  };
  const std::size_t end_of_number = text.find_last_of("0123456789.,") + 1;
  const std::string number = with_point(text.substr(0, end_of_number), decimal_comma);
  double value = 0.0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (number.empty() || error != std::errc() || end != number.data() + number.size() || std::isnan(value))
    reject("is not an amount of memory, such as 1252, 12.5m or 3.5 GiB");
  std::string_view stated = text.substr(end_of_number);
  stated.remove_prefix(std::min(stated.find_first_not_of(' '), stated.size()));
  if (stated.empty()) stated = unit;
  if (stated.empty()) reject("has no unit; --column FIELD=COLUMN:KiB says which it is");
  const auto factor = bytes_of_unit(stated);
  if (!factor) reject("has a unit that is none of B, KiB, MiB, GiB, KB, MB, GB");
  if (std::signbit(value)) reject("is less than nothing");
  const double bytes = value * *factor;
  if (!(bytes <= kMostBytes)) reject("is more than 64 bits can address");
  return Kib(std::llround(bytes / 1024.0));
}

MemoryField metric_named(std::string_view field) {
  if (field == "vm_size") return &MemoryKib::vm_size;
  if (field == "rss") return &MemoryKib::rss;
  if (field == "shared") return &MemoryKib::shared;
  if (field == "data") return &MemoryKib::data;
  return field == "swap" ? &MemoryKib::swap : nullptr;
}

void check_name(std::string_view name) {
  constexpr std::size_t kLongestName = 4096;
  if (name.size() > kLongestName)
    throw BadLine{fmt::format("a name of {} bytes; there may be {}", name.size(), kLongestName)};
}

}  // namespace tidemark

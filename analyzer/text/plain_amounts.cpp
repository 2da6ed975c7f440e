#include "analyzer/text/plain_amounts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>

namespace tidemark {
namespace {

constexpr std::array<std::string_view, 6> kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
constexpr double kMebibyte = 1048576.0;
constexpr double kMinute = 60.0;
constexpr double kHour = 3600.0;
constexpr double kDay = 86400.0;

// With at most so many decimals, and without zeros behind the last one that is none.
std::string number(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

int decimals_of(double value) { return value < 0.995 ? 2 : value < 9.95 ? 1 : 0; }

std::size_t unit_of(double bytes) {
  std::size_t unit = 0;
  for (; bytes >= 999.5 && unit + 1 < kUnits.size(); ++unit) bytes /= 1024;
  return unit;
}

double in_unit(double bytes, std::size_t unit) { return bytes / std::pow(1024.0, static_cast<double>(unit)); }

}  // namespace

std::string plain_size(double bytes) {
  bytes = std::max(0.0, bytes);
  const std::size_t unit = unit_of(bytes);
  const double value = in_unit(bytes, unit);
  return fmt::format("{} {}", number(value, unit == 0 ? 0 : decimals_of(value)), kUnits.at(unit));
}

std::string plain_range(double from_bytes, double to_bytes) {
  constexpr int kMostDecimals = 3;
  from_bytes = std::max(0.0, from_bytes);
  to_bytes = std::max(0.0, to_bytes);
  const std::size_t unit = unit_of(std::max(from_bytes, to_bytes));
  const double from = in_unit(from_bytes, unit), to = in_unit(to_bytes, unit);
  int more = 0;
  const auto text = [&](double value) {
    return number(value, std::min(kMostDecimals, decimals_of(value) + more));
  };
  while (from_bytes != to_bytes && more < kMostDecimals && text(from) == text(to)) ++more;
  return fmt::format("from {} to {} {}", text(from), text(to), kUnits.at(unit));
}

std::string plain_part(double part_bytes, double whole_bytes) {
  whole_bytes = std::max(0.0, whole_bytes);
  const std::size_t unit = unit_of(whole_bytes);
  const double whole = in_unit(whole_bytes, unit);
  const double part = std::clamp(in_unit(part_bytes, unit), 0.0, whole);
  const auto text = [&](double value) { return number(value, unit == 0 ? 0 : decimals_of(value)); };
  return fmt::format("{} of {} {}", text(part), text(whole), kUnits.at(unit));
}

std::string plain_rate(double bytes_per_second) {
  constexpr auto kTimes = std::to_array<std::pair<double, std::string_view>>(
      {{1.0, "/s"}, {kMinute, " a minute"}, {kHour, " an hour"}, {kDay, " a day"}});
  for (const auto& [seconds, words] : kTimes) {
    const double bytes = bytes_per_second * seconds;
    if (bytes >= kMebibyte || seconds == kDay) return plain_size(bytes) + std::string(words);
  }
  return {};
}

std::string plain_duration(double seconds) {
  constexpr double kMostOfUnit = 2.0;
  if (seconds < 9.95) return number(seconds, 1) + " s";
  if (seconds < kMostOfUnit * kMinute) return number(seconds, 0) + " s";
  if (seconds < kMostOfUnit * kHour) return number(seconds / kMinute, 0) + " min";
  if (seconds < kMostOfUnit * kDay) return number(seconds / kHour, decimals_of(seconds / kHour)) + " h";
  return number(seconds / kDay, decimals_of(seconds / kDay)) + " days";
}

}  // namespace tidemark

#include "common/units.hpp"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace tidemark {
namespace {

struct NumberAndUnit {
  double number;
  std::string_view unit;
};

std::optional<NumberAndUnit> split_number(std::string_view text) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(number) || number < 0 || text.front() == '-') {
    return std::nullopt;
  }
  return NumberAndUnit{number, text.substr(static_cast<std::size_t>(end - text.data()))};
}

std::optional<std::int64_t> to_int64(double value) {
  if (value >= static_cast<double>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(value));
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, double>, 7> kUnits{
      {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9}}};
  const auto parts = split_number(text);
  if (!parts) return std::nullopt;
  for (const auto& [unit, nanoseconds] : kUnits) {
    if (parts->unit != unit) continue;
    const auto count = to_int64(parts->number * nanoseconds);
    if (!count) return std::nullopt;
    return std::chrono::nanoseconds(*count);
  }
  return std::nullopt;
}

std::optional<Bytes> parse_size(std::string_view text) {
  static constexpr auto kUnits = std::to_array<std::pair<std::string_view, double>>({{"B", 1},
                                                                                     {"KiB", 0x1p10},
                                                                                     {"MiB", 0x1p20},
                                                                                     {"GiB", 0x1p30},
                                                                                     {"TiB", 0x1p40},
                                                                                     {"K", 0x1p10},
                                                                                     {"M", 0x1p20},
                                                                                     {"G", 0x1p30},
                                                                                     {"T", 0x1p40},
                                                                                     {"KB", 1e3},
                                                                                     {"kB", 1e3},
                                                                                     {"MB", 1e6},
                                                                                     {"GB", 1e9},
                                                                                     {"TB", 1e12}});
  const auto parts = split_number(text);
  if (!parts) return std::nullopt;
  for (const auto& [unit, bytes] : kUnits) {
    if (parts->unit == unit) return to_int64(parts->number * bytes);
  }
  return std::nullopt;
}

std::optional<SizeOrPercent> parse_size_or_percent(std::string_view text) {
  const auto parts = split_number(text);
  if (parts && parts->unit == "%") {
    if (parts->number <= 0 || parts->number > 1000) return std::nullopt;
    return Percent{parts->number};
  }
  const auto size = parse_size(text);
  if (!size) return std::nullopt;
  return *size;
}

std::string format_duration(std::chrono::nanoseconds duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  const double size = std::abs(seconds);
  if (size < 0.9995) return fmt::format("{:.0f} ms", seconds * 1e3);
  if (size < 59.95) return fmt::format("{:.1f} s", seconds);
  const std::string sign = seconds < 0 ? "-" : "";
  const auto whole = static_cast<std::int64_t>(std::llround(size));
  if (whole < 3600) return fmt::format("{}{} m {} s", sign, whole / 60, whole % 60);
  const auto minutes = static_cast<std::int64_t>(std::llround(size / 60.0));
  if (minutes < 1440) return fmt::format("{}{} h {} m", sign, minutes / 60, minutes % 60);
  const auto hours = static_cast<std::int64_t>(std::llround(size / 3600));
  return fmt::format("{}{} d {} h", sign, hours / 24, hours % 24);
}

std::string format_seconds(double seconds) {
  const auto nanoseconds = to_int64(seconds * 1e9);
  return nanoseconds ? format_duration(std::chrono::nanoseconds(*nanoseconds)) : "never";
}

std::string format_size(double bytes) {
  static constexpr std::array<const char*, 6> kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  std::size_t unit = 0;
  while (std::abs(bytes) >= 999.5 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  if (unit == 0) return fmt::format("{:.0f} B", bytes);
  const int decimals = std::abs(bytes) < 9.995 ? 2 : std::abs(bytes) < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", bytes, decimals, kUnits.at(unit));
}

}  // namespace tidemark

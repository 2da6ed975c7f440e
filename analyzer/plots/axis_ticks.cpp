#include "analyzer/plots/axis_ticks.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace tidemark {
namespace {

constexpr double kMinute = 60.0;
constexpr double kHour = 3600.0;
constexpr double kDay = 86400.0;

struct SizeUnit {
  double bytes;
  std::string_view name;
};
constexpr std::array kUnits{SizeUnit{1.0, "B"}, SizeUnit{1024.0, "KiB"}, SizeUnit{1048576.0, "MiB"},
                            SizeUnit{1073741824.0, "GiB"}, SizeUnit{1099511627776.0, "TiB"}};

// Returns the smallest of 1, 2, 5, 10, ... 500 units that is not below `bytes`.
double round_step(double bytes) {
  constexpr std::array kSteps{1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0};
  for (const SizeUnit& unit : kUnits) {
    for (const double step : kSteps) {
      if (step * unit.bytes >= bytes) return step * unit.bytes;
    }
  }
  return bytes;
}

std::string size_label(double bytes, double step) {
  const auto unit = std::find_if(kUnits.rbegin(), kUnits.rend(),
                                 [&](const SizeUnit& candidate) { return candidate.bytes <= step; });
  return fmt::format("{:.0f} {}", bytes / unit->bytes, unit->name);
}

double time_step(double seconds) {
  constexpr std::array kSteps{1.0,          2.0,          5.0,         10.0,        15.0,
                              30.0,         kMinute,      2 * kMinute, 5 * kMinute, 10 * kMinute,
                              15 * kMinute, 30 * kMinute, kHour,       2 * kHour,   3 * kHour,
                              6 * kHour,    12 * kHour,   kDay,        2 * kDay,    7 * kDay};
  const auto* const step =
      std::find_if(kSteps.begin(), kSteps.end(), [&](double candidate) { return candidate >= seconds; });
  return step != kSteps.end() ? *step : kDay * std::ceil(seconds / kDay);
}

// Returns the part of "2026-11-21T10:15:30Z" that changes from tick to tick.
std::string time_label(WallTime time, double step) {
  const std::string whole = format_rfc3339(time);
  if (step >= kDay) return whole.substr(5, 5);
  return whole.substr(11, step >= kMinute ? 5 : 8);
}

}  // namespace

std::vector<AxisTick> size_ticks(double low, double high, std::size_t most) {
  const double step = round_step(std::max(1.0, (high - low) / static_cast<double>(most)));
  std::vector<AxisTick> ticks;
  const auto at = [&](std::int64_t i) { return static_cast<double>(i) * step; };
  for (auto i = std::llround(std::ceil(low / step)); at(i) <= high; ++i) {
    ticks.push_back({at(i), size_label(at(i), step)});
  }
  return ticks;
}

std::vector<AxisTick> time_ticks(WallTime start, double seconds, std::size_t most) {
  const double step = time_step(seconds / static_cast<double>(most));
  const double origin = std::chrono::duration<double>(start.time_since_epoch()).count();
  std::vector<AxisTick> ticks;
  const auto at = [&](std::int64_t i) { return static_cast<double>(i) * step; };
  for (auto i = std::llround(std::ceil(origin / step)); at(i) <= origin + seconds; ++i) {
    const WallTime time{std::chrono::nanoseconds(std::llround(at(i)) * 1'000'000'000)};
    ticks.push_back({at(i) - origin, time_label(time, step)});
  }
  return ticks;
}

}  // namespace tidemark

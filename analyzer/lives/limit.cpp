#include "analyzer/lives/limit.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace tidemark {
namespace {

MemoryLimit given_limit(const SizeOrPercent& given, Kib mem_total) {
  if (const auto* bytes = std::get_if<Bytes>(&given)) {
    return {static_cast<double>(*bytes), fmt::format("{} given", format_size(static_cast<double>(*bytes)))};
  }
  const double percent = std::get<Percent>(given).value;
  if (!mem_total.is_known())
    return {std::nullopt, fmt::format("{}% of a MemTotal that was not recorded", percent)};
  const double bytes = mem_total.bytes() * percent / 100.0;
  return {bytes, fmt::format("{}, {}% of MemTotal", format_size(bytes), percent)};
}

}  // namespace

MemoryLimit find_limit(Metric metric, const std::optional<SizeOrPercent>& given,
                       const RecordedLimits& recorded) {
  if (given) return given_limit(*given, recorded.mem_total);
  const bool is_counted = metric != Metric::kVmSize;
  if (is_counted && recorded.cgroup_bytes) {
    const auto bytes = static_cast<double>(*recorded.cgroup_bytes);
    if (!recorded.mem_total.is_known() || bytes < recorded.mem_total.bytes()) {
      return {bytes, fmt::format("{}, the control group's", format_size(bytes))};
    }
  }
  if (!recorded.mem_total.is_known()) return {std::nullopt, "no MemTotal was recorded; --limit sets one"};
  return {recorded.mem_total.bytes(), fmt::format("{}, MemTotal", format_size(recorded.mem_total.bytes()))};
}

MemoryLimit find_ceiling(const MemoryLimit& limit, const MemoryState& state) {
  if (!limit.bytes || state.bytes < *limit.bytes) return limit;
  std::optional<double> headroom;
  if (state.rss.is_known()) headroom = std::max(0.0, *limit.bytes - state.rss.bytes());
  if (state.mem_available.is_known()) {
    headroom = std::min(headroom.value_or(state.mem_available.bytes()), state.mem_available.bytes());
  }
  if (!headroom) {
    return {std::nullopt, "it is above the limit already, and neither RSS nor MemAvailable was recorded"};
  }
  return {state.bytes + *headroom,
          fmt::format("above the limit already; {} of headroom are left", format_size(*headroom))};
}

}  // namespace tidemark

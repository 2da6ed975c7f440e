#include "analyzer/recording.hpp"

#include <algorithm>

namespace tidemark {
namespace {

std::optional<double> known_bytes(Kib kib) {
  if (!kib.is_known()) return std::nullopt;
  return kib.bytes();
}

}  // namespace

std::optional<double> MemoryKib::bytes(Metric metric) const {
  switch (metric) {
    case Metric::kVmSize:
      return known_bytes(vm_size);
    case Metric::kRss:
      return known_bytes(rss);
    case Metric::kAnon:
      // The kernel counts the two apart from one another, so their difference may dip below 0 for a moment.
      if (!rss.is_known() || !shared.is_known()) return std::nullopt;
      return std::max(0.0, rss.bytes() - shared.bytes());
    case Metric::kData:
      return known_bytes(data);
  }
  return std::nullopt;
}

WallTime to_wall_time(std::int64_t wall_ns) { return WallTime(std::chrono::nanoseconds(wall_ns)); }

}  // namespace tidemark

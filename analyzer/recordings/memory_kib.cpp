#include "analyzer/recordings/memory_kib.hpp"

namespace tidemark {

std::optional<double> MemoryKib::bytes(Metric metric) const {
  const auto if_known = [](Kib kib) { return kib.is_known() ? std::optional(kib.bytes()) : std::nullopt; };
  switch (metric) {
    case Metric::kVmSize:
      return if_known(vm_size);
    case Metric::kRss:
      return if_known(rss);
    case Metric::kAnon:
      return if_known(anon());
    case Metric::kData:
      return if_known(data);
    case Metric::kHeap:
    case Metric::kOutside:
    case Metric::kCount:
      break;
  }
  return std::nullopt;
}

}  // namespace tidemark

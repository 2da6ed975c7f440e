#include "analyzer/recordings/heap_reader.hpp"

#include <algorithm>

#include "analyzer/recordings/damage.hpp"

namespace tidemark {

std::map<std::int64_t, HeapPoints> read_heaps(const std::string& path, const Database& database,
                                              std::span<const std::int64_t> tick_ids,
                                              std::span<const std::int64_t> process_ids) {
  std::map<std::int64_t, HeapPoints> heaps;
  RecordedRows row(path, "jvm_heap",
                   database.prepare("SELECT tick, process, used_kib, capacity_kib, max_kib, collections,"
                                    " whole_collections FROM jvm_heap ORDER BY tick, process"),
                   2);
  while (row.step()) {
    const auto tick = std::lower_bound(tick_ids.begin(), tick_ids.end(), row.key());
    const bool is_at_tick = tick != tick_ids.end() && *tick == row.key();
    if (!is_at_tick || !std::binary_search(process_ids.begin(), process_ids.end(), row.reference(1))) {
      row.reject("it is that of no process, or at no tick");
    }
    heaps[row.reference(1)].take({.tick = static_cast<std::uint32_t>(tick - tick_ids.begin()),
                                  .used = row.kib(2),
                                  .capacity = row.kib(3),
                                  .most = row.kib(4),
                                  .collections = row.count(5),
                                  .whole_collections = row.count(6)});
  }
  return heaps;
}

}  // namespace tidemark

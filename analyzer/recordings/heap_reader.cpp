#include "analyzer/recordings/heap_reader.hpp"

#include <algorithm>

#include "analyzer/recordings/damage.hpp"

namespace tidemark {

std::map<std::int64_t, HeapPoints> read_heaps(const std::string& path, const Database& database,
                                              std::span<const std::int64_t> tick_ids,
                                              std::span<const std::int64_t> process_ids) {
  std::map<std::int64_t, HeapPoints> heaps;
  Statement row = database.prepare(
      "SELECT tick, process, used_kib, capacity_kib, max_kib, collections, whole_collections FROM jvm_heap"
      " ORDER BY tick, process");
  while (row.step()) {
    const auto tick = std::lower_bound(tick_ids.begin(), tick_ids.end(), row.int64(0));
    const bool is_at_tick = tick != tick_ids.end() && *tick == row.int64(0);
    if (!is_at_tick || !std::binary_search(process_ids.begin(), process_ids.end(), row.int64(1))) {
      reject_as_damaged(path, "a heap is that of no process, or at no tick");
    }
    heaps[row.int64(1)].take({.tick = static_cast<std::uint32_t>(tick - tick_ids.begin()),
                              .used = read_kib(path, row, 2),
                              .capacity = read_kib(path, row, 3),
                              .most = read_kib(path, row, 4),
                              .collections = row.optional_int64(5),
                              .whole_collections = row.optional_int64(6)});
  }
  return heaps;
}

}  // namespace tidemark

#include "analyzer/recordings/count_reader.hpp"

#include <algorithm>

#include "analyzer/recordings/damage.hpp"

namespace tidemark {

CountRows read_counts(const std::string& path, const Database& database,
                      std::span<const std::int64_t> tick_ids, std::span<const std::int64_t> process_ids) {
  CountRows counts;
  RecordedRows row(path, "process_count",
                   database.prepare("SELECT tick, process, threads, descriptors, zombies FROM process_count"
                                    " ORDER BY tick, process"),
                   2);
  while (row.step()) {
    const auto tick = std::lower_bound(tick_ids.begin(), tick_ids.end(), row.key());
    const bool is_at_tick = tick != tick_ids.end() && *tick == row.key();
    if (!is_at_tick || !std::binary_search(process_ids.begin(), process_ids.end(), row.reference(1))) {
      row.reject("it is that of no process, or at no tick");
    }
    counts[row.reference(1)].push_back({.tick = static_cast<std::uint32_t>(tick - tick_ids.begin()),
                                        .counts = {row.count(2), row.count(3), row.count(4)}});
  }
  return counts;
}

}  // namespace tidemark

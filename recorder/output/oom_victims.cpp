#include "recorder/output/oom_victims.hpp"

#include <algorithm>
#include <utility>

namespace tidemark {

void OomVictims::judge(std::optional<std::int64_t> count, std::span<KilledProcess> killed) {
  const auto before = std::exchange(count_, count);
  if (!count || !before) {
    open_ = 0;
    return;
  }
  const std::int64_t kills_now = std::max<std::int64_t>(0, *count - *before);
  std::int64_t kills = open_ + kills_now;
  std::vector<KilledProcess*> by_size;
  for (KilledProcess& process : killed) by_size.push_back(&process);
  std::stable_sort(by_size.begin(), by_size.end(), [](const KilledProcess* one, const KilledProcess* other) {
    return one->rss_kib > other->rss_kib;
  });
  for (KilledProcess* process : by_size) process->for_memory = kills-- > 0;
  open_ = std::clamp<std::int64_t>(kills, 0, kills_now);
}

}  // namespace tidemark

#include "recorder/sampling/object_counts.hpp"

#include <algorithm>
#include <utility>

#include "recorder/procfs/process_reader.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

// Some 20 us each; where the kernel does not tell the number of descriptors, 1 us more for each.
constexpr std::size_t kLooksASnapshot = 2;
constexpr nanoseconds kBetweenLooks = seconds(1);
// So many times what a look takes passes until the next one: a thousandth of a core.
constexpr int kTimesTheLook = 1000;

}  // namespace

ObjectCounts::ObjectCounts(const ProcFiles& files, std::function<nanoseconds()> now)
    : files_(files), now_(std::move(now)) {}

void ObjectCounts::begin_snapshot() {
  turns_.begin_round(kLooksASnapshot);
  begin_ = now_();
}

void ObjectCounts::follow(pid_t pid, const std::optional<std::int64_t>& threads,
                          std::unique_ptr<CountedProcess>& known) {
  if ((known && begin_ < known->next_look) || !turns_.take(pid)) return;
  const nanoseconds begin = now_();
  if (!known) known = std::make_unique<CountedProcess>();
  const auto descriptors = files_.count_descriptors(pid);
  if (descriptors) known->counts.descriptors = descriptors;
  known->counts.threads = threads;
  if (!threads) {
    if (const auto stat = read_stat_numbers(files_, pid)) known->counts.threads = stat->threads;
  }
  const nanoseconds end = now_();
  known->next_look = end + std::max(kBetweenLooks, kTimesTheLook * (end - begin));
}

}  // namespace tidemark

#include "recorder/sampling/jvm_heaps.hpp"

#include <algorithm>
#include <utility>

namespace tidemark {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::size_t kLooksASnapshot = 2;  // some 50 us each
constexpr nanoseconds kBetweenLooks = seconds(1);
constexpr nanoseconds kLongestWait = seconds(64);

}  // namespace

JvmHeaps::JvmHeaps(const ProcFiles& files, std::function<nanoseconds()> now)
    : files_(files), now_(std::move(now)) {}

void JvmHeaps::begin_snapshot() { turns_.begin_round(kLooksASnapshot); }

const JvmHeap* JvmHeaps::follow(pid_t pid, std::unique_ptr<JvmProcess>& known) {
  if (!known) known = std::make_unique<JvmProcess>();
  const nanoseconds now = now_();
  if (now >= known->next_look && turns_.take(pid)) look(pid, *known, now);
  return known->heap ? &*known->heap : nullptr;
}

void JvmHeaps::look(pid_t pid, JvmProcess& process, nanoseconds now) {
  if (!process.file) process.file = find_jvm_heap_file(files_, pid);
  const auto heap = process.file ? read_jvm_heap(files_, pid, *process.file) : std::nullopt;
  if (heap) {
    process.heap = heap;
    process.wait = kBetweenLooks;
  } else {
    process.file.reset();
    process.wait = std::clamp(2 * process.wait, kBetweenLooks, kLongestWait);
  }
  process.next_look = now + process.wait;
}

}  // namespace tidemark

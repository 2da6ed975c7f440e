#include "recorder/stacks/watchpoints.hpp"

#include <linux/hw_breakpoint.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kWordBytes = 8;
// The innermost functions tell; to copy more costs more than the exception itself.
constexpr std::uint32_t kMostStackBytes = 2048;
// Of all threads of a process, between two looks.
constexpr std::uint64_t kHitsAhead = 256;
constexpr std::uint64_t kMostHitsAhead = 128;
constexpr std::uint64_t kLeastHitsAhead = 16;

std::size_t page_bytes() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

// That of the samples' times.
nanoseconds monotonic_now() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

perf_event_attr describe(std::uint64_t address, std::uint32_t stack_bytes) {
  perf_event_attr event = {};
  ask_for_samples(stack_bytes, event);
  event.type = PERF_TYPE_BREAKPOINT;
  event.bp_type = HW_BREAKPOINT_W;
  event.bp_addr = address;
  event.bp_len = HW_BREAKPOINT_LEN_8;
  event.sample_period = 1;
  event.exclude_kernel = 1;
  event.write_backward = 1;
  event.disabled = 1;
  return event;
}

std::uint64_t hits_of(const PerfRing& ring) {
  std::uint64_t hits = 0;
  return read(ring.event(), &hits, sizeof hits) == sizeof hits ? hits : 0;
}

}  // namespace

WordFate judge_word(const WordReading& reading) {
  if (reading.hits >= kMostHits || reading.gaps >= kMostGaps) return WordFate::kHot;
  if (reading.silent >= kSilence) return reading.is_written ? WordFate::kKept : WordFate::kUnwritten;
  return reading.watched >= kLongestWatch ? WordFate::kInUse : WordFate::kWatched;
}

void WatchTime::pass(std::chrono::duration<double> time, bool is_watching) {
  if (is_watching) seconds_ -= time.count();
  seconds_ = std::min(kSecondsAtOnce, seconds_ + kShare * time.count());
}

Watchpoints::Watchpoints(std::uint32_t stack_bytes)
    : stack_bytes_(std::min(stack_bytes, kMostStackBytes)),
      ring_bytes_(std::max(std::bit_ceil(sample_bytes(stack_bytes_)), page_bytes())),
      random_(std::random_device()()) {}

bool Watchpoints::has_room_for(std::uint64_t owner) const {
  const auto of_it =
      std::count_if(words_.begin(), words_.end(), [&](const Word& word) { return word.owner == owner; });
  return time_.is_left() && words_.size() < kMost && static_cast<std::size_t>(of_it) < kMostOfAProcess;
}

void Watchpoints::watch(std::uint64_t owner, const TouchSample& touch, std::span<const pid_t> threads) {
  std::size_t events = 0;
  for (const Word& word : words_) events += word.watchers.size();
  if (threads.empty() || threads.size() > kMostThreads || events + threads.size() > kMostEvents) return;
  const std::uint64_t hits = std::clamp(kHitsAhead / threads.size(), kLeastHitsAhead, kMostHitsAhead);
  const std::uint64_t page = touch.address / page_bytes() * page_bytes();
  const nanoseconds now = monotonic_now();
  Word word{.owner = owner,
            .address = page + random_() % (page_bytes() / kWordBytes) * kWordBytes,
            .faults = touch.faults,
            .since = now,
            .seen_since = now,
            .threads = {threads.begin(), threads.end()},
            .watchers = {},
            .last_record = {}};
  for (const pid_t thread : threads) {
    auto watcher = open_watcher(word.address, thread, hits);
    if (!watcher) return end(word);  // who writes unseen would be taken for nobody
    word.watchers.push_back(std::move(*watcher));
  }
  words_.push_back(std::move(word));
}

void Watchpoints::read(const Take& take) {
  const nanoseconds now = monotonic_now();
  const std::chrono::duration<double> passed = now - std::exchange(paid_until_, now);
  hits_left_ = std::min(kHitsASecond, hits_left_ + kHitsASecond * passed.count());
  time_.pass(passed, is_busy());
  std::erase_if(words_, [&](Word& word) {
    for (std::size_t i = 0; i < word.watchers.size(); ++i) renew(word, i);
    const WordFate fate = judge_word(read_word(word));
    if (fate == WordFate::kWatched) return false;
    if (fate == WordFate::kKept) {
      auto last_write = parse_sample(word.last_record);
      last_write->faults = word.faults;
      if (!take(word.owner, word.threads, *last_write)) return false;
    }
    end(word);
    return true;
  });
}

// Returns nullopt where the kernel does not allow it, or too few hits are left.
std::optional<Watchpoints::Watcher> Watchpoints::open_watcher(std::uint64_t address, pid_t thread,
                                                              std::uint64_t hits) {
  if (hits_left_ < static_cast<double>(hits)) return std::nullopt;
  perf_event_attr event = describe(address, stack_bytes_);
  Descriptor opened = open_perf_event(event, thread, -1);
  if (!opened.is_open()) return std::nullopt;
  auto ring = PerfRing::map(opened, ring_bytes_, PerfRing::Kind::kKeepsLast);
  if (!ring || ioctl(ring->event(), PERF_EVENT_IOC_REFRESH, hits) != 0) return std::nullopt;
  hits_left_ -= static_cast<double>(hits);
  return Watcher{std::move(*ring), hits};
}

// Has another event take over where half of the hits are used up. One that the kernel has taken off must not be enabled again:
// Linux 6.18 then has it raise exceptions without an end that it does not count.
void Watchpoints::renew(Word& word, std::size_t place) {
  Watcher& watcher = word.watchers[place];
  if (hits_of(watcher.ring) < watcher.granted / 2) return;
  auto next = open_watcher(word.address, word.threads[place], watcher.granted);
  if (hits_of(watcher.ring) >= watcher.granted) {
    word.seen_since = monotonic_now();
    if (next) ++word.gaps;
  }
  if (!next) return;
  close_watcher(watcher, word);
  watcher = std::move(*next);
}

// Keeps what it has seen, and leaves what it has not used of its hits for others.
void Watchpoints::close_watcher(const Watcher& watcher, Word& word) {
  const std::uint64_t hits = hits_of(watcher.ring);
  keep_last_write(watcher, word);
  word.hits += hits;
  hits_left_ += static_cast<double>(watcher.granted - std::min(watcher.granted, hits));
}

void Watchpoints::keep_last_write(const Watcher& watcher, Word& word) {
  const std::uint64_t head = watcher.ring.head();
  if (head == 0 || watcher.ring.copy_record(head, record_).type != PERF_RECORD_SAMPLE) return;
  const auto sample = parse_sample(record_);
  if (!sample || sample->time <= word.last_write) return;
  word.last_write = sample->time;
  std::swap(word.last_record, record_);
}

WordReading Watchpoints::read_word(Word& word) {
  WordReading reading{.hits = word.hits, .gaps = word.gaps};
  for (const Watcher& watcher : word.watchers) {
    reading.hits += hits_of(watcher.ring);
    keep_last_write(watcher, word);
  }
  const nanoseconds now = monotonic_now();
  reading.watched = now - word.since;
  reading.silent = now - std::max(word.last_write, word.seen_since);
  reading.is_written = word.last_write > word.seen_since;
  return reading;
}

void Watchpoints::end(Word& word) {
  for (const Watcher& watcher : word.watchers) close_watcher(watcher, word);
}

}  // namespace tidemark

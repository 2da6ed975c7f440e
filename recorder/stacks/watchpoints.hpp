#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include "recorder/stacks/perf_ring.hpp"
#include "recorder/stacks/perf_sample.hpp"

namespace tidemark {

// What becomes of a word that is watched. kKept: it was written, and then left alone. Others tell nothing: one that is still
// being written, one that is written too often to be watched on, and one that nobody was seen to write.
enum class WordFate { kWatched, kKept, kInUse, kHot, kUnwritten };

// What was seen of a word.
struct WordReading {
  std::chrono::nanoseconds watched{0};
  std::chrono::nanoseconds silent{0};  // since the last write or gap
  bool is_written = false;             // since the last gap
  std::uint64_t hits = 0;              // of all threads
  int gaps = 0;                        // times that a thread was not watched any more, and then was again
};

inline constexpr std::chrono::milliseconds kSilence{1500};
inline constexpr std::chrono::milliseconds kLongestWatch{4000};
inline constexpr std::uint64_t kMostHits = 2048;
inline constexpr int kMostGaps = 4;

[[nodiscard]] WordFate judge_word(const WordReading& reading);

// For how long words may be watched, since while any is a processor copies memory the slow way: kSecondsAtOnce at first, and
// kShare of the time later.
class WatchTime {
 public:
  static constexpr double kSecondsAtOnce = 15;
  static constexpr double kShare = 0.2;

  void pass(std::chrono::duration<double> time, bool is_watching);
  [[nodiscard]] bool is_left() const { return seconds_ > 0; }

 private:
  double seconds_ = kSecondsAtOnce;
};

// Finds out which code keeps memory: watches a word of a page from its first use on, by hardware breakpoints of the threads of
// its process, and tells who wrote it last where it is then left alone. A write costs its thread one exception, of some us;
// there are as many as kHitsASecond at most, for the rest of which the kernel takes the breakpoints off. Few words are watched at
// a time, as long as WatchTime allows, and where the kernel does not allow it none.
class Watchpoints {
 public:
  static constexpr std::size_t kMostOfAProcess =
      3;  // of the four that x86 has one is free for another event to take over
  static constexpr std::size_t kMost = 16;
  static constexpr std::size_t kMostThreads = 16;  // of a process that is watched
  static constexpr std::size_t kMostEvents = 64;   // one for each thread and word, and so many descriptors
  // While a breakpoint is set, hit or not, the processor copies by single bytes what it otherwise copies fast (rep movsb): see
  // tests/bench/STACKS.md.
  static constexpr double kHitsASecond = 1000;  // of all words; so many at once at most

  // stack_bytes  to be copied of each write at most, a multiple of 8
  explicit Watchpoints(std::uint32_t stack_bytes);

  [[nodiscard]] bool has_room_for(std::uint64_t owner) const;
  // Begins to watch a word of the page that `touch` is of, as far as there is room and the kernel allows it.
  //
  // owner    of what process; told again with what is found
  // threads  of it, all
  void watch(std::uint64_t owner, const TouchSample& touch, std::span<const pid_t> threads);
  // Tells of the last write of each word that is kept, with the threads that were watched, and ends its watch; one that `take`
  // returns false for comes again. What tells nothing any more is not watched on.
  using Take =
      std::function<bool(std::uint64_t owner, std::span<const pid_t> threads, const TouchSample& last_write)>;
  void read(const Take& take);
  // Whether something is watched.
  [[nodiscard]] bool is_busy() const { return !words_.empty(); }

 private:
  // The breakpoint of a thread.
  struct Watcher {
    PerfRing ring;
    std::uint64_t granted;  // hits after which the kernel takes it off
  };
  struct Word {
    std::uint64_t owner;
    std::uint64_t address;
    std::uint64_t faults;  // that the page stands for
    std::chrono::nanoseconds since;
    std::chrono::nanoseconds seen_since;  // without a gap
    std::uint64_t hits = 0;               // of watchers that are closed
    int gaps = 0;
    std::vector<pid_t> threads;
    std::vector<Watcher> watchers;  // of each
    std::chrono::nanoseconds last_write{0};
    std::vector<std::byte> last_record;  // of it
  };

  [[nodiscard]] std::optional<Watcher> open_watcher(std::uint64_t address, pid_t thread, std::uint64_t hits);
  void renew(Word& word, std::size_t place);
  void close_watcher(const Watcher& watcher, Word& word);
  void keep_last_write(const Watcher& watcher, Word& word);
  [[nodiscard]] WordReading read_word(Word& word);
  void end(Word& word);

  std::uint32_t stack_bytes_;
  std::size_t ring_bytes_;
  std::minstd_rand random_;
  std::vector<Word> words_;  // the oldest first
  double hits_left_ = kHitsASecond;
  WatchTime time_;
  std::chrono::nanoseconds paid_until_{0};
  std::vector<std::byte> record_;
};

}  // namespace tidemark

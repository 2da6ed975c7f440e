#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "recorder/procfs/mappings.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "recorder/sampling/snapshot.hpp"
#include "recorder/stacks/fault_events.hpp"
#include "recorder/stacks/process_stack.hpp"
#include "recorder/stacks/sample_budget.hpp"
#include "recorder/stacks/told_process.hpp"
#include "recorder/stacks/unwind_message.hpp"
#include "recorder/stacks/unwinder_process.hpp"
#include "recorder/stacks/watchpoints.hpp"

namespace tidemark {

// How many descriptors a sampler opens at most: an event a CPU, watchpoints, and the files of a process, which it passes on.
[[nodiscard]] std::size_t stack_descriptors();
// With fewer allowed than that stacks are not sampled.
inline constexpr std::size_t kLeastStackDescriptors = 512;

struct StackSettings {
  FaultScope scope = FaultScope::kCommand;
  std::uint32_t stack_bytes = 8192;
  double most_cpu = 1;        // of one core, that the unwinder may use; never more than a fiftieth
  bool watches_kept = false;  // follow some pages, to tell who wrote last what is kept
  std::string unwinder;       // path of the program
};

// Samples where processes that grow touch memory first and, where that is asked for, who writes last what they keep of it, and has
// the samples' stacks unwound beside the ticks: nothing here waits for the kernel, for the unwinder or for a file system that may
// not answer. What is too much is counted and let go.
class StackSampler {
 public:
  // The unwinder is started once there is a sample for it.
  //
  // files   the system's own procfs
  // Throws  StacksUnavailable
  StackSampler(StackSettings settings, ProcFiles files);

  // Takes the samples of processes that have grown by a MiB, and what was unwound meanwhile. After each scan.
  //
  // now  of any clock that does not step
  void take(const Snapshot& snapshot, std::chrono::nanoseconds now);
  // The same between scans, by what the last one knew. To be called some time after take() and pump() while is_busy():
  // more than a little at once the unwinder does not take.
  void pump(std::chrono::nanoseconds now);
  [[nodiscard]] bool is_busy() const {
    return !pending_.empty() || (watchpoints_ && watchpoints_->is_busy());
  }
  // Waits until what was sent is unwound, at most that long.
  void finish(std::chrono::milliseconds time);

  // Appends what has been unwound since the last call, each stack as often as it was sampled; up to some thousands are
  // appended, where nobody has taken those before.
  void move_stacks_to(std::vector<ProcessStack>& stacks);
  // Returns how many samples of processes that have grown were let go since the last call, those the kernel had no room
  // for among them, whosever they were.
  [[nodiscard]] std::int64_t take_lost();
  // CPU time of the unwinder since the beginning.
  [[nodiscard]] std::chrono::nanoseconds cpu() const { return cpu_before_ + unwinder_cpu_; }
  // Why it has been given up; empty while it has not.
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  using Nanoseconds = std::chrono::nanoseconds;

  // A process that has grown.
  struct Grown {
    std::uint64_t token = 0;
    std::uint32_t slot = 0;
    std::uint64_t seen_in = 0;
    std::uint64_t used_in = 0;
    bool is_watched = true;  // until it has too many threads for that
    ToldProcess told;
  };
  // A sample that is being unwound.
  struct Pending {
    std::uint64_t id;
    pid_t pid;
    std::uint64_t token;
    std::uint32_t slot;
    std::string memory;
    std::uint64_t faults;
    std::uint32_t tellings;  // as of its modules
    bool is_kept;
  };
  // What became of a sample.
  enum class Fate { kTaken, kLater, kDropped, kLost };
  // What a sample tells of.
  enum class Evidence { kTouched, kKept };

  void follow_grown(const Snapshot& snapshot);
  [[nodiscard]] Fate send(const TouchSample& sample, Evidence evidence, Nanoseconds now);
  void watch(const TouchSample& sample);
  void take_kept(Nanoseconds now);
  void lose_pending();
  void make_room_for_image();
  void forget_image(Grown& grown);
  void take_answers();
  void take_answer(const StackMessage& answer);
  [[nodiscard]] bool has_unwinder();
  void bury_unwinder();
  void keep_memory_bound();

  StackSettings settings_;
  ProcFiles files_;
  std::unique_ptr<UnwinderProcess> unwinder_;  // null: not started yet
  FaultEvents events_;
  std::optional<Watchpoints> watchpoints_;
  SampleBudget budget_;
  std::unordered_map<pid_t, Grown> grown_;
  std::deque<Pending> pending_;
  std::vector<ProcessStack> stacks_;
  std::uint64_t tick_ = 0;
  std::uint64_t next_id_ = 1;
  std::uint32_t next_image_ = 1;
  std::int64_t lost_ = 0;
  std::string failure_;
  int deaths_ = 0;
  Nanoseconds cpu_before_{0};  // of unwinders that have died
  Nanoseconds unwinder_cpu_{0};
  Nanoseconds cpu_at_answer_{0};  // of the unwinder when it was last known not to be stuck
};

}  // namespace tidemark

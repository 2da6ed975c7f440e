#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "recorder/procfs/proc_files.hpp"
#include "recorder/sampling/turns.hpp"
#include "recorder/system/clock.hpp"
#include "schema/rows.hpp"

namespace tidemark {

// What is known of the objects that one process holds besides memory.
struct CountedProcess {
  ProcessCounts counts;  // as last counted
  std::chrono::nanoseconds next_look{0};
};

// Counts threads and open descriptors: of two processes a snapshot, and of each once a second, or less often where
// that takes long.
class ObjectCounts {
 public:
  // files  outlives this
  // now    any clock that does not step
  explicit ObjectCounts(const ProcFiles& files,
                        std::function<std::chrono::nanoseconds()> now = system_clock().boottime);

  void begin_snapshot();
  // Counts those of a process where it is time to.
  //
  // pid      rising within a snapshot, so that all come to their turns
  // threads  where the sampler knows them
  // known    what is known of the process, null at first; not to outlive its program
  void follow(pid_t pid, const std::optional<std::int64_t>& threads, std::unique_ptr<CountedProcess>& known);

 private:
  const ProcFiles& files_;
  std::function<std::chrono::nanoseconds()> now_;
  Turns turns_;
  std::chrono::nanoseconds begin_{0};  // of the snapshot
};

}  // namespace tidemark

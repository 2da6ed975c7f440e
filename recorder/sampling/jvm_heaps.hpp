#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "recorder/procfs/jvm_heap_file.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "recorder/sampling/turns.hpp"
#include "recorder/system/clock.hpp"
#include "schema/rows.hpp"

namespace tidemark {

// What is known of the heap of one Java virtual machine.
struct JvmProcess {
  std::optional<JvmHeapFile> file;
  std::optional<JvmHeap> heap;  // as last read
  std::chrono::nanoseconds next_look{0};
  std::chrono::nanoseconds wait{0};  // between the last look and that
};

// Reads the heaps of Java virtual machines: two a snapshot, and each once a second. One whose counters say nothing
// is looked at ever less often, down to about once a minute.
class JvmHeaps {
 public:
  // files  outlives this
  // now    any clock that does not step
  explicit JvmHeaps(const ProcFiles& files,
                    std::function<std::chrono::nanoseconds()> now = system_clock().boottime);

  void begin_snapshot();
  // Returns the heap of a Java virtual machine, as last read; null where it is not known. Valid while `known` is,
  // until the next call for it.
  //
  // pid    rising within a snapshot, so that all come to their turns
  // known  what this has kept of the process, null at first; not to outlive its program
  [[nodiscard]] const JvmHeap* follow(pid_t pid, std::unique_ptr<JvmProcess>& known);

 private:
  void look(pid_t pid, JvmProcess& process, std::chrono::nanoseconds now);

  const ProcFiles& files_;
  std::function<std::chrono::nanoseconds()> now_;
  Turns turns_;
};

}  // namespace tidemark

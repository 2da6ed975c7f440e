#pragma once

#include <sys/types.h>

#include <bit>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "common/runtime.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "recorder/procfs/process_reader.hpp"

namespace tidemark {

// Returns the runtime that a process's mapped libraries are those of, kUnknown where they are of none.
//
// maps  the text of its /proc/PID/maps
[[nodiscard]] Runtime runtime_of_mappings(std::string_view maps);

// Whether a process of this runtime, as its program file tells it, may turn out to hold another: interpreters
// under their own name and Go programs are what they are.
[[nodiscard]] constexpr bool may_hold_another(Runtime runtime) {
  return runtime == Runtime::kUnknown || runtime == Runtime::kNative || runtime == Runtime::kNativeJemalloc ||
         runtime == Runtime::kNativeTcmalloc;
}

// Recognizes the runtimes of processes under a /proc directory.
class RuntimeRecognizer {
 public:
  // files  outlives this
  explicit RuntimeRecognizer(const ProcFiles& files) : files_(files) {}

  // Returns the runtime by the name and the head of the program file; by the command line where the file may
  // not be seen.
  //
  // Cost  each program file is read once while it is remembered, about 5 us
  [[nodiscard]] Runtime at_first_sight(pid_t pid, const ProgramImage& image);

  // Returns the runtime by the mapped libraries, `before` where they are of none. A program of its own may
  // turn out to hold an interpreter or an allocator that profiles.
  //
  // Cost  the kernel writes some 100 bytes a mapping, about 1 us each
  [[nodiscard]] Runtime by_mappings(pid_t pid, Runtime before) const;

 private:
  const ProcFiles& files_;
  std::map<std::pair<dev_t, ino_t>, Runtime> known_files_;
};

// When to look at what a process has mapped. At its first sight that may be nothing yet, and libraries may be
// loaded late: it is done at the 1st, 2nd, 4th, ... 64th of its turns.
class LaterLooks {
 public:
  // Counts a turn, and returns whether it is one to look at.
  [[nodiscard]] bool take() {
    constexpr std::uint8_t kLast = 64;
    if (turns_ == kLast) return false;
    ++turns_;
    return std::has_single_bit(turns_);
  }

 private:
  std::uint8_t turns_ = 0;
};

}  // namespace tidemark

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tidemark {

// An exit that may have been a kill for want of memory.
struct KilledProcess {
  std::int64_t rss_kib;            // as last observed; 0 where it never was
  std::optional<bool> for_memory;  // found out
};

// Tells which processes the kernel killed for want of memory: it counts its kills and does not name them.
class OomVictims {
 public:
  // Finds out for the processes that signal 9 ended since the last tick. Of those the kernel takes the largest,
  // so as many of the largest were killed for want of memory as it has counted now and at the tick before. It
  // counts a kill before the process is gone.
  //
  // count  of all kills until now; absent where it is not known, and so is every process's end
  void judge(std::optional<std::int64_t> count, std::span<KilledProcess> killed);

 private:
  std::optional<std::int64_t> count_;
  std::int64_t open_ = 0;  // kills of the last tick whose process was not gone then
};

}  // namespace tidemark

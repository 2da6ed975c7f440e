#pragma once

#include <cstdint>

#include "schema/rows.hpp"

namespace tidemark {

// When a process is looked at more closely: once it has grown by a MiB, which few do, and then again at each
// doubling of the number of its snapshots. Counts from its first values after an exec.
class GrownProcess {
 public:
  // Takes the values of a further snapshot, and returns whether to look at the process.
  [[nodiscard]] bool take(const MemoryValues& values) {
    ++snapshots_;
    if (!has_grown_) has_grown_ = grows(values);
    return has_grown_ && snapshots_ >= next_look_;
  }
  // Returns whether to take the CPU time of one that has grown: its resident memory has by a MiB since the last
  // time.
  [[nodiscard]] bool takes_cpu(std::int64_t rss_kib) {
    if (!has_grown_ || rss_kib - rss_at_cpu_kib_ < kLeastKib) return false;
    rss_at_cpu_kib_ = rss_kib;
    return true;
  }
  void set_looked() { next_look_ = 2 * snapshots_; }
  [[nodiscard]] bool has_grown() const { return has_grown_; }

 private:
  static constexpr std::int64_t kLeastKib = 1024;

  // The larger of the two, so that also a mapping that nobody has touched yet counts.
  bool grows(const MemoryValues& values) {
    if (snapshots_ == 1) {
      first_vm_kib_ = values.vm_size_kib.value_or(0);
      first_rss_kib_ = values.rss_kib.value_or(0);
    }
    return values.vm_size_kib.value_or(0) - first_vm_kib_ >= kLeastKib ||
           values.rss_kib.value_or(0) - first_rss_kib_ >= kLeastKib;
  }

  std::int64_t first_vm_kib_ = 0;
  std::int64_t first_rss_kib_ = 0;
  std::int64_t rss_at_cpu_kib_ = 0;
  std::uint32_t snapshots_ = 0;
  std::uint32_t next_look_ = 0;
  bool has_grown_ = false;
};

}  // namespace tidemark

#pragma once

#include <linux/perf_event.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/descriptor.hpp"

namespace tidemark {

// An event of perf_event_open(2) with the ring that the kernel writes its samples into.
class PerfRing {
 public:
  // kKeepsFirst: what is not read stays, and what finds no room the kernel only counts. kKeepsLast: the newest overwrites.
  enum class Kind { kKeepsFirst, kKeepsLast };

  // data_bytes  a power of two, of pages
  // Returns     nullopt where the kernel does not allow it; errno tells why
  [[nodiscard]] static std::optional<PerfRing> map(Descriptor& event, std::size_t data_bytes, Kind kind);
  ~PerfRing();
  PerfRing(const PerfRing&) = delete;
  PerfRing& operator=(const PerfRing&) = delete;
  PerfRing(PerfRing&& other) noexcept;
  PerfRing& operator=(PerfRing&& other) noexcept;

  [[nodiscard]] int event() const { return event_.number(); }
  // Up to where the kernel has written; of a ring that keeps the last the beginning of the newest record.
  [[nodiscard]] std::uint64_t head() const;
  // Up to where it was read; of a ring that keeps the first alone.
  [[nodiscard]] std::uint64_t tail() const;
  void set_tail(std::uint64_t tail);
  // Fills `record` with the record that lies there, without its header, which is returned; its size is 0 where none does.
  perf_event_header copy_record(std::uint64_t at, std::vector<std::byte>& record) const;

 private:
  PerfRing(Descriptor event, void* memory, std::size_t data_bytes);
  void copy(std::uint64_t from, std::size_t count, void* to) const;
  [[nodiscard]] perf_event_mmap_page& page() const { return *static_cast<perf_event_mmap_page*>(memory_); }

  Descriptor event_;
  void* memory_;
  std::size_t data_bytes_;
};

// As perf_event_open(2), with the descriptor closed on exec. errno tells why it is not open.
[[nodiscard]] Descriptor open_perf_event(perf_event_attr& event, pid_t thread, int cpu);

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "common/descriptor.hpp"
#include "recorder/stacks/perf_ring.hpp"
#include "recorder/stacks/perf_sample.hpp"

namespace tidemark {

// The kernel does not allow that, or has it not; what() says why in words for a report.
class StacksUnavailable : public std::exception {
 public:
  explicit StacksUnavailable(std::string reason) : reason_(std::move(reason)) {}
  [[nodiscard]] const char* what() const noexcept override { return reason_.c_str(); }

 private:
  std::string reason_;
};

// kHost: all processes of the machine (CAP_PERFMON). kCommand: the next program that a child of this thread executes, and
// its descendants; those of the same user need no privilege at kernel.perf_event_paranoid 2.
enum class FaultScope { kHost, kCommand };

// Samples minor page faults by perf_event_open(2), one event a CPU, each with a ring of samples that nobody has to
// read in time: of what finds no room the kernel only counts how much.
class FaultEvents {
 public:
  // period       faults a sample stands for, > 0
  // stack_bytes  copied with each, a multiple of 8 below 65536
  // ring_bytes   of all rings together at most; each has 64 KiB at least, as far as the kernel allows
  // Throws       StacksUnavailable
  FaultEvents(FaultScope scope, std::uint64_t period, std::uint32_t stack_bytes, std::size_t ring_bytes);

  // Tells of each waiting sample until `take` returns false, which leaves that one and the others waiting.
  void read(const std::function<bool(const TouchSample&)>& take);
  // Returns how many samples the kernel had no room for, since the last call.
  [[nodiscard]] std::uint64_t take_lost();

 private:
  [[nodiscard]] bool open_all(FaultScope scope, std::uint64_t period, std::uint32_t stack_bytes,
                              bool of_kernel);
  void map_rings(std::size_t ring_bytes);
  bool read_ring(PerfRing& ring, const std::function<bool(const TouchSample&)>& take);

  std::vector<Descriptor> events_;  // until they have rings
  std::vector<PerfRing> rings_;
  std::uint64_t period_;
  std::vector<std::byte> record_;  // the one that is told of
  std::uint64_t lost_ = 0;
};

}  // namespace tidemark

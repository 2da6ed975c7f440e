#include "recorder/system/clock.hpp"

#include <ctime>

namespace tidemark {
namespace {

std::chrono::nanoseconds read_clock(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

std::chrono::nanoseconds process_cpu_time() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

Clock system_clock() {
  return {.boottime = [] { return read_clock(CLOCK_BOOTTIME); },
          .wall = [] { return read_clock(CLOCK_REALTIME); },
          .suspended = [] { return read_clock(CLOCK_BOOTTIME) - read_clock(CLOCK_MONOTONIC); }};
}

}  // namespace tidemark

#include "recorder/clock.hpp"

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
  return {[] { return read_clock(CLOCK_BOOTTIME); }, [] { return read_clock(CLOCK_REALTIME); }};
}

}  // namespace tidemark

#include "recorder/sampling/task_end.hpp"

#include <chrono>
#include <csignal>

#include "recorder/sampling/exit_source.hpp"

namespace tidemark {
namespace {

bool was_stopped(const task_end& end) {
  return end.stop_signal != 0 &&
         end.end_ns - end.stop_ns <= static_cast<__u64>(std::chrono::nanoseconds(kStopPatience).count());
}

}  // namespace

ExitValues exit_of_task_end(const task_end& end) {
  ExitValues exit = exit_of_wait_status(static_cast<int>(end.wait_status));
  if (was_stopped(end)) exit.stop_signal = end.stop_signal;
  // A victim may have been about to exit, and is then only let have the memory that it takes for that.
  exit.killed_for_memory = end.is_oom_victim != 0 && exit.exit_signal == SIGKILL ? 1 : 0;
  exit.cpu_ns = static_cast<std::int64_t>(end.cpu_ns);
  return exit;
}

}  // namespace tidemark

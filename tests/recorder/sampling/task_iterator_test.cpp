#include "recorder/sampling/task_iterator.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>
#include <thread>

namespace tidemark {
namespace {

// The value of a line of /proc/self/status, in KiB.
double own_status_kib(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return std::stod(line.substr(name.size() + 1));
  }
  return -1;
}

double cpu_ms(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double own_cpu_ms() { return cpu_ms(CLOCK_PROCESS_CPUTIME_ID); }

// By the calling thread.
void spend_cpu(std::chrono::milliseconds time) {
  while (cpu_ms(CLOCK_THREAD_CPUTIME_ID) < static_cast<double>(time.count())) {}
}

// On the kernel of this machine.
class TaskIteratorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!may_load_bpf()) GTEST_SKIP() << "loading BPF programs is not allowed or not built in";
    if (access("/sys/kernel/btf/vmlinux", R_OK) != 0) GTEST_SKIP() << "the kernel has no type information";
    iterator_ = load_task_iterator();
  }

  // Returns a record of no process where there is no such one.
  task_record find(pid_t pid) {
    iterator_->read(processes_);
    for (const task_record& process : processes_) {
      if (process.process == static_cast<std::uint32_t>(pid)) return process;
    }
    return {};
  }

  static double to_kib(std::uint64_t pages) {
    return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
  }

  std::unique_ptr<TaskIterator> iterator_;
  std::vector<task_record> processes_;
};

TEST_F(TaskIteratorTest, SharedAndSwappedMemoryAreAsProcHasThem) {
  constexpr std::size_t kSize = 8 << 20;
  void* shared = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(shared, MAP_FAILED);
  std::memset(shared, 1, kSize);
  const task_record own = find(getpid());
  // Until Linux 6.16 status leaves out what a CPU has counted by itself.
  constexpr double kUncountedKib = 2048;
  EXPECT_GE(to_kib(own.shmem_pages), kSize / 1024);
  EXPECT_NEAR(to_kib(own.shmem_pages), own_status_kib("RssShmem"), kUncountedKib);
  EXPECT_NEAR(to_kib(own.swap_pages), own_status_kib("VmSwap"), kUncountedKib);
  munmap(shared, kSize);
}

TEST_F(TaskIteratorTest, CpuTimeIsThatOfAllThreadsAlsoThoseThatHaveEnded) {
  std::thread([] { spend_cpu(std::chrono::milliseconds(60)); }).join();
  const double before_ms = own_cpu_ms();
  const double told_ms = static_cast<double>(find(getpid()).cpu_ns) / 1e6;
  const double after_ms = own_cpu_ms();
  EXPECT_GE(before_ms, 60);
  // What a thread uses is counted at the clock tick at the latest.
  constexpr double kTickMs = 20;
  EXPECT_GE(told_ms, before_ms - kTickMs);
  EXPECT_LE(told_ms, after_ms);
}

}  // namespace
}  // namespace tidemark

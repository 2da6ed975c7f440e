#include "recorder/sampling/task_iterator.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include "recorder/sampling/task_end.hpp"

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

// A child that stands still before it goes on to its end. Killed and waited for when destroyed.
class Child {
 public:
  // prepare  called in the child, which then stands still
  // finish   called there when it may go on; returns the status to exit with
  Child(const std::function<void()>& prepare, const std::function<int()>& finish) {
    if (pipe(ready_.data()) != 0 || pipe(go_.data()) != 0) return;
    pid_ = fork();
    if (pid_ == 0) {
      prepare();
      put(ready_);
      close(go_[1]);
      get(go_);
      _exit(finish());
    }
    get(ready_);
  }
  ~Child() {
    if (pid_ > 0) kill(pid_, SIGKILL);
    wait();
    for (const int descriptor : {ready_[0], ready_[1], go_[0], go_[1]}) close(descriptor);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void send(int signal) const { kill(pid_, signal); }
  void go_on() const { put(go_); }
  void wait() {
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  static void put(const std::array<int, 2>& ends) {
    while (write(ends[1], "", 1) < 0 && errno == EINTR) {}
  }
  static void get(const std::array<int, 2>& ends) {
    char byte = 0;
    while (read(ends[0], &byte, 1) < 0 && errno == EINTR) {}
  }

  std::array<int, 2> ready_{-1, -1};
  std::array<int, 2> go_{-1, -1};
  pid_t pid_ = -1;
};

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

  task_key key_of(const Child& child) {
    const task_record record = find(child.pid());
    return {record.start_boottime_ns, record.host_process, 0};
  }

  // Empty where it was not seen.
  ExitValues end_of(const task_key& key) {
    const auto end = iterator_->take_end(key);
    EXPECT_TRUE(end);
    return end ? exit_of_task_end(*end) : ExitValues{};
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

TEST_F(TaskIteratorTest, AHandledStopIsToldWithTheExitCode) {
  Child child([] { std::signal(SIGTERM, [](int) { _exit(0); }); }, [] { return 1; });
  const task_key key = key_of(child);
  EXPECT_FALSE(iterator_->take_end(key));
  child.send(SIGTERM);
  child.wait();
  const ExitValues exit = end_of(key);
  EXPECT_EQ(exit.exit_code, 0);
  EXPECT_EQ(exit.exit_signal, std::nullopt);
  EXPECT_EQ(exit.stop_signal, SIGTERM);
  EXPECT_EQ(exit.killed_for_memory, 0);
  EXPECT_FALSE(iterator_->take_end(key));
}

TEST_F(TaskIteratorTest, TheLastStopIsTold) {
  Child child([] { std::signal(SIGHUP, [](int) {}); }, [] { return 1; });
  const task_key key = key_of(child);
  child.send(SIGHUP);
  child.send(SIGINT);
  child.wait();
  const ExitValues exit = end_of(key);
  EXPECT_EQ(exit.exit_signal, SIGINT);
  EXPECT_EQ(exit.stop_signal, SIGINT);
}

TEST_F(TaskIteratorTest, AStopThatIsIgnoredIsNone) {
  Child child([] { std::signal(SIGTERM, SIG_IGN); }, [] { return 3; });
  const task_key key = key_of(child);
  child.send(SIGTERM);
  child.go_on();
  child.wait();
  const ExitValues exit = end_of(key);
  EXPECT_EQ(exit.exit_code, 3);
  EXPECT_EQ(exit.stop_signal, std::nullopt);
}

// As many servers do, by sigwait or a signalfd.
TEST_F(TaskIteratorTest, AStopThatIsWaitedForIsTold) {
  static sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  Child child([] { sigprocmask(SIG_BLOCK, &stops, nullptr); },
              [] {
                int signal = 0;
                return sigwait(&stops, &signal) == 0 ? 4 : 5;
              });
  const task_key key = key_of(child);
  child.send(SIGTERM);
  child.go_on();
  child.wait();
  const ExitValues exit = end_of(key);
  EXPECT_EQ(exit.exit_code, 4);
  EXPECT_EQ(exit.stop_signal, SIGTERM);
}

TEST_F(TaskIteratorTest, OtherSignalsAreNoStop) {
  Child child([] { std::signal(SIGUSR1, [](int) {}); }, [] { return 1; });
  const task_key key = key_of(child);
  child.send(SIGUSR1);
  child.send(SIGKILL);
  child.wait();
  const ExitValues exit = end_of(key);
  EXPECT_EQ(exit.exit_signal, SIGKILL);
  EXPECT_EQ(exit.exit_code, std::nullopt);
  EXPECT_EQ(exit.stop_signal, std::nullopt);
}

TEST_F(TaskIteratorTest, AProcessEndsWithItsLastThread) {
  Child child([] {},
              [] {
                std::thread([] {
                  spend_cpu(std::chrono::milliseconds(60));
                  _exit(5);
                }).detach();
                syscall(SYS_exit, 6);
                return 7;
              });
  const task_key key = key_of(child);
  child.go_on();
  child.wait();
  const ExitValues exit = end_of(key);
  EXPECT_EQ(exit.exit_code, 5);
  EXPECT_GE(exit.cpu_ns.value_or(0), 40'000'000);
}

TEST_F(TaskIteratorTest, AThreadThatEndsIsNotTheProcesss) {
  Child child([] {}, [] { return 0; });
  const task_key key = key_of(child);
  std::thread([] {}).join();
  EXPECT_FALSE(iterator_->take_end(key));
  const task_record own = find(getpid());
  EXPECT_FALSE(iterator_->take_end({own.start_boottime_ns, own.host_process, 0}));
}

}  // namespace
}  // namespace tidemark

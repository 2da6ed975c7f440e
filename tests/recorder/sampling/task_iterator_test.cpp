#include "recorder/sampling/task_iterator.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "recorder/sampling/bpf_sampler.hpp"
#include "recorder/sampling/task_end.hpp"
#include "tests/recorder/sampling/standing_child.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using testing::StandingChild;

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

  task_key key_of(const StandingChild& child) {
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
  const auto threads = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                         std::filesystem::directory_iterator());
  };
  const auto before = threads();
  std::thread([] { spend_cpu(std::chrono::milliseconds(60)); }).join();
  // The kernel is not done with it yet when it has been waited for.
  while (threads() > before) std::this_thread::yield();
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
  StandingChild child([] { std::signal(SIGTERM, [](int) { _exit(0); }); }, [] { return 1; });
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
  // A shell has what it starts in the background ignore SIGINT.
  const auto prepare = [] {
    std::signal(SIGHUP, [](int) {});
    std::signal(SIGINT, SIG_DFL);
  };
  StandingChild child(prepare, [] { return 1; });
  const task_key key = key_of(child);
  child.send(SIGHUP);
  child.send(SIGINT);
  child.wait();
  const ExitValues exit = end_of(key);
  EXPECT_EQ(exit.exit_signal, SIGINT);
  EXPECT_EQ(exit.stop_signal, SIGINT);
}

TEST_F(TaskIteratorTest, AStopThatIsIgnoredIsNone) {
  StandingChild child([] { std::signal(SIGTERM, SIG_IGN); }, [] { return 3; });
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
  StandingChild child([] { sigprocmask(SIG_BLOCK, &stops, nullptr); },
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

TEST_F(TaskIteratorTest, TheEndIsThatOfTheLastProgram) {
  const StandingChild child([] {}, [] { return execlp("true", "true", nullptr); });
  const task_record before = find(child.pid());
  child.go_on();
  std::optional<task_end> end;
  EXPECT_TRUE(testing::comes_true([&] {
    end = iterator_->take_end({before.start_boottime_ns, before.host_process, 0});
    return end.has_value();
  }));
  EXPECT_NE(end.value_or(task_end{}).exec_id, before.exec_id);
}

TEST_F(TaskIteratorTest, OtherSignalsAreNoStop) {
  StandingChild child([] { std::signal(SIGUSR1, [](int) {}); }, [] { return 1; });
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
  StandingChild child([] {},
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
  StandingChild child([] {}, [] { return 0; });
  const task_key key = key_of(child);
  std::thread([] {}).join();
  EXPECT_FALSE(iterator_->take_end(key));
  const task_record own = find(getpid());
  EXPECT_FALSE(iterator_->take_end({own.start_boottime_ns, own.host_process, 0}));
}

TEST_F(TaskIteratorTest, TheSamplerTellsHowWhatItSawHasEnded) {
  StandingChild child([] { std::signal(SIGTERM, [](int) { _exit(0); }); }, [] { return 1; });
  BpfSampler sampler(SamplerSettings{}, ProcessFilter(FilterSettings{}), std::move(iterator_));
  static_cast<void>(sampler.scan(nullptr));
  const pid_t pid = child.pid();
  child.send(SIGTERM);
  child.wait();
  ExitValues told;
  for (const ExitReading& exit : sampler.scan(nullptr).exits) {
    if (exit.identity.pid == pid) add_missing(told, exit.identity.exit);
  }
  EXPECT_EQ(told.exit_code, 0);
  EXPECT_EQ(told.stop_signal, SIGTERM);
  EXPECT_TRUE(told.cpu_ns);
}

}  // namespace
}  // namespace tidemark

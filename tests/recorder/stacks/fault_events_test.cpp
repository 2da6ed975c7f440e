#include "recorder/stacks/fault_events.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "tests/recorder/stacks/page_toucher.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using testing::PageToucher;
using testing::TouchOrder;

constexpr std::uint32_t kStackBytes = 512;
constexpr std::size_t kRingBytes = std::size_t{1} << 20U;

class FaultEventsTest : public ::testing::Test {
 protected:
  // Skips where that is not allowed.
  void open_events(FaultScope scope, std::uint64_t period, std::size_t ring_bytes = kRingBytes) {
    try {
      events_.emplace(scope, period, kStackBytes, ring_bytes);
    } catch (const StacksUnavailable& reason) {
      GTEST_SKIP() << "page faults may not be sampled here: " << reason.what();
    }
  }
  void pass_over() {
    events_->read([](const TouchSample&) { return true; });
  }
  // Returns how many samples are waiting of each of the pages that begin there.
  std::map<std::uint64_t, int> count_of(const PageToucher& program, std::uint64_t start,
                                        std::uint32_t pages) {
    std::map<std::uint64_t, int> counts;
    events_->read([&](const TouchSample& sample) {
      if (sample.pid == program.pid() && sample.address >= start &&
          sample.address < start + pages * page_bytes_)
        ++counts[(sample.address - start) / page_bytes_];
      return true;
    });
    return counts;
  }

  const std::size_t page_bytes_ = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  std::optional<FaultEvents> events_;
};

#define OPEN_OR_SKIP(...)   \
  open_events(__VA_ARGS__); \
  if (!events_) return

TEST_F(FaultEventsTest, EachFirstTouchIsAFault) {
  OPEN_OR_SKIP(FaultScope::kCommand, 1);
  const PageToucher program;
  pass_over();
  const auto counts = count_of(program, program.touch(32), 32);
  EXPECT_EQ(counts.size(), 32U);
  for (const auto& [page, count] : counts) EXPECT_EQ(count, 1) << page;
  const std::uint64_t start = program.touch(32);
  pass_over();
  static_cast<void>(program.touch(32, TouchOrder::Kind::kAgain));
  EXPECT_TRUE(count_of(program, start, 32).empty()) << "which are there already";
}

TEST_F(FaultEventsTest, ASampleHasTheThreadsStackAndWhatItStandsFor) {
  OPEN_OR_SKIP(FaultScope::kCommand, 8);
  const PageToucher program;
  pass_over();
  const std::uint64_t start = program.touch(256);
  int found = 0;
  events_->read([&](const TouchSample& sample) {
    if (sample.address < start || sample.address >= start + 256 * page_bytes_) return true;
    ++found;
    EXPECT_EQ(sample.faults, 8U);
    EXPECT_EQ(sample.stack.size(), kStackBytes);
    EXPECT_GT(sample.program_counter, 0U);
    EXPECT_GT(sample.stack_pointer, sample.program_counter) << "as Linux lays out a program";
    return true;
  });
  EXPECT_NEAR(found, 256 / 8, 4);
}

TEST_F(FaultEventsTest, OneThatIsNotTakenComesAgainWithThoseBehindIt) {
  OPEN_OR_SKIP(FaultScope::kCommand, 1);
  const PageToucher program;
  pass_over();
  const std::uint64_t start = program.touch(16);
  std::set<std::uint64_t> taken;
  int refused = 0;
  events_->read([&](const TouchSample& sample) {
    EXPECT_EQ(refused, 0) << "nothing more is told then";
    if (taken.size() < 3) return taken.insert(sample.address).second;
    ++refused;
    return false;
  });
  EXPECT_EQ(refused, 1);
  events_->read([&](const TouchSample& sample) {
    EXPECT_TRUE(taken.insert(sample.address).second) << "which was taken before";
    return true;
  });
  for (std::size_t i = 0; i < 16; ++i) EXPECT_TRUE(taken.contains(start + i * page_bytes_)) << i;
  EXPECT_TRUE(count_of(program, start, 16).empty());
}

TEST_F(FaultEventsTest, WhatFindsNoRoomIsCounted) {
  OPEN_OR_SKIP(FaultScope::kCommand, 1, 1);
  const PageToucher program;
  pass_over();
  static_cast<void>(events_->take_lost());
  constexpr std::uint32_t kPages = 4096;
  const std::uint64_t start = program.touch(kPages);
  const auto first = count_of(program, start, kPages);
  EXPECT_GT(first.size(), geteuid() == 0 ? 80U : 16U) << "64 KiB have room for 93 where they are allowed";
  EXPECT_LT(first.size(), kPages / 2);
  // The kernel writes down how many those were once there is room again, on each CPU.
  std::uint64_t lost = 0;
  EXPECT_TRUE(testing::comes_true([&] {
    static_cast<void>(program.touch(16));
    pass_over();
    lost += events_->take_lost();
    return lost + first.size() >= kPages;
  }));
  EXPECT_LT(lost, kPages + 64);
  EXPECT_EQ(events_->take_lost(), 0U);
}

TEST_F(FaultEventsTest, OfTheHostAreThoseOfProcessesThatWereThere) {
  const PageToucher program;
  OPEN_OR_SKIP(FaultScope::kHost, 1);
  EXPECT_TRUE(testing::comes_true([&] {
    pass_over();
    return !count_of(program, program.touch(64), 64).empty();
  })) << "others fill the rings as well";
}

TEST_F(FaultEventsTest, OfACommandAreNoneOfProcessesThatWereThere) {
  const PageToucher other;
  OPEN_OR_SKIP(FaultScope::kCommand, 1);
  EXPECT_TRUE(count_of(other, other.touch(64), 64).empty());
}

TEST_F(FaultEventsTest, WhatTheKernelTouchesForAProgramCountsAsWell) {
  OPEN_OR_SKIP(FaultScope::kCommand, 1);
  if (geteuid() != 0) GTEST_SKIP() << "the kernel's part may be seen by root alone";
  const PageToucher program;
  pass_over();
  EXPECT_EQ(count_of(program, program.touch(32, TouchOrder::Kind::kByKernel), 32).size(), 32U);
}

// Returns why a child that has made ready by `prepare` may not sample; empty where it may.
std::string refusal(FaultScope scope, const std::function<void()>& prepare) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) {
    prepare();
    try {
      const FaultEvents events(scope, 256, kStackBytes, kRingBytes);
    } catch (const StacksUnavailable& reason) {
      static_cast<void>(write(ends[1], reason.what(), std::strlen(reason.what())));
    }
    _exit(0);
  }
  close(ends[1]);
  std::array<char, 512> text{};
  const ssize_t count = read(ends[0], text.data(), text.size());
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
}

// cpu  of which events are denied
void deny_perf_events(int error, int cpu) {
  std::array<sock_filter, 6> filter{
      {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_perf_event_open, 0, 3),
       BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t)),
       BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, static_cast<std::uint32_t>(cpu), 0, 1),
       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error)),
       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
  const sock_fprog program{filter.size(), filter.data()};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) _exit(1);
}

// Of a processor that is not online there is none; where another is denied all are.
TEST(FaultEventsRefused, AreNotMissedOfAProcessorThatIsNotThere) {
  const auto allow = [] {};
  if (!refusal(FaultScope::kCommand, allow).empty()) GTEST_SKIP() << "page faults may not be sampled here";
  if (sysconf(_SC_NPROCESSORS_ONLN) < 2) GTEST_SKIP() << "there is one processor";
  EXPECT_EQ(refusal(FaultScope::kCommand, [] { deny_perf_events(ENODEV, 1); }), "");
  EXPECT_EQ(refusal(FaultScope::kCommand, [] { deny_perf_events(ENODEV, 0); }),
            fmt::format("perf_event_open: {}", std::strerror(ENODEV)));
  EXPECT_EQ(refusal(FaultScope::kCommand, [] { deny_perf_events(EMFILE, 1); }),
            fmt::format("perf_event_open: {}", std::strerror(EMFILE)));
}

TEST(FaultEventsRefused, SayWhatTheKernelSays) {
  EXPECT_EQ(refusal(FaultScope::kCommand, [] { deny_perf_events(ENOSYS, 0); }),
            fmt::format("perf_event_open: {}", std::strerror(ENOSYS)));
}

TEST(FaultEventsRefused, SayThatTheCallIsDeniedWhereNoRightIsMissing) {
  if (geteuid() != 0) GTEST_SKIP() << "only root has all rights";
  for (const auto error : {EPERM, EACCES})
    EXPECT_EQ(refusal(FaultScope::kHost, [&] { deny_perf_events(error, 0); }),
              "the call perf_event_open is denied here, as by a container's seccomp profile");
}

TEST(FaultEventsRefused, SayWhichRightIsMissing) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can become somebody without rights";
  const std::string level = testing::read_bytes("/proc/sys/kernel/perf_event_paranoid");
  const std::string number = level.substr(0, level.find('\n'));
  const auto become_nobody = [] {
    deny_perf_events(EACCES, 0);
    if (setresuid(65534, 65534, 65534) != 0) _exit(1);
  };
  const std::string of_host = refusal(FaultScope::kHost, become_nobody);
  if (number > "0") {
    EXPECT_EQ(of_host,
              fmt::format("it takes CAP_PERFMON, or kernel.perf_event_paranoid at 0 (it is {})", number));
  }
  const std::string of_command = refusal(FaultScope::kCommand, become_nobody);
  EXPECT_EQ(of_command.starts_with("it takes CAP_PERFMON, or kernel.perf_event_paranoid at 2"), number > "2")
      << of_command;
}

}  // namespace
}  // namespace tidemark

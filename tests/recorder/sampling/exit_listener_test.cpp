#include "recorder/sampling/exit_listener.hpp"

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>
#include <rapidcheck/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <thread>

#include "recorder/system/capabilities.hpp"

namespace tidemark {
namespace {

using Bytes = std::vector<std::byte>;

template <typename T>
void append(Bytes& bytes, const T& value) {
  const auto* begin = reinterpret_cast<const std::byte*>(&value);
  bytes.insert(bytes.end(), begin, begin + sizeof value);
}

Bytes attribute(std::uint16_t type, const Bytes& value) {
  Bytes bytes;
  append(bytes, nlattr{static_cast<std::uint16_t>(sizeof(nlattr) + value.size()), type});
  bytes.insert(bytes.end(), value.begin(), value.end());
  bytes.resize((bytes.size() + 3) / 4 * 4);
  return bytes;
}

Bytes operator+(Bytes one, const Bytes& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

// The structure as Linux 5.19 has it: that of the headers may be older.
class Stats {
 public:
  Stats() : bytes_(416) {
    put(offsetof(taskstats, version), std::uint16_t{12});
    put(offsetof(taskstats, ac_flag), std::uint8_t{0x20});
    put(offsetof(taskstats, ac_uid), std::uint32_t{1000});
    put(offsetof(taskstats, ac_pid), std::uint32_t{101});
    put(offsetof(taskstats, ac_ppid), std::uint32_t{7});
    put(offsetof(taskstats, hiwater_vm), std::uint64_t{4321});
    put(offsetof(taskstats, ac_comm), std::array<char, 8>{"tool"});
    put(368, std::uint32_t{100});
    put(392, std::uint64_t{55});
  }
  template <typename T>
  Stats& put(std::size_t offset, const T& value) {
    std::memcpy(&bytes_[offset], &value, sizeof value);
    return *this;
  }
  [[nodiscard]] Bytes message() const {
    Bytes pid;
    append(pid, std::uint32_t{101});
    const Bytes body = attribute(TASKSTATS_TYPE_AGGR_PID, attribute(TASKSTATS_TYPE_PID, pid) +
                                                              attribute(TASKSTATS_TYPE_STATS, bytes_));
    nlmsghdr header{};
    header.nlmsg_type = 31;
    header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + sizeof(genlmsghdr) + body.size());
    Bytes message;
    append(message, header);
    append(message, genlmsghdr{TASKSTATS_CMD_NEW, 1, 0});
    return message + body;
  }

 private:
  Bytes bytes_;
};

TEST(ParseExitMessage, TakesWhatTellsOfTheProcess) {
  const auto exit = parse_exit_message(Stats().message());
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->pid, 100);
  EXPECT_EQ(exit->ppid, 7);
  EXPECT_EQ(exit->uid, 1000U);
  EXPECT_EQ(exit->comm, "tool");
  EXPECT_EQ(exit->exit.peak_vm_kib, 4321);
  EXPECT_EQ(exit->program_inode, 55U);
}

TEST(ParseExitMessage, TheExitCodeIsToldWithTheLeaderOnly) {
  const std::uint32_t stopped = 3U << 8U;
  EXPECT_EQ(
      parse_exit_message(Stats().put(offsetof(taskstats, ac_exitcode), stopped).message())->exit.exit_code,
      std::nullopt);
  Stats leader;
  leader.put(offsetof(taskstats, ac_pid), std::uint32_t{100});
  leader.put(offsetof(taskstats, ac_exitcode), stopped);
  EXPECT_EQ(parse_exit_message(leader.message())->exit.exit_code, 3);
  leader.put(offsetof(taskstats, ac_exitcode), std::uint32_t{15});
  const auto exit = parse_exit_message(leader.message())->exit;
  EXPECT_EQ(exit.exit_code, std::nullopt);
  EXPECT_EQ(exit.exit_signal, 15);
}

TEST(ParseExitMessage, TheTimeIsThatOfUserAndKernel) {
  Stats stats;
  stats.put(offsetof(taskstats, ac_utime), std::uint64_t{2});
  stats.put(offsetof(taskstats, ac_stime), std::uint64_t{3});
  stats.put(offsetof(taskstats, hiwater_rss), std::uint64_t{77});
  EXPECT_EQ(parse_exit_message(stats.message())->exit.cpu_ns, 5000);
  EXPECT_EQ(parse_exit_message(stats.message())->exit.peak_rss_kib, 77);
}

TEST(ParseExitMessage, LeavesOutThreadsKernelThreadsAndOlderVersions) {
  EXPECT_FALSE(parse_exit_message(Stats().put(offsetof(taskstats, ac_flag), std::uint8_t{0}).message()));
  EXPECT_FALSE(parse_exit_message(Stats().put(offsetof(taskstats, hiwater_vm), std::uint64_t{0}).message()));
  EXPECT_FALSE(parse_exit_message(Stats().put(offsetof(taskstats, version), std::uint16_t{11}).message()));
  EXPECT_FALSE(parse_exit_message({}));
}

RC_GTEST_PROP(ParseExitMessage, AMessageThatIsCutOrDamagedIsReadWithinItsBounds, ()) {
  Bytes message = Stats().message();
  message.resize(*rc::gen::inRange<std::size_t>(0, message.size() + 1));
  const int changes = *rc::gen::inRange(0, 5);
  for (int i = 0; i < changes && !message.empty(); ++i) {
    const auto place = *rc::gen::inRange<std::size_t>(0, std::min<std::size_t>(message.size(), 48));
    message[place] = static_cast<std::byte>(*rc::gen::inRange(0, 256));
  }
  // On the heap and no larger, so that a sanitizer sees what lies beyond.
  const auto exit = parse_exit_message(Bytes(message));
  if (exit) RC_ASSERT(exit->pid > 0 && exit->exit.peak_vm_kib > 0);
}

class ExitListenerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_capability(CAP_NET_ADMIN)) GTEST_SKIP() << "listening to exits takes CAP_NET_ADMIN";
    try {
      listener_ = std::make_unique<ExitListener>();
    } catch (const ExitsUnavailable& reason) {
      GTEST_SKIP() << reason.what();
    }
  }
  // Of this process's children.
  std::vector<ExitRecord> take() {
    std::vector<ExitRecord> exits;
    EXPECT_TRUE(listener_->take(exits));
    std::erase_if(exits, [](const ExitRecord& exit) { return exit.ppid != getpid(); });
    return exits;
  }

  std::unique_ptr<ExitListener> listener_;
};

TEST_F(ExitListenerTest, TellsOfEachChildWithItsPeakAndNotOfItsThreads) {
  std::vector<pid_t> children;
  for (int i = 0; i < 20; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      std::thread([] {}).join();
      const std::vector<char> memory(std::size_t{64} << 20U);
      _exit(0);
    }
    waitpid(child, nullptr, 0);
    children.push_back(child);
  }
  std::vector<pid_t> told;
  for (const ExitRecord& exit : take()) {
    told.push_back(exit.pid);
    EXPECT_GT(exit.exit.peak_vm_kib, 64 << 10);
    EXPECT_EQ(exit.uid, getuid());
  }
  EXPECT_EQ(told, children);
  EXPECT_TRUE(take().empty());
}

}  // namespace
}  // namespace tidemark

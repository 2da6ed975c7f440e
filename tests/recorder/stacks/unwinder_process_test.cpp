#include "recorder/stacks/unwinder_process.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

#include "recorder/stacks/fault_events.hpp"
#include "recorder/stacks/unwind_message.hpp"
#include "recorder/system/capabilities.hpp"
#include "tests/recorder/stacks/fake_unwinder.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using Bytes = std::vector<std::byte>;
using Sent = UnwinderProcess::Sent;

class UnwinderProcessTest : public ::testing::Test {
 protected:
  [[nodiscard]] static Bytes next_answer(UnwinderProcess& process) {
    EXPECT_TRUE(process.wait(30s));
    const auto bytes = process.receive();
    return bytes ? Bytes(bytes->begin(), bytes->end()) : Bytes();
  }
  // Waits until it has ended, and leaves it to its owner to bury it.
  static void wait_for_end(const UnwinderProcess& process) {
    siginfo_t ended{};
    EXPECT_EQ(waitid(P_PID, static_cast<id_t>(process.pid()), &ended, WEXITED | WNOWAIT), 0);
  }
  // Returns what it answers to a message: how many files came with it, and the message.
  static Bytes echo_of(std::uint32_t files, const Bytes& message) {
    Bytes bytes(sizeof files);
    std::memcpy(bytes.data(), &files, sizeof files);
    bytes.insert(bytes.end(), message.begin(), message.end());
    return bytes;
  }

  const testing::FakeUnwinder fake_;
  const Bytes message_ = encode(ForgetMessage{5});
};

TEST_F(UnwinderProcessTest, MessagesGoWithTheirFilesAndAnswersComeBack) {
  UnwinderProcess process(fake_.path("echo"));
  EXPECT_FALSE(process.receive());
  EXPECT_FALSE(process.is_dead());
  const Descriptor file(open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(process.send(message_), Sent::kYes);
  EXPECT_EQ(next_answer(process), echo_of(0, message_));
  EXPECT_EQ(process.send(message_, std::vector<int>(3, file.number())), Sent::kYes);
  EXPECT_EQ(next_answer(process), echo_of(3, message_));
  EXPECT_FALSE(process.receive());
  EXPECT_FALSE(process.is_dead());
}

TEST_F(UnwinderProcessTest, TheLargestStackIsOneMessage) {
  UnwinderProcess process(fake_.path("answer"));
  const Bytes stack(65528);
  EXPECT_EQ(process.send(encode(SampleMessage{1, 9, 0, 0, {}, stack})), Sent::kYes);
  EXPECT_EQ(decode_stack(next_answer(process))->id, 9U);
}

TEST_F(UnwinderProcessTest, TheLargestAnswerComesWhole) {
  UnwinderProcess process(fake_.path("echo"));
  const UnwoundFrame longest{7, 8, std::string(kMostSymbolBytes, 'x'), std::string(64, 'a')};
  const Bytes largest = encode(StackMessage{1, true, std::vector<UnwoundFrame>(kMostFrames, longest)});
  EXPECT_EQ(process.send(largest), Sent::kYes);
  EXPECT_EQ(next_answer(process), echo_of(0, largest));
}

TEST_F(UnwinderProcessTest, ItHasNoRightsAndALowPriority) {
  UnwinderProcess process(fake_.path("echo"));
  EXPECT_EQ(process.send(message_), Sent::kYes);
  EXPECT_FALSE(next_answer(process).empty());
  const std::string status = testing::read_bytes(fmt::format("/proc/{}/status", process.pid()));
  for (const char* none :
       {"CapInh:\t0000000000000000", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000",
        "CapAmb:\t0000000000000000", "NoNewPrivs:\t1", "SigBlk:\t0000000000000000"})
    EXPECT_NE(status.find(none), std::string::npos) << none << " in\n" << status;
  if (geteuid() == 0) {
    for (const char* nobody : {"Uid:\t65534\t65534\t65534", "Gid:\t65534\t65534\t65534", "Groups:\t \n"})
      EXPECT_NE(status.find(nobody), std::string::npos) << nobody << " in\n" << status;
  }
  if (has_capability(CAP_SETPCAP)) {
    EXPECT_NE(status.find("CapBnd:\t0000000000000000"), std::string::npos) << status;
  }
  EXPECT_EQ(getpriority(PRIO_PROCESS, static_cast<id_t>(process.pid())), 10);
  EXPECT_EQ(testing::read_bytes(fmt::format("/proc/{}/cmdline", process.pid())),
            std::string("tidemark-unwinder\0", 18));
}

TEST_F(UnwinderProcessTest, SignalsThatAreBlockedHereReachIt) {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_BLOCK, &blocked, &before);
  const UnwinderProcess process(fake_.path("deaf"));
  sigprocmask(SIG_SETMASK, &before, nullptr);
  kill(process.pid(), SIGTERM);
  siginfo_t ended{};
  EXPECT_EQ(waitid(P_PID, static_cast<id_t>(process.pid()), &ended, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(ended.si_status, SIGTERM);
}

TEST_F(UnwinderProcessTest, OneThatTakesNothingIsBusy) {
  UnwinderProcess process(fake_.path("deaf"));
  const Bytes stack(60'000);
  const Bytes message = encode(SampleMessage{1, 9, 0, 0, {}, stack});
  int sent = 0;
  while (sent < 1000 && process.send(message) == Sent::kYes) ++sent;
  EXPECT_GE(sent, 1);
  EXPECT_LT(sent, 1000);
  EXPECT_EQ(process.send(message), Sent::kBusy);
  EXPECT_FALSE(process.is_dead());
  EXPECT_FALSE(process.wait(0ms));
}

TEST_F(UnwinderProcessTest, OneThatHasEndedIsFoundDeadBySending) {
  UnwinderProcess process(fake_.path("end"));
  EXPECT_EQ(process.send(encode(SampleMessage{1, 9, 0, 0, {}, {}})), Sent::kYes);
  wait_for_end(process);
  EXPECT_FALSE(process.is_dead()) << "nobody has looked";
  EXPECT_EQ(process.send(message_), Sent::kDead);
  EXPECT_TRUE(process.is_dead());
  EXPECT_EQ(process.send(message_), Sent::kDead);
  EXPECT_FALSE(process.wait(1h));
  EXPECT_FALSE(process.cpu());
}

TEST_F(UnwinderProcessTest, OneThatHasEndedIsFoundDeadByReceiving) {
  UnwinderProcess process(fake_.path("end"));
  EXPECT_EQ(process.send(encode(SampleMessage{1, 9, 0, 0, {}, {}})), Sent::kYes);
  wait_for_end(process);
  EXPECT_FALSE(process.receive());
  EXPECT_TRUE(process.is_dead());
}

TEST_F(UnwinderProcessTest, NothingIsReceivedOfTheDead) {
  UnwinderProcess process(fake_.path("last-words"));
  EXPECT_EQ(process.send(encode(SampleMessage{1, 9, 0, 0, {}, {}})), Sent::kYes);
  wait_for_end(process);
  EXPECT_EQ(process.send(message_), Sent::kDead);
  EXPECT_FALSE(process.receive()) << "its answer lies in the socket";
}

TEST_F(UnwinderProcessTest, TellsOfItsCpuTimeUntilItIsGone) {
  UnwinderProcess process(fake_.path("leave-number"));
  const auto used = process.cpu();
  ASSERT_TRUE(used);
  EXPECT_GE(*used, 0ns);
  EXPECT_LT(*used, 60s);
  EXPECT_EQ(waitpid(process.pid(), nullptr, 0), process.pid());
  EXPECT_FALSE(process.cpu());
}

TEST_F(UnwinderProcessTest, CpuTimeRisesWithWhatItDoes) {
  UnwinderProcess process(fake_.path("echo"));
  const Bytes large(30'000);
  EXPECT_TRUE(testing::comes_true([&] {
    for (int i = 0; i < 50; ++i) {
      EXPECT_EQ(process.send(large), Sent::kYes);
      EXPECT_EQ(next_answer(process).size(), large.size() + 4);
    }
    return process.cpu().value_or(0ns) > 5ms;
  }));
}

TEST_F(UnwinderProcessTest, EndsWithItsObject) {
  pid_t pid = 0;
  {
    const UnwinderProcess process(fake_.path("deaf"));
    pid = process.pid();
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_EQ(waitpid(pid, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(UnwinderProcessTest, WithoutAProgramThereIsNone) {
  const std::string nowhere = fake_.path("echo") + "/nowhere";
  try {
    const UnwinderProcess process(nowhere);
    ADD_FAILURE() << "it was started";
  } catch (const StacksUnavailable& reason) {
    EXPECT_EQ(reason.what(), fmt::format("{}: {}", nowhere, std::strerror(ENOTDIR)));
  }
}

TEST_F(UnwinderProcessTest, AFileThatIsNoProgramIsDeadAtOnce) {
  const testing::TemporaryDirectory directory;
  testing::write_bytes(directory.file("junk"), "junk");
  UnwinderProcess process(directory.file("junk"));
  wait_for_end(process);
  EXPECT_FALSE(process.receive());
  EXPECT_TRUE(process.is_dead());
}

TEST_F(UnwinderProcessTest, IsFoundBesideTheRecorderAndWhereItIsInstalled) {
  namespace fs = std::filesystem;
  const testing::TemporaryDirectory directory;
  fs::create_directories(directory.file("bin"));
  fs::create_directories(directory.file("libexec/tidemark/tidemark-unwinder"));
  const std::string finder = directory.file("bin/finder");
  fs::copy_file(fake_.path("finder"), finder);
  const auto found = [&] { return testing::run_to_end({{finder}}).output; };
  EXPECT_EQ(found(), "tidemark-unwinder is not where it was installed\n") << "a directory is no program";
  fs::remove(directory.file("libexec/tidemark/tidemark-unwinder"));
  const std::string installed = directory.file("libexec/tidemark/tidemark-unwinder");
  testing::write_bytes(installed, "");
  EXPECT_EQ(found(), installed + "\n");
  const std::string beside = directory.file("bin/tidemark-unwinder");
  testing::write_bytes(beside, "");
  EXPECT_EQ(found(), beside + "\n");
}

}  // namespace
}  // namespace tidemark

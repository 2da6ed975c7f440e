#include "recorder/system/signals.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/time.h>
#include <unistd.h>

namespace tidemark {
namespace {

bool is_blocked(int signal) {
  sigset_t mask{};
  sigprocmask(SIG_BLOCK, nullptr, &mask);
  return sigismember(&mask, signal) == 1;
}

TEST(SignalQueue, IsEmptyAtFirst) {
  const SignalQueue queue{SIGUSR1};
  EXPECT_FALSE(queue.take());
}

TEST(SignalQueue, SaysWhichProcessSentASignal) {
  const SignalQueue queue{SIGUSR1, SIGTERM};
  kill(getpid(), SIGTERM);
  const auto signal = queue.take();
  ASSERT_TRUE(signal);
  EXPECT_EQ(signal->number, SIGTERM);
  EXPECT_TRUE(signal->is_from_process);
  EXPECT_EQ(signal->sender, getpid());
  EXPECT_FALSE(queue.take());
}

TEST(SignalQueue, ASignalOfTheKernelHasNoSender) {
  const SignalQueue queue{SIGALRM};
  const itimerval soon{{0, 0}, {0, 1}};
  setitimer(ITIMER_REAL, &soon, nullptr);
  pollfd readable{queue.descriptor(), POLLIN, 0};
  ASSERT_EQ(poll(&readable, 1, 10'000), 1);
  const auto signal = queue.take();
  ASSERT_TRUE(signal);
  EXPECT_EQ(signal->number, SIGALRM);
  EXPECT_FALSE(signal->is_from_process);
  EXPECT_EQ(signal->sender, 0);
}

TEST(SignalQueue, PutsTheMaskBack) {
  sigset_t before{};
  sigprocmask(SIG_BLOCK, nullptr, &before);
  {
    const SignalQueue queue{SIGUSR1};
    EXPECT_TRUE(is_blocked(SIGUSR1));
    EXPECT_TRUE(is_blocked(SIGPIPE));
    EXPECT_TRUE(is_blocked(SIGXFSZ));
    EXPECT_EQ(sigismember(&queue.previous_mask(), SIGUSR1), sigismember(&before, SIGUSR1));
  }
  EXPECT_FALSE(is_blocked(SIGUSR1));
  EXPECT_FALSE(is_blocked(SIGPIPE));
  EXPECT_FALSE(is_blocked(SIGXFSZ));
}

TEST(SignalQueue, ASignalThatStillWaitsAtTheEndDoesNotEndTheProcess) {
  {
    const SignalQueue queue{SIGUSR1};
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGPIPE);
  }
  EXPECT_FALSE(is_blocked(SIGUSR1));  // reached at all
}

TEST(SignalQueue, AHangupThatIsIgnoredStaysSo) {
  void (*const before)(int) = std::signal(SIGHUP, SIG_IGN);
  {
    const SignalQueue queue{SIGHUP, SIGUSR1};
    kill(getpid(), SIGHUP);
    EXPECT_FALSE(queue.take());
    EXPECT_FALSE(is_blocked(SIGHUP));
  }
  std::signal(SIGHUP, before);
}

TEST(SignalQueue, AnyOtherIsTakenThoughItIsIgnored) {
  void (*const before)(int) = std::signal(SIGINT, SIG_IGN);
  {
    const SignalQueue queue{SIGINT};
    kill(getpid(), SIGINT);
    const auto taken = queue.take();
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->number, SIGINT);
  }
  std::signal(SIGINT, before);
}

}  // namespace
}  // namespace tidemark

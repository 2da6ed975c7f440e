#include "recorder/stacks/watchpoints.hpp"

#include <gtest/gtest.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "recorder/stacks/perf_ring.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

WordReading reading(std::chrono::nanoseconds watched, std::chrono::nanoseconds silent, bool is_written) {
  return {.watched = watched, .silent = silent, .is_written = is_written, .hits = is_written ? 1U : 0U};
}

TEST(JudgeWord, OneThatWasWrittenAndThenLeftAloneIsKept) {
  EXPECT_EQ(judge_word(reading(2s, kSilence - 1ns, true)), WordFate::kWatched);
  EXPECT_EQ(judge_word(reading(2s, kSilence, true)), WordFate::kKept);
}

TEST(JudgeWord, OneThatNobodyWritesTellsNothing) {
  EXPECT_EQ(judge_word(reading(1s, 1s, false)), WordFate::kWatched);
  EXPECT_EQ(judge_word(reading(kSilence, kSilence, false)), WordFate::kUnwritten);
}

TEST(JudgeWord, OneThatIsWrittenOnAndOnIsGivenUp) {
  EXPECT_EQ(judge_word(reading(kLongestWatch - 1ns, 1s, true)), WordFate::kWatched);
  EXPECT_EQ(judge_word(reading(kLongestWatch, 1s, true)), WordFate::kInUse);
}

TEST(JudgeWord, OneThatIsWrittenTooOftenIsGivenUpAtOnce) {
  WordReading hot = reading(100ms, 1ms, true);
  hot.hits = kMostHits - 1;
  EXPECT_EQ(judge_word(hot), WordFate::kWatched);
  hot.hits = kMostHits;
  EXPECT_EQ(judge_word(hot), WordFate::kHot);
  WordReading gapped = reading(100ms, 1ms, true);
  gapped.gaps = kMostGaps;
  EXPECT_EQ(judge_word(gapped), WordFate::kHot);
}

TEST(WatchTime, IsQuarterOfAMinuteAtFirstAndAFifthOfTheTimeLater) {
  WatchTime time;
  double watched = 0.0;
  const auto pass_a_minute = [&] {
    watched = 0.0;
    for (int i = 0; i < 600; ++i) {
      if (time.is_left()) watched += 0.1;
      time.pass(100ms, time.is_left());
    }
  };
  pass_a_minute();
  EXPECT_NEAR(watched, 15.0 + 0.2 * 60.0, 1.0);
  pass_a_minute();
  EXPECT_NEAR(watched, 0.2 * 60.0, 1.0);
  for (int i = 0; i < 10; ++i) time.pass(1h, false);
  pass_a_minute();
  EXPECT_NEAR(watched, 15.0 + 0.2 * 60.0, 1.0) << "time that was not used is not saved up";
}

// A child that writes all of a page, at an address that is known, when it is told to, and otherwise leaves it alone.
class PageWriter {
 public:
  PageWriter() {
    EXPECT_EQ(pipe(orders_.data()) + pipe(answers_.data()), 0);
    page_ =
        static_cast<char*>(mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    pid_ = fork();
    if (pid_ == 0) {
      close(orders_[1]);
      for (unsigned char times = 0; ::read(orders_[0], &times, 1) == 1;) {
        for (int i = 0; i < times; ++i) std::fill_n(static_cast<volatile char*>(page_), kBytes, '1');
        if (::write(answers_[1], &times, 1) != 1) break;
      }
      _exit(0);
    }
  }
  ~PageWriter() {
    for (const int end : {orders_[0], orders_[1], answers_[0], answers_[1]}) close(end);
    munmap(page_, kBytes);
    EXPECT_EQ(waitpid(pid_, nullptr, 0), pid_);
  }
  PageWriter(const PageWriter&) = delete;
  PageWriter& operator=(const PageWriter&) = delete;

  // Has each byte written so many times. A word is hit by each of its bytes.
  void write(unsigned char times) const {
    EXPECT_EQ(::write(orders_[1], &times, 1), 1);
    EXPECT_EQ(::read(answers_[0], &times, 1), 1);
  }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] std::vector<pid_t> threads() const { return {pid_}; }
  [[nodiscard]] TouchSample touch() const {
    TouchSample sample;
    sample.pid = pid_;
    sample.address = reinterpret_cast<std::uint64_t>(page_);
    sample.faults = 256;
    return sample;
  }

 private:
  static constexpr std::size_t kBytes = 4096;
  std::array<int, 2> orders_{};
  std::array<int, 2> answers_{};
  char* page_ = nullptr;
  pid_t pid_ = 0;
};

// One that somebody else, as a debugger, has set; not open where there is no room.
Descriptor take_watchpoint(const TouchSample& touch) {
  perf_event_attr event = {};
  event.size = sizeof event;
  event.type = PERF_TYPE_BREAKPOINT;
  event.bp_type = HW_BREAKPOINT_W;
  event.bp_addr = touch.address;
  event.bp_len = HW_BREAKPOINT_LEN_8;
  event.sample_period = 1;
  event.exclude_kernel = 1;
  return open_perf_event(event, touch.pid, -1);
}

#define SKIP_WITHOUT_WATCHPOINTS(writer) \
  if (!take_watchpoint((writer).touch()).is_open()) GTEST_SKIP() << "there are no watchpoints here"

TEST(Watchpoints, TellWhoWroteAWordLastBeforeItWasLeftAlone) {
  const PageWriter writer;
  Watchpoints watchpoints(1024);
  SKIP_WITHOUT_WATCHPOINTS(writer);
  watchpoints.watch(7, writer.touch(), writer.threads());
  EXPECT_TRUE(watchpoints.is_busy());
  writer.write(1);
  int told = 0;
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (watchpoints.is_busy() && std::chrono::steady_clock::now() < end) {
    watchpoints.read([&](std::uint64_t owner, std::span<const pid_t> watched, const TouchSample& write) {
      EXPECT_EQ(owner, 7U);
      EXPECT_EQ(watched.size(), 1U);
      EXPECT_EQ(write.pid, writer.pid());
      EXPECT_EQ(write.faults, 256U);
      EXPECT_EQ(write.address / 4096, writer.touch().address / 4096);
      EXPECT_NE(write.program_counter, 0U);
      EXPECT_EQ(write.stack.size(), 1024U);
      return ++told > 1;  // as if there were no room at first
    });
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_EQ(told, 2);
  EXPECT_FALSE(watchpoints.is_busy());
}

TEST(Watchpoints, AreLeftToADebuggerThatHasThem) {
  const PageWriter writer;
  std::vector<Descriptor> taken;
  for (int i = 0; i < 64; ++i) {
    Descriptor one = take_watchpoint(writer.touch());
    if (!one.is_open()) break;
    taken.push_back(std::move(one));
  }
  if (taken.empty() || taken.size() == 64) GTEST_SKIP() << "there are no watchpoints here";
  Watchpoints watchpoints(1024);
  watchpoints.watch(7, writer.touch(), writer.threads());
  EXPECT_FALSE(watchpoints.is_busy());
  taken.clear();
  watchpoints.watch(7, writer.touch(), writer.threads());
  EXPECT_TRUE(watchpoints.is_busy());
}

TEST(Watchpoints, AWordOfAPageIsOneThatCanBeWatched) {
  const PageWriter writer;
  SKIP_WITHOUT_WATCHPOINTS(writer);
  for (int i = 0; i < 20; ++i) {
    Watchpoints watchpoints(1024);
    watchpoints.watch(7, writer.touch(), writer.threads());
    EXPECT_TRUE(watchpoints.is_busy());
  }
}

TEST(Watchpoints, AreFewOfAProcess) {
  const PageWriter writer;
  SKIP_WITHOUT_WATCHPOINTS(writer);
  Watchpoints watchpoints(1024);
  for (std::size_t i = 0; i < Watchpoints::kMostOfAProcess; ++i) {
    EXPECT_TRUE(watchpoints.has_room_for(7));
    watchpoints.watch(7, writer.touch(), writer.threads());
  }
  EXPECT_FALSE(watchpoints.has_room_for(7));
  EXPECT_TRUE(watchpoints.has_room_for(8));
}

// The kernel takes one off that has used up its hits; to be taken off again and again is as being written too often.
TEST(Watchpoints, OneThatOutrunsItsHitsIsGivenUp) {
  const PageWriter writer;
  SKIP_WITHOUT_WATCHPOINTS(writer);
  Watchpoints watchpoints(64);
  const auto nobody = [](std::uint64_t, std::span<const pid_t>, const TouchSample&) { return true; };
  watchpoints.read(nobody);
  watchpoints.watch(7, writer.touch(), writer.threads());
  int rounds = 0;
  for (; watchpoints.is_busy() && rounds < 20; ++rounds) {
    writer.write(20);  // 160 hits, of 128 that are granted
    watchpoints.read(nobody);
  }
  EXPECT_EQ(rounds, kMostGaps);
}

// Seven words of 128 hits each leave too few of a thousand for another one.
TEST(Watchpoints, NoMoreHitsAreGrantedThanASecondHas) {
  const std::array<PageWriter, 3> writers;
  SKIP_WITHOUT_WATCHPOINTS(writers[0]);
  bool is_judged = false;
  for (int attempt = 0; attempt < 50 && !is_judged; ++attempt) {
    const auto begin = std::chrono::steady_clock::now();
    Watchpoints watchpoints(64);
    const auto look = [&] {
      watchpoints.read([](std::uint64_t, std::span<const pid_t>, const TouchSample&) { return true; });
    };
    look();
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t words = 0; words < Watchpoints::kMostOfAProcess; ++words) {
        look();
        watchpoints.watch(i, writers.at(i).touch(), writers.at(i).threads());
      }
    }
    is_judged = std::chrono::steady_clock::now() - begin < 100ms;  // which bring a hundred more
    if (!is_judged) continue;
    EXPECT_FALSE(watchpoints.has_room_for(0));
    EXPECT_FALSE(watchpoints.has_room_for(1));
    EXPECT_TRUE(watchpoints.has_room_for(2)) << "of which not all are watched";
  }
  if (!is_judged) GTEST_SKIP() << "the machine is too busy to tell";
}

TEST(Watchpoints, WatchesNothingOfAProcessThatIsGoneOrHasTooManyThreads) {
  Watchpoints watchpoints(8192);
  TouchSample touch;
  touch.pid = 1;
  touch.address = 4096;
  watchpoints.watch(1, touch, {});
  watchpoints.watch(1, touch, std::vector<pid_t>(Watchpoints::kMostThreads + 1, 1));
  EXPECT_FALSE(watchpoints.is_busy());
  EXPECT_TRUE(watchpoints.has_room_for(1));
}

}  // namespace
}  // namespace tidemark

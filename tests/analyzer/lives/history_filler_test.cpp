#include "analyzer/lives/history_filler.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

using Rows = std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>>;

void expect_same(const History& one, const History& other) {
  RC_ASSERT(one.axis_ns == other.axis_ns);
  RC_ASSERT(one.wall_ns == other.wall_ns);
  RC_ASSERT(one.mem_available == other.mem_available);
  RC_ASSERT(one.memory.size() == other.memory.size());
  for (std::size_t i = 0; i < one.size(); ++i) RC_ASSERT(one.memory[i] == other.memory[i]);
  RC_ASSERT(one.stretches.size() == other.stretches.size());
  for (std::size_t i = 0; i < one.stretches.size(); ++i) {
    RC_ASSERT(one.stretches[i].first == other.stretches[i].first);
    RC_ASSERT(one.stretches[i].interval_ns == other.stretches[i].interval_ns);
  }
}

// Rows of a process: unobserved stretches and zeros at the end included.
Rows any_rows(std::uint32_t ticks) {
  Rows rows;
  for (std::uint32_t tick = *rc::gen::element(0U, 0U, 3U); tick < ticks;
       tick += *rc::gen::inRange<std::uint32_t>(1, 9)) {
    const auto kib = *rc::gen::element<std::int64_t>(-1, 0, 500, 500, 600, 7'000, 7'000, 7'000);
    rows.emplace_back(tick, kib < 0 ? std::nullopt : std::optional(kib));
  }
  return rows;
}

// One filler for many lives gives each what it has by itself.
RC_GTEST_PROP(HistoryFiller, FillsAsFillHistoryDoes, ()) {
  MadeRecording made(40);
  const auto processes = *rc::gen::inRange<std::uint32_t>(1, 8);
  for (std::uint32_t i = 0; i < processes; ++i) {
    RecordedProcess& process = made.add_process(any_rows(40), i + 1);
    if (*rc::gen::inRange(0, 3) == 0) process.exit_tick = 39;
  }
  for (std::size_t i = 20; i < 40; ++i)
    made.recording.ticks[i].axis_ns += *rc::gen::element(0, 1) * 100 * kSecond;
  std::sort(made.recording.ticks.begin(), made.recording.ticks.end(),
            [](const Tick& one, const Tick& other) { return one.axis_ns < other.axis_ns; });
  HistoryFiller filler;
  for (std::uint32_t i = 0; i < processes; ++i) {
    const ProcessLife life{{{&made.recording, i}}};
    const History expected = fill_history(life, {});
    expect_same(filler.fill(life, {}), expected);
    const auto all = filler.make_all_series({});
    const auto alone = make_all_series(expected, {});
    for (std::size_t k = 0; k < all.size(); ++k) {
      RC_ASSERT(all[k].bytes == alone[k].bytes);
      RC_ASSERT(std::equal(all[k].seconds.begin(), all[k].seconds.end(), alone[k].seconds.begin(),
                           alone[k].seconds.end()));
      RC_ASSERT(std::equal(all[k].segment_starts.begin(), all[k].segment_starts.end(),
                           alone[k].segment_starts.begin(), alone[k].segment_starts.end()));
    }
  }
}

TEST(HistoryFiller, LivesSeenAtTheSameTicksShareATimeline) {
  MadeRecording made(20);
  made.add_process({{0, 100}, {5, 200}}, 1);
  made.add_process({{0, 300}}, 2);
  made.add_process({{4, 300}}, 3);
  HistoryFiller filler;
  const auto series_of = [&](std::uint32_t process) {
    (void)filler.fill({{{&made.recording, process}}}, {});
    return filler.make_all_series({}).front();
  };
  const Series first = series_of(0), second = series_of(1), third = series_of(2);
  EXPECT_EQ(first.timeline, second.timeline);
  EXPECT_NE(first.timeline, third.timeline);
  EXPECT_EQ(third.size(), 16U);
}

}  // namespace
}  // namespace tidemark

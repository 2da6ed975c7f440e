#include "analyzer/judge/metrics/heap_growth.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "analyzer/judge/judge.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kMebibyte = 1048576.0;
constexpr std::uint32_t kTicks = 120;

// A Java virtual machine of which `left(second)` MiB are left by a collection every ten seconds.
template <typename Left>
CollectedHeap heap_of(Left left, double capacity_mebibytes = 256) {
  CollectedHeap heap;
  for (int i = 5; i < static_cast<int>(kTicks); i += 10) {
    heap.seconds.push_back(i);
    heap.wall_ns.push_back((1000 + i) * kSecond);
    heap.left_bytes.push_back(left(i) * kMebibyte);
    heap.collections.push_back(static_cast<std::int64_t>(heap.seconds.size()));
  }
  heap.capacity_bytes = capacity_mebibytes * kMebibyte;
  heap.most_bytes = 1024 * kMebibyte;
  return heap;
}

double leaking(int second) { return 10.0 + second; }
double steady(int /*second*/) { return 10.0; }

// Judges one whose resident memory grows by a MiB a second from tick `begin` on, `seconds` apart.
Judgement judge_jvm(const std::optional<CollectedHeap>& heap, std::int64_t seconds = 1,
                    std::span<const Metric> judged = kAllMetrics, std::uint32_t begin = 0) {
  MadeRecording made(kTicks);
  RecordedProcess& process = made.add_process({});
  process.first_tick = 0;
  for (std::uint32_t i = 0; i < kTicks; ++i) {
    made.recording.ticks[i].axis_ns *= seconds;
    const std::int64_t rss = 1024 * (100 + static_cast<std::int64_t>(std::max(i, begin) - begin) * seconds);
    process.rows.push_back({i, {Kib(8'000'000), Kib(rss), Kib(20'000), Kib(400 * 1024 + rss)}});
  }
  for (Session& session : made.recording.sessions) session.interval_ns = seconds * kSecond;
  for (Tick& tick : made.recording.ticks) tick.interval_ns = seconds * kSecond;
  const History history = fill_history({{{&made.recording, 0}}}, {});
  std::vector<MetricHistory> metrics;
  for (const Metric metric : kAllMetrics)
    metrics.push_back({make_series(history, metric, {}), {1024 * 1024 * kMebibyte, ""}});
  ProcessTraits traits;
  traits.is_jvm = true;
  traits.heap = heap;
  return judge(history, metrics, judged, {}, traits, {});
}

TEST(HeapGrowth, FloorsThatRiseAreALeakTowardsTheHeapsBound) {
  const Judgement judgement = judge_jvm(heap_of(leaking));
  EXPECT_GE(judgement.verdict, Verdict::kLeak);
  const auto found = std::find_if(judgement.findings.begin(), judgement.findings.end(),
                                  [](const Finding& finding) { return finding.metric == Metric::kHeap; });
  ASSERT_NE(found, judgement.findings.end());
  EXPECT_EQ(found->detector, "growth");
  EXPECT_EQ(found->limit_bytes, 1024 * kMebibyte);
  EXPECT_EQ(found->first_bytes, 15 * kMebibyte);
  EXPECT_EQ(found->last_bytes, 125 * kMebibyte);
  EXPECT_EQ(found->window.seconds, 110);
  EXPECT_NEAR(*found->seconds_to_limit, 1024 - 125, 1);
}

// It holds 200 MiB until the last collection before it begins to grow.
TEST(HeapGrowth, TheRoomOfTheHeapIsThatOfTheLastCollectionBeforeTheGrowth) {
  const auto falls = [](int second) { return second < 25 ? 200.0 : 10.0; };
  const auto stays = [](int second) { return second < 35 ? 200.0 : 10.0; };
  EXPECT_LT(judge_jvm(heap_of(falls), 1, kAllMetrics, 30).verdict, Verdict::kLeak);
  EXPECT_GE(judge_jvm(heap_of(stays), 1, kAllMetrics, 30).verdict, Verdict::kLeak);
}

// A server that is collected every second, whose old part is collected whole every 20 seconds and holds `left(second)`
// MiB then, and 15 more of dead objects before the next time.
template <typename Left>
CollectedHeap often_collected(Left left, bool is_told) {
  CollectedHeap heap;
  for (int i = 1; i < static_cast<int>(kTicks); ++i) {
    heap.seconds.push_back(i);
    heap.wall_ns.push_back((1000 + i) * kSecond);
    heap.left_bytes.push_back((left(i) + 0.75 * (i % 20)) * kMebibyte);
    heap.collections.push_back(i);
    heap.whole_collections.push_back(is_told ? std::optional<std::int64_t>(i / 20) : std::nullopt);
  }
  heap.capacity_bytes = 256 * kMebibyte;
  heap.most_bytes = 1024 * kMebibyte;
  return heap;
}

TEST(HeapGrowth, WhatWholeCollectionsLeaveIsAliveHoweverManyThereWere) {
  EXPECT_EQ(judge_jvm(often_collected(leaking, false)).verdict, Verdict::kSuspect) << "it may be dead";
  const Judgement judgement = judge_jvm(often_collected(leaking, true));
  EXPECT_GE(judgement.verdict, Verdict::kLeak) << judgement.reason;
  const auto found = std::find_if(judgement.findings.begin(), judgement.findings.end(),
                                  [](const Finding& finding) { return finding.metric == Metric::kHeap; });
  ASSERT_NE(found, judgement.findings.end());
  EXPECT_EQ(found->limit_bytes, 1024 * kMebibyte);
  EXPECT_EQ(found->first_bytes, 30 * kMebibyte) << "behind the first of them";
  EXPECT_EQ(found->last_bytes, 110 * kMebibyte);
}

// Its tables are full after 60 s; then the whole heap is not collected any more.
TEST(HeapGrowth, WhatLaterCollectionsLeaveHasToGoOnRising) {
  CollectedHeap heap = often_collected(leaking, true);
  EXPECT_GE(judge_jvm(heap).verdict, Verdict::kLeak);
  for (std::size_t i = 82; i < heap.seconds.size(); ++i) {
    heap.left_bytes[i] = 92 * kMebibyte;
    heap.whole_collections[i] = 4;
  }
  EXPECT_LT(judge_jvm(heap).verdict, Verdict::kLeak);
}

TEST(HeapGrowth, WholeCollectionsThatLeaveTheSameAreNoLeak) {
  EXPECT_LT(judge_jvm(often_collected(steady, true)).verdict, Verdict::kLeak);
}

TEST(HeapGrowth, WhatTheCapacityCoversIsSuspectWhileFloorsHold) {
  const Judgement judgement = judge_jvm(heap_of(steady));
  EXPECT_EQ(judgement.verdict, Verdict::kSuspect);
  EXPECT_NE(judgement.reason.find("a Java heap of 256 MiB covers it"), std::string::npos) << judgement.reason;
}

TEST(HeapGrowth, WhatTheCapacityDoesNotCoverIsJudgedAsAny) {
  EXPECT_GE(judge_jvm(heap_of(steady, 64)).verdict, Verdict::kLeak);
}

TEST(HeapGrowth, WithoutCountersItIsSuspectUntilItHasOutlastedAWarmUp) {
  const Judgement judgement = judge_jvm({});
  EXPECT_EQ(judgement.verdict, Verdict::kSuspect);
  EXPECT_NE(judgement.reason.find("resident memory alone"), std::string::npos) << judgement.reason;
  EXPECT_GE(judge_jvm({}, 20).verdict, Verdict::kLeak);
}

// Judges a process whose private memory has teeth of 90 s, each 20 MiB above the one before.
Judgement judge_teeth(bool is_node) {
  constexpr std::uint32_t kSeconds = 300;
  MadeRecording made(kSeconds);
  RecordedProcess& process = made.add_process({});
  process.first_tick = 0;
  for (std::uint32_t i = 0; i < kSeconds; ++i) {
    const std::int64_t mebibytes = 10 + 20 * (i / 90) + (i % 90) / 2;
    process.rows.push_back({i, {Kib(8'000'000), Kib(1024 * mebibytes), Kib(0), Kib()}});
  }
  const History history = fill_history({{{&made.recording, 0}}}, {});
  const std::vector<MetricHistory> metrics{{make_series(history, Metric::kAnon, {}), {4096 * kMebibyte, ""}}};
  ProcessTraits traits;
  traits.is_node = is_node;
  return judge(history, metrics, std::vector{Metric::kAnon}, {}, traits, {});
}

TEST(HeapGrowth, ThreeTroughsThatRiseAreALeakOfNode) {
  EXPECT_LT(judge_teeth(false).verdict, Verdict::kLeak) << "by its blocks alone nothing tells";
  const Judgement judgement = judge_teeth(true);
  EXPECT_EQ(judgement.verdict, Verdict::kLeak) << judgement.reason;
  EXPECT_EQ(judgement.findings.front().metric, Metric::kAnon);
  EXPECT_EQ(judgement.findings.front().limit_bytes, 4096 * kMebibyte);
}

TEST(HeapGrowth, AHeapWithoutCollectionsIsInsufficient) {
  MadeRecording made(kTicks);
  made.add_process({{0, 5000}});
  const History history = fill_history({{{&made.recording, 0}}}, {});
  const MetricGrowth growth = judge_heap_growth({}, history, {});
  EXPECT_EQ(growth.verdict, Verdict::kInsufficient);
  EXPECT_EQ(growth.finding.reason, "no collection was seen");
}

TEST(HeapGrowth, ItIsToldWhereAnonIsJudgedAndHoldsOthersAnyway) {
  const std::vector<Metric> rss{Metric::kRss};
  for (const Finding& finding : judge_jvm(heap_of(leaking), 1, rss).findings)
    EXPECT_EQ(finding.metric, Metric::kRss);
  const Judgement held = judge_jvm(heap_of(steady), 1, rss);
  EXPECT_EQ(held.verdict, Verdict::kSuspect);
  EXPECT_NE(held.reason.find("a Java heap of 256 MiB covers it"), std::string::npos) << held.reason;
}

}  // namespace
}  // namespace tidemark

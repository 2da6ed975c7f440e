#include <gtest/gtest.h>

#include <regex>

#include "analyzer/inspect/info_text.hpp"
#include "analyzer/inspect/session_gaps.hpp"
#include "schema/bounds.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;

TEST(FindSessionGaps, CountsGapsAndMissedScans) {
  MadeRecording made(10);
  for (std::size_t i = 5; i < 10; ++i) made.recording.ticks[i].axis_ns += 60 * kSecond;
  made.recording.ticks[5].missed_before = 60;
  made.recording.ticks[5].gap_reason = "write failed: disk full";
  made.recording.ticks[7].missed_before = 1;
  made.recording.ticks[7].gap_reason = "late";
  const SessionGaps gaps = find_session_gaps(made.recording, made.recording.sessions[0]);
  EXPECT_EQ(gaps.count, 1U);
  EXPECT_EQ(gaps.longest, 61s);
  EXPECT_EQ(gaps.longest_after, to_wall_time(made.recording.ticks[4].wall_ns));
  EXPECT_EQ(gaps.missed, (std::map<std::string, std::int64_t>{{"late", 1}, {"write failed: disk full", 60}}));
}

TEST(FindSessionGaps, ASessionWithoutTicksHasNone) {
  const MadeRecording made(0);
  EXPECT_EQ(find_session_gaps(made.recording, made.recording.sessions[0]).count, 0U);
}

TEST(FindSessionGaps, AnEndlessNumberOfMissedScansIsNoNegativeOne) {
  MadeRecording made(10);
  for (Tick& tick : made.recording.ticks) tick.missed_before = kMostCount;
  EXPECT_EQ(find_session_gaps(made.recording, made.recording.sessions[0]).missed.at("unknown"), kMostCount);
}

TEST(FormatInfo, SaysWhatThereIs) {
  MadeRecording made(10);
  made.add_process({{0, 100}});
  made.recording.size_bytes = 4096;
  made.recording.log_missing = true;
  made.recording.sessions[0].ended_cleanly = false;
  const std::string text = format_info(made.recording, {});
  for (const char* part :
       {"made.tidemark: 4.00 KiB, 1 session, 10 ticks, 1 process", "not ended cleanly", "on testhost",
        "interval 1.0 s", "MemTotal 16.0 GiB", "no gap", "its -wal is not beside it"}) {
    EXPECT_TRUE(has(text, part)) << part << " in " << text;
  }
}

TEST(FormatInfo, StacksAreCountedWithTheRoomThatTheyTake) {
  const MadeRecording made(10);
  RecordingFacts facts;
  facts.stacks = StackFacts{.rows = 1, .stacks = 2, .samples = 30, .lost_samples = 4, .bytes = 5120};
  const std::string text = format_info(made.recording, facts);
  EXPECT_TRUE(
      has(text, "  stacks of page faults: 1 row of 2 stacks, 30 samples, about 5.00 KiB of the file; 4 "))
      << text;
  EXPECT_FALSE(has(text, "kept"));
  facts.stacks->kept_samples = 7;
  EXPECT_TRUE(has(format_info(made.recording, facts), "; 7 more"));
  EXPECT_FALSE(has(format_info(made.recording, {}), "stacks"));
}

TEST(FormatInfo, WhyThereAreNoStacksIsSaid) {
  MadeRecording made(10);
  made.recording.sessions[0].fault_stacks = "kernel.perf_event_paranoid is 3";
  EXPECT_TRUE(has(format_info(made.recording, {}),
                  "stacks of page faults were not sampled: kernel.perf_event_paranoid is 3"));
  for (const char* state : {"on", "kept", "off"}) {
    made.recording.sessions[0].fault_stacks = state;
    EXPECT_FALSE(has(format_info(made.recording, {}), "stacks")) << state;
  }
}

TEST(FormatInfo, NoLineIsACommandToACiService) {
  MadeRecording made(10);
  made.recording.path = "::error::a";
  made.recording.sessions[0].host = "##[error]b";
  const std::string text = format_info(made.recording, {});
  EXPECT_TRUE(text.starts_with("\\x3A:error::a")) << text;
  EXPECT_TRUE(has(text, "on \\x23#[error]b")) << text;
}

TEST(FormatInfo, SaysWhatTheClocksDid) {
  MadeRecording made(10);
  for (std::size_t i = 3; i < 10; ++i) made.recording.ticks[i].wall_ns -= 86'400 * kSecond;
  for (std::size_t i = 6; i < 10; ++i) {
    made.recording.ticks[i].wall_ns += 7201 * kSecond - kSecond / 5;
    made.recording.ticks[i].axis_ns += 7201 * kSecond;
  }
  made.recording.ticks[6].gap_reason = "suspended";
  const std::string text = format_info(made.recording, {});
  for (const char* part :
       {"wall clock: set back by 1 d 0 h after 1970-01-01T00:16:42.000Z", "lost 200 ms",
        "the machine was suspended 1 time, the longest 2 h 0 m after 1969-12-31T00:16:45.000Z"}) {
    EXPECT_TRUE(has(text, part)) << part << " in " << text;
  }
}

TEST(FormatInfo, SaysWhatLivedBetweenTwoTicks) {
  MadeRecording made(10);
  made.add_process({{0, 100}});
  made.add_process({{0, 100}}).first_tick.reset();
  RecordingFacts facts;
  facts.sessions.push_back({.short_lived = 7,
                            .largest_short_lived = "cc1plus",
                            .largest_short_lived_kib = 512 << 10,
                            .short_lived_unknown = 3});
  std::string text = format_info(made.recording, facts);
  text = std::regex_replace(text, std::regex("[ \\n]+"), " ");  // as lines are wrapped
  for (const char* part :
       {"10 ticks, 1 process,", "7 processes lived between two ticks", "the largest cc1plus with 512 MiB;",
        "at most 3 processes and threads came and went"}) {
    EXPECT_TRUE(has(text, part)) << part << " in " << text;
  }
}

TEST(FormatInfo, SaysWhatTheRecorderCost) {
  const MadeRecording made(101);
  RecordingFacts facts;
  facts.sessions.push_back({.in_container = true,
                            .cpu_ns = kSecond,
                            .written_bytes = 1 << 20U,
                            .most_rss_kib = 6 * 1024,
                            .stretched_ticks = 12,
                            .longest_interval_ns = 3 * kSecond});
  const std::string text = format_info(made.recording, facts);
  for (const char* part :
       {"in a container", "12 ticks at a longer interval than asked for, up to 3.0 s",
        "the recorder itself: 1.0 s of CPU time (1.00 % of a core), at most 6.00 MiB resident, 1.00 MiB"}) {
    EXPECT_TRUE(has(text, part)) << part << " in " << text;
  }
}

TEST(FormatInfo, SaysWhatWasMarkedAndWhichControlGroupsAreLimited) {
  MadeRecording made(10);
  for (const MarkKind kind : {MarkKind::kBegin, MarkKind::kEnd, MarkKind::kBegin})
    made.recording.marks.push_back({0, kind, "t", kSecond, kSecond, std::nullopt});
  RecordingFacts facts;
  facts.cgroups = {
      {"/free", 5, kUnlimited, 0}, {"/unknown", 1, std::nullopt, 0}, {"/tight", 1, 512 << 20U, 2}};
  const std::string text = format_info(made.recording, facts);
  for (const char* part : {"marks: 2 begins, 1 end, 0 notes", "3 control groups, 1 with a memory limit",
                           "control group /tight: limit 512 MiB, 1 process, the limit changed 2 times"}) {
    EXPECT_TRUE(has(text, part)) << part << " in " << text;
  }
  EXPECT_FALSE(has(text, "/free"));
}

}  // namespace
}  // namespace tidemark

#include "analyzer/recordings/recording_summary.hpp"

#include <gtest/gtest.h>

#include "analyzer/recordings/repeated_sessions.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

TEST(SummarizeRecording, TellsPathTimesAndCounts) {
  MadeRecording made(100);
  made.add_process({{0, 5000}}, 1);
  made.add_process({{7, 5000}}, 2);
  made.add_process({}, 3).exit_tick = 5;
  const RecordingSummary summary = summarize_recording(made.recording);
  EXPECT_EQ(summary.path, "made.tidemark");
  EXPECT_EQ(summary.sessions, 1U);
  EXPECT_EQ(summary.ticks, 100U);
  EXPECT_EQ(summary.processes, 2U) << "those that a tick has seen";
  EXPECT_EQ(summary.started, to_wall_time(1000 * kSecond));
  EXPECT_EQ(summary.ended, to_wall_time(1099 * kSecond));
}

TEST(SummarizeRecording, HostBootAndIntervalAreOfTheNewestSession) {
  MadeRecording made(10);
  Session newest = made.recording.sessions.front();
  newest.uuid = "newest";
  newest.host = "elsewhere";
  newest.boot_id = "another boot";
  newest.interval_ns = kSecond / 4;
  made.recording.sessions.push_back(newest);
  const RecordingSummary summary = summarize_recording(made.recording);
  EXPECT_EQ(summary.sessions, 2U);
  EXPECT_EQ(summary.host, "elsewhere");
  EXPECT_EQ(summary.boot_id, "another boot");
  EXPECT_EQ(summary.interval_seconds, 0.25);
}

TEST(SummarizeRecording, SessionsThatAreNotLookedAtDoNotCount) {
  MadeRecording made(10);
  Session second = made.recording.sessions.front();
  second.uuid = "second";
  made.recording.sessions.front().end_tick = second.first_tick = 4;
  made.recording.sessions.push_back(second);
  forget_session(made.recording, 0);
  const RecordingSummary summary = summarize_recording(made.recording);
  EXPECT_EQ(summary.sessions, 1U);
  EXPECT_EQ(summary.ticks, 6U);
  EXPECT_EQ(summary.started, to_wall_time(1004 * kSecond));
  EXPECT_EQ(summary.ended, to_wall_time(1009 * kSecond));
}

TEST(SummarizeRecording, WhatWasNotRecordedIsAbsent) {
  MadeRecording made(10);
  Session& session = made.recording.sessions.front();
  session.host.reset();
  session.boot_id.reset();
  session.interval_ns.reset();
  const RecordingSummary summary = summarize_recording(made.recording);
  EXPECT_FALSE(summary.host || summary.boot_id || summary.interval_seconds);
  EXPECT_TRUE(summary.started);
}

TEST(SummarizeRecording, WithoutATickThereAreNoTimes) {
  const RecordingSummary summary = summarize_recording(MadeRecording(0).recording);
  EXPECT_EQ(summary.ticks, 0U);
  EXPECT_FALSE(summary.started || summary.ended);
  EXPECT_EQ(summary.host, "testhost");
}

TEST(SummarizeRecording, WithoutASessionThereIsNothing) {
  MadeRecording made(0);
  made.recording.sessions.clear();
  const RecordingSummary summary = summarize_recording(made.recording);
  EXPECT_EQ(summary.sessions, 0U);
  EXPECT_FALSE(summary.host || summary.interval_seconds || summary.started);
}

TEST(SummarizeRecording, OneTickBeginsAndEndsIt) {
  const RecordingSummary summary = summarize_recording(MadeRecording(1).recording);
  EXPECT_EQ(summary.started, to_wall_time(1000 * kSecond));
  EXPECT_EQ(summary.ended, summary.started);
}

}  // namespace
}  // namespace tidemark

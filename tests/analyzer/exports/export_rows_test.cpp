#include "analyzer/exports/export_rows.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "analyzer/recordings/recording_reader.hpp"
#include "schema/recording_file.hpp"
#include "schema/row_writer.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::TemporaryDirectory;
using Lines = std::vector<std::string>;

class ForEachRow : public ::testing::Test {
 protected:
  // A session of a recorder, with ticks at these times in milliseconds.
  void begin(std::initializer_list<std::int64_t> milliseconds) {
    SessionRow session;
    session.uuid = "00000000-0000-4000-8000-000000000001";
    session.start_boottime_ns = 0;
    session.interval_ns = 1'000'000'000;
    session.recorder_version = "test";
    rows_.emplace(file_->database);
    session_ = rows_->insert_session(session);
    for (const std::int64_t time : milliseconds) {
      TickRow tick;
      tick.boottime_ns = time * 1'000'000;
      tick.wall_ns = time * 1'000'000;
      ticks_.push_back(rows_->insert_tick(session_, tick));
    }
  }
  RowId process(std::size_t first_tick, std::int64_t pid, std::optional<std::size_t> exit_tick = {}) {
    ProcessRow row;
    row.pid = pid;
    row.comm = "p";
    return rows_->insert_process(session_, ticks_[first_tick], row,
                                 exit_tick ? std::optional(ticks_[*exit_tick]) : std::nullopt);
  }
  void sample(std::size_t tick, RowId process, std::optional<std::int64_t> rss_kib) {
    MemoryValues values;
    values.rss_kib = rss_kib;
    rows_->insert_sample(ticks_[tick], process, values);
  }
  Lines rows(std::optional<std::chrono::nanoseconds> resample = {}) {
    rows_.reset();
    file_.reset();
    Lines lines;
    const Recording recording = read_recording(path_, ReadSamples::kNo);
    for_each_row(recording, resample, nullptr, [&](const ExportRow& row) {
      lines.push_back(fmt::format("{} {} {}", row.wall_ns / 1'000'000, recording.processes[row.process].pid,
                                  row.memory.rss.count()));
    });
    return lines;
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("a.tidemark");
  std::optional<WritableRecording> file_ = open_for_writing(path_);
  std::optional<RowWriter> rows_;
  RowId session_ = 0;
  std::vector<RowId> ticks_;
};

TEST_F(ForEachRow, FillsInWhatDidNotChangeAndEndsWithTheProcess) {
  begin({0, 1000, 2000, 3000});
  const RowId one = process(0, 7, 3);
  const RowId two = process(1, 8);
  sample(0, one, 10);
  sample(1, two, 20);
  sample(2, one, 11);
  EXPECT_EQ(rows(), (Lines{"0 7 10", "1000 7 10", "1000 8 20", "2000 7 11", "2000 8 20", "3000 8 20"}));
}

TEST_F(ForEachRow, WhatWasNotObservedHasNoRow) {
  begin({0, 1000, 2000, 3000});
  const RowId one = process(0, 7);
  sample(0, one, 10);
  sample(1, one, std::nullopt);
  sample(3, one, 12);
  EXPECT_EQ(rows(), (Lines{"0 7 10", "3000 7 12"}));
}

TEST_F(ForEachRow, ResamplesByLinesAndNotAcrossGaps) {
  begin({0, 1500, 3000, 60000, 61000});
  const RowId one = process(0, 7);
  sample(0, one, 0);
  sample(1, one, 150);
  sample(2, one, 300);
  sample(3, one, 1000);
  sample(4, one, 1010);
  EXPECT_EQ(rows(1s),
            (Lines{"0 7 0", "1000 7 100", "2000 7 200", "3000 7 300", "60000 7 1000", "61000 7 1010"}));
}

}  // namespace
}  // namespace tidemark

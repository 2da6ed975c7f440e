#include "analyzer/inspect/top_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "tests/analyzer/recordings/made_recording.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

// 100 seconds: one process that grows by 99 KiB, one that is larger and shrinks by 500 KiB, one that ends at
// 50 s.
class FindTop : public ::testing::Test {
 protected:
  FindTop() {
    std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> rising;
    for (std::uint32_t i = 0; i < 100; ++i) rising.emplace_back(i, 1000 + i);
    made_.add_process(rising, 1);
    made_.add_process({{0, 5500}, {50, 5000}}, 2);
    made_.add_process({{0, 3000}}, 3);
    made_.recording.processes[2].exit_tick = 50;
  }

  std::vector<std::int64_t> pids(const TopSettings& settings) {
    std::vector<std::int64_t> found;
    for (const TopRow& row : find_top({&made_.recording, 1}, settings)) found.push_back(row.pid);
    return found;
  }

  [[nodiscard]] WallTime time_of(std::size_t tick) const {
    return to_wall_time(made_.recording.ticks[tick].wall_ns);
  }

  MadeRecording made_{100};
};

using Pids = std::vector<std::int64_t>;

TEST_F(FindTop, WhatGrewMostIsFirst) {
  EXPECT_EQ(pids({}), (Pids{1, 3, 2}));
  const auto rows = find_top({&made_.recording, 1}, {});
  EXPECT_EQ(rows[0].first, 1000 * 1024.0);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].last, 1099 * 1024.0);
  EXPECT_EQ(rows[0].virt, 1099 * 1024.0);
  EXPECT_EQ(rows[0].seconds, 99.0);
  EXPECT_EQ(rows[2].growth(), -500 * 1024.0);
}

TEST_F(FindTop, AtAMomentTheLargestAliveIsFirst) {
  EXPECT_EQ(pids({.at = time_of(40)}), (Pids{2, 3, 1}));
  EXPECT_EQ(pids({.at = time_of(60)}), (Pids{2, 1}));
  EXPECT_EQ(find_top({&made_.recording, 1}, {.at = time_of(40)})[2].last, 1040 * 1024.0);
}

TEST_F(FindTop, InAGapItSaysHowOldTheValuesAre) {
  for (std::size_t i = 40; i < 100; ++i) {
    made_.recording.ticks[i].axis_ns += 600 * kSecond;
    made_.recording.ticks[i].wall_ns += 600 * kSecond;
  }
  const auto table_at = [&](WallTime at) {
    const TopSettings settings{.at = at};
    return format_top(find_top({&made_.recording, 1}, settings), settings);
  };
  const std::string in_gap = table_at(time_of(39) + std::chrono::seconds(125));
  EXPECT_TRUE(has(in_gap, "lies in a gap of the recording: these values were observed 2 m 5 s before"))
      << in_gap;
  EXPECT_FALSE(has(table_at(time_of(39)), "gap"));
  EXPECT_FALSE(has(table_at(time_of(38) + std::chrono::milliseconds(500)), "gap"));
}

TEST_F(FindTop, EachHasItsVerdict) {
  auto rows = find_top({&made_.recording, 1}, {});
  const auto judged = [&](std::int64_t pid, double second, Verdict verdict) {
    ProcessReport process;
    process.pid = pid;
    process.started = time_of(0) + std::chrono::nanoseconds(std::llround(second * 1e9));
    process.verdict = verdict;
    return process;
  };
  Report report;
  report.processes = {judged(1, 0, Verdict::kClean), judged(1, 30, Verdict::kLeak),
                      judged(2, 500, Verdict::kLeak)};
  report.processes.push_back(judged(3, 0, Verdict::kCritical));
  report.processes.back().host = "elsewhere";
  EXPECT_TRUE(has(format_top(rows, {}), "      1 -   ")) << format_top(rows, {});
  add_verdicts(report, rows);
  EXPECT_EQ(rows[0].verdict, Verdict::kLeak) << "the worst of what was judged in parts";
  EXPECT_FALSE(rows[1].verdict) << "another host's";
  EXPECT_FALSE(rows[2].verdict) << "one that came later, under the same number";
  EXPECT_TRUE(has(format_top(rows, {}), "      1 leak ")) << format_top(rows, {});
}

TEST_F(FindTop, ANarrowTableLeavesOutTheLeastImportantColumns) {
  const auto rows = find_top({&made_.recording, 1}, {});
  for (const std::size_t width : {60U, 75U, 100U}) {
    std::istringstream lines(format_top(rows, {}, width));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), width) << line;
  }
  EXPECT_TRUE(has(format_top(rows, {}, 60), "grew by"));
  EXPECT_FALSE(has(format_top(rows, {}, 60), "VIRT"));
  EXPECT_TRUE(has(format_top(rows, {}, 75), "an hour       RES")) << format_top(rows, {}, 75);
  EXPECT_TRUE(has(format_top(rows, {}), "VIRT from   grew by   an hour      VIRT       RES       SHR"));
}

TEST_F(FindTop, NoLineIsACommandToACiService) {
  TopRow row;
  row.name = "::error::pwned";
  EXPECT_TRUE(has(format_top({&row, 1}, {}), "\n\\x3A:error::pwned   "));
}

TEST_F(FindTop, TheTableIsAsLongAsAskedFor) {
  const TopSettings one{.most_rows = 1};
  const auto rows = find_top({&made_.recording, 1}, one);
  const std::string table = format_top(rows, one);
  EXPECT_TRUE(has(table, "2 processes more; --count 0 shows all")) << table;
  EXPECT_TRUE(has(table, "0.98 MiB  99.0 KiB ")) << table;
  const std::string all = format_top(rows, {.most_rows = 0});
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 4);
}

}  // namespace
}  // namespace tidemark

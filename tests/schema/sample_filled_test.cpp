#include <fmt/core.h>
#include <gtest/gtest.h>

#include "tests/schema/recording_fixture.hpp"

namespace tidemark {
namespace {

using testing::Rows;

// Histories written by hand, ticks 1 to 5 of session 1 unless said otherwise.
class SampleFilled : public testing::RecordingFileTest {
 protected:
  SampleFilled() {
    run(testing::kInsertSession);
    for (int tick = 1; tick <= 5; ++tick)
      run(fmt::format("INSERT INTO tick (id, session, boottime_ns, wall_ns) VALUES ({}, 1, {}, 0)", tick,
                      tick * 10));
  }

  void run(const std::string& sql) const { recording_.database.execute(sql); }

  void add_process(int id, int first_tick, const char* exit_tick = "NULL", int session = 1) const {
    run(fmt::format(
        "INSERT INTO process (id, session, pid, start_ticks, exec_generation, comm, first_tick, exit_tick)"
        " VALUES ({0}, {3}, {0}, 1, 0, 'p', {1}, {2})",
        id, first_tick, exit_tick, session));
  }
  void add_sample(int tick, int process, const char* vm_size_kib, const char* rss_kib = "1") const {
    run(fmt::format("INSERT INTO sample (tick, process, vm_size_kib, rss_kib) VALUES ({}, {}, {}, {})", tick,
                    process, vm_size_kib, rss_kib));
  }
  [[nodiscard]] Rows filled() const {
    return testing::query_rows(recording_.database.path(),
                               "SELECT process, tick, vm_size_kib FROM sample_filled ORDER BY process, tick");
  }

  WritableRecording recording_ = open_for_writing(path_);
};

TEST_F(SampleFilled, CarriesTheLastRowForward) {
  add_process(7, 1);
  add_sample(1, 7, "100");
  add_sample(4, 7, "101");
  EXPECT_EQ(filled(), (Rows{"7|1|100", "7|2|100", "7|3|100", "7|4|101", "7|5|101"}));
}

TEST_F(SampleFilled, BeginsAtTheFirstTickAndEndsBeforeTheExit) {
  add_process(7, 2, "4");
  add_sample(2, 7, "100");
  EXPECT_EQ(filled(), (Rows{"7|2|100", "7|3|100"}));
}

TEST_F(SampleFilled, ARowOfNullsIsAGapUntilTheNextRow) {
  add_process(7, 1);
  add_sample(1, 7, "100");
  add_sample(2, 7, "NULL", "NULL");
  add_sample(5, 7, "100");
  EXPECT_EQ(filled(), (Rows{"7|1|100", "7|5|100"}));
}

TEST_F(SampleFilled, ACarriedNullColumnStaysNull) {
  add_process(7, 1);
  add_sample(1, 7, "100", "1");
  add_sample(2, 7, "101", "NULL");
  EXPECT_EQ(testing::query_rows(recording_.database.path(), "SELECT tick, rss_kib FROM sample_filled"),
            (Rows{"1|1", "2|NULL", "3|NULL", "4|NULL", "5|NULL"}));
}

TEST_F(SampleFilled, AProcessOfWhichOnlyOneMemoryColumnIsKnownIsObserved) {
  add_process(7, 5);
  add_sample(5, 7, "NULL", "3");
  EXPECT_EQ(filled(), Rows{"7|5|NULL"});
}

TEST_F(SampleFilled, KeepsProcessesApart) {
  add_process(7, 1);
  add_process(8, 2, "5");
  add_sample(1, 7, "100");
  add_sample(2, 8, "200");
  add_sample(3, 7, "101");
  EXPECT_EQ(filled(),
            (Rows{"7|1|100", "7|2|100", "7|3|101", "7|4|101", "7|5|101", "8|2|200", "8|3|200", "8|4|200"}));
}

TEST_F(SampleFilled, EndsWithItsSession) {
  run("INSERT INTO session (id, uuid, part, origin, axis, every_sample, start_wall_ns, start_boottime_ns,"
      " recorder_version) SELECT 2, uuid, 2, origin, axis, every_sample, start_wall_ns, start_boottime_ns,"
      " recorder_version FROM session");
  run("INSERT INTO tick (id, session, boottime_ns, wall_ns) VALUES (6, 2, 60, 0)");
  add_process(7, 4);
  add_sample(4, 7, "100");
  add_process(8, 6, "NULL", 2);
  add_sample(6, 8, "200");
  EXPECT_EQ(filled(), (Rows{"7|4|100", "7|5|100", "8|6|200"}));
}

TEST_F(SampleFilled, WhereEverySampleIsWrittenNothingIsFilledIn) {
  run("UPDATE session SET every_sample = 1");
  add_process(7, 1);
  add_sample(1, 7, "100");
  add_sample(4, 7, "101");
  EXPECT_EQ(filled(), (Rows{"7|1|100", "7|4|101"}));
}

TEST_F(SampleFilled, AProcessKnownOnlyFromItsExitHasNoValues) {
  run("INSERT INTO process (session, pid, exec_generation, comm, peak_vm_kib) VALUES (1, 9, 0, 'p', 5)");
  EXPECT_EQ(filled(), Rows{});
}

TEST_F(SampleFilled, NamesProcessSessionAndTimes) {
  add_process(7, 5);
  add_sample(5, 7, "100");
  EXPECT_EQ(testing::query_rows(recording_.database.path(),
                                "SELECT session, pid, comm, boottime_ns, wall_ns FROM sample_filled"),
            Rows{"1|7|p|50|0"});
}

}  // namespace
}  // namespace tidemark

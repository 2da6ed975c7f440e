#include "analyzer/recovery/recovery.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/recordings/soundness.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr int kTicks = 1000;
constexpr int kProcesses = 20;

class RecoveryTest : public ::testing::Test {
 protected:
  void SetUp() override { write(); }

  // Of each tick and process there is a sample, but for the last process, which holds still.
  void write() const {
    WrittenRecording recording(path_);
    Transaction transaction(recording.database());
    const RowId session = recording.rows.insert_session(session_row());
    for (int i = 0; i < kTicks; ++i) {
      const RowId tick = recording.rows.insert_tick(session, tick_row(i));
      for (int k = 1; k <= kProcesses; ++k) {
        if (i == 0) recording.rows.insert_process(session, tick, process_row(k));
        if (i == 0 || k < kProcesses) recording.rows.insert_sample(tick, k, vm_size(1000 * k + i));
      }
    }
    transaction.commit();
    recording.finish(session);
  }

  [[nodiscard]] Recovery recover() const {
    const WritableRecording target = open_for_writing(new_path_);
    Recovery recovery = recover_recording(path_, target.database);
    finish_writing(target.database);
    return recovery;
  }

  static const RecoveredTable& table(const Recovery& recovery, std::string_view name) {
    return *std::find_if(recovery.tables.begin(), recovery.tables.end(),
                         [&](const RecoveredTable& one) { return one.name == name; });
  }

  // Returns the pages of a table, those of its rows alone, in the order of the file.
  [[nodiscard]] std::vector<std::size_t> leaves_of(const std::string& name) const {
    const std::string bytes = read_bytes(path_);
    const bool has_ids = name != "sample" && name != "fault_stack";
    const auto root = query_number(path_, "SELECT rootpage FROM sqlite_schema WHERE name = '" + name + "'");
    std::vector<std::size_t> pages;
    add_leaves(bytes, static_cast<std::size_t>(root), has_ids, pages);
    return pages;
  }

  void break_page(std::size_t page) const {
    std::string bytes = read_bytes(path_);
    bytes.replace((page - 1) * kPage, kPage, kPage, '\xA5');
    write_bytes(path_, bytes);
  }

  void expect_sound() const {
    EXPECT_NO_THROW(static_cast<void>(read_recording(new_path_))) << "what was recovered is sound";
  }

  static constexpr std::size_t kPage = 4096;

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("damaged.tidemark");
  std::string new_path_ = directory_.file("new.tidemark");

 private:
  static std::size_t number(const std::string& bytes, std::size_t at, int count) {
    std::size_t value = 0;
    for (int i = 0; i < count; ++i)
      value = value << 8U | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    return value;
  }

  // https://www.sqlite.org/fileformat.html, 1.6: interior pages are of type 5 (tables) and 2 (without ids).
  static void add_leaves(const std::string& bytes, std::size_t page, bool has_ids,
                         std::vector<std::size_t>& pages) {
    const std::size_t begin = (page - 1) * kPage;
    if (number(bytes, begin, 1) != (has_ids ? 5U : 2U)) {
      pages.push_back(page);
      return;
    }
    const std::size_t cells = number(bytes, begin + 3, 2);
    for (std::size_t i = 0; i < cells; ++i)
      add_leaves(bytes, number(bytes, begin + number(bytes, begin + 12 + 2 * i, 2), 4), has_ids, pages);
    add_leaves(bytes, number(bytes, begin + 8, 4), has_ids, pages);
  }
};

TEST_F(RecoveryTest, OfASoundRecordingNothingIsMissing) {
  EXPECT_TRUE(recover().is_complete());
  expect_sound();
  EXPECT_EQ(query_rows(new_path_, "SELECT * FROM sample"), query_rows(path_, "SELECT * FROM sample"));
  EXPECT_EQ(query_rows(new_path_, "SELECT * FROM process"), query_rows(path_, "SELECT * FROM process"));
  EXPECT_EQ(query_rows(new_path_, "SELECT * FROM session"), query_rows(path_, "SELECT * FROM session"));
}

TEST_F(RecoveryTest, APageOfSamplesCostsItsRowsAlone) {
  const auto before = query_number(path_, "SELECT count(*) FROM sample");
  const std::vector<std::size_t> leaves = leaves_of("sample");
  break_page(leaves[leaves.size() / 2]);
  const Recovery recovery = recover();
  expect_sound();
  const RecoveredTable& samples = table(recovery, "sample");
  ASSERT_EQ(samples.lost.size(), 1U);
  const LostRows lost = samples.lost[0];
  EXPECT_GT(samples.rows, static_cast<std::size_t>(before) - 500U);
  EXPECT_EQ(table(recovery, "tick").rows, static_cast<std::size_t>(kTicks));
  EXPECT_GT(lost.low.first, 400);
  EXPECT_LT(lost.high.first, 600);
  EXPECT_LT(lost.high.first - lost.low.first, 30);
}

TEST_F(RecoveryTest, WhatIsLostIsNotTakenForUnchanged) {
  const std::vector<std::size_t> leaves = leaves_of("sample");
  break_page(leaves[leaves.size() / 2]);
  const Recovery recovery = recover();
  EXPECT_EQ(recovery.unobserved, static_cast<std::size_t>(kProcesses));
  const LostRows lost = table(recovery, "sample").lost.at(0);
  const std::string tick = std::to_string(lost.low.first + 1);
  EXPECT_EQ(query_rows(new_path_, "SELECT count(*) FROM sample_filled WHERE tick = " + tick), Rows{"0"});
  const std::string later = std::to_string(lost.high.first + 1);
  EXPECT_EQ(query_rows(new_path_, "SELECT count(*) FROM sample_filled WHERE tick = " + later),
            Rows{std::to_string(kProcesses - 1)})
      << "but for the one that held still";
}

TEST_F(RecoveryTest, BetweenBrokenPagesThereIsMoreToRead) {
  const auto before = query_number(path_, "SELECT count(*) FROM sample");
  const std::vector<std::size_t> leaves = leaves_of("sample");
  for (const std::size_t part : {1U, 2U, 3U}) break_page(leaves[part * leaves.size() / 4]);
  const Recovery recovery = recover();
  expect_sound();
  EXPECT_EQ(table(recovery, "sample").lost.size(), 3U);
  EXPECT_GT(table(recovery, "sample").rows, static_cast<std::size_t>(before) - 1000U);
}

TEST_F(RecoveryTest, TheFirstAndTheLastPageMayBeBroken) {
  const std::vector<std::size_t> leaves = leaves_of("sample");
  break_page(leaves.front());
  break_page(leaves.back());
  const Recovery recovery = recover();
  expect_sound();
  EXPECT_EQ(table(recovery, "sample").lost.size(), 2U);
  EXPECT_GT(table(recovery, "sample").rows, static_cast<std::size_t>((kTicks - 100) * (kProcesses - 1)));
}

TEST_F(RecoveryTest, SamplesOfLostTicksStandAtTheNext) {
  const std::vector<std::size_t> leaves = leaves_of("tick");
  break_page(leaves[leaves.size() / 2]);
  const Recovery recovery = recover();
  expect_sound();
  EXPECT_LT(table(recovery, "tick").rows, static_cast<std::size_t>(kTicks));
  EXPECT_EQ(table(recovery, "tick").lost.size(), 1U);
  EXPECT_EQ(query_number(new_path_, "SELECT count(DISTINCT process) FROM sample"), kProcesses);
}

TEST_F(RecoveryTest, OfATruncatedFileTheRestIsRead) {
  const std::string bytes = read_bytes(path_);
  write_bytes(path_, bytes.substr(0, bytes.size() * 2 / 3 / kPage * kPage + 100));
  const Recovery recovery = recover();
  expect_sound();
  EXPECT_FALSE(recovery.is_complete());
  EXPECT_GT(table(recovery, "sample").rows, 0U);
}

TEST_F(RecoveryTest, ACorruptIndexCostsNothing) {
  const auto root =
      query_number(path_, "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_process_1'");
  break_page(static_cast<std::size_t>(root));
  EXPECT_TRUE(recover().is_complete());
  expect_sound();
}

TEST_F(RecoveryTest, ADamagedLogLeavesWhatIsInTheFile) {
  {
    const Database writer(path_, SQLITE_OPEN_READWRITE, path_);
    writer.execute("PRAGMA journal_mode = WAL; UPDATE session SET host = 'later'");
    write_bytes(directory_.file("copy.tidemark"), read_bytes(path_));
    std::string log = read_bytes(path_ + "-wal");
    log.replace(40, 200, 200, '\xA5');
    write_bytes(directory_.file("copy.tidemark-wal"), log);
  }
  const WritableRecording target = open_for_writing(new_path_);
  const Recovery recovery = recover_recording(directory_.file("copy.tidemark"), target.database);
  EXPECT_EQ(table(recovery, "sample").rows,
            static_cast<std::size_t>(query_number(path_, "SELECT count(*) FROM sample")));
}

TEST_F(RecoveryTest, RowsThatContradictOthersAreDropped) {
  change_file(path_,
              "PRAGMA ignore_check_constraints = ON;"
              "UPDATE tick SET boottime_ns = 9000000000000000000 WHERE id = 10;"
              "UPDATE tick SET boottime_ns = 5 WHERE id = 20;"
              "UPDATE process SET session = 9 WHERE id = 3;"
              "UPDATE sample SET vm_size_kib = -7 WHERE tick = 30 AND process = 5;"
              "UPDATE process SET cpu_ns = -1 WHERE id = 4;"
              "INSERT INTO mark (session, kind, name, wall_ns) VALUES (9, 'note', 'n', 1);");
  const Recovery recovery = recover();
  expect_sound();
  EXPECT_FALSE(recovery.is_complete());
  EXPECT_EQ(table(recovery, "tick").rows, static_cast<std::size_t>(kTicks - 2));
  EXPECT_EQ(table(recovery, "process").rows, static_cast<std::size_t>(kProcesses - 1));
  EXPECT_EQ(table(recovery, "process").unsound, 1U);
  EXPECT_EQ(table(recovery, "mark").rows, 0U);
  EXPECT_EQ(query_rows(new_path_, "SELECT vm_size_kib FROM sample WHERE tick = 30 AND process = 5"),
            Rows{"NULL"});
}

class StackRecoveryTest : public RecoveryTest {
 protected:
  void SetUp() override {
    RecoveryTest::SetUp();
    change_file(path_,
                "INSERT INTO module VALUES (1, '/srv/server', NULL);"
                "INSERT INTO frame VALUES (1, 1, 4096, 'handle'), (2, NULL, NULL, 'main');"
                "INSERT INTO stack VALUES (1, '[1,2]', 1), (2, '[2]', 1);"
                "INSERT INTO fault_stack VALUES (5, 1, 1, 'anonymous', 3, 3), (5, 1, 2, 'anonymous', 2, 2);"
                "INSERT INTO kept_stack VALUES (5, 1, 1, 3, 3);");
  }

  // Recovers what is left without a table's rows, and expects that all the stacks of it can be read.
  void recover_without(const std::string& lost) {
    break_page(leaves_of(lost).front());
    EXPECT_FALSE(recover().is_complete());
    expect_sound();
    EXPECT_NO_THROW(check_soundness(open_for_reading(new_path_), nullptr));
  }
};

TEST_F(StackRecoveryTest, WithoutItsFileAFunctionHasItsName) {
  recover_without("module");
  EXPECT_EQ(query_rows(new_path_, "SELECT * FROM frame"), (Rows{"1|NULL|NULL|handle", "2|NULL|NULL|main"}));
  EXPECT_EQ(query_number(new_path_, "SELECT count(*) FROM fault_stack"), 2);
}

TEST_F(StackRecoveryTest, AStackWithoutOneOfItsFunctionsIsDropped) {
  change_file(path_, "DELETE FROM frame WHERE id = 1");
  EXPECT_FALSE(recover().is_complete());
  expect_sound();
  EXPECT_EQ(query_rows(new_path_, "SELECT id FROM stack"), Rows{"2"});
  EXPECT_EQ(query_rows(new_path_, "SELECT stack FROM fault_stack"), Rows{"2"});
  EXPECT_EQ(query_number(new_path_, "SELECT count(*) FROM kept_stack"), 0);
}

TEST_F(StackRecoveryTest, WithoutTheRowsOfStacksNothingRefersToThem) {
  recover_without("frame");
  EXPECT_EQ(query_number(new_path_, "SELECT count(*) FROM stack"), 0);
  EXPECT_EQ(query_number(new_path_, "SELECT count(*) FROM fault_stack"), 0);
  EXPECT_EQ(query_number(new_path_, "SELECT count(*) FROM tick"), kTicks);
}

TEST_F(StackRecoveryTest, OfManyStacksOfAProcessAtATickAPageCostsItsRowsAlone) {
  change_file(
      path_,
      "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
      "INSERT INTO stack SELECT i, '[2,' || i || ']', 1 FROM n;"
      "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
      "INSERT INTO frame SELECT i, NULL, NULL, 'f' || i FROM n;"
      "INSERT INTO fault_stack SELECT 6 + id / 1000, 1, id, 'anonymous', 1, 1 FROM stack WHERE id > 2;");
  EXPECT_TRUE(recover().is_complete());
  EXPECT_EQ(query_rows(new_path_, "SELECT * FROM fault_stack"),
            query_rows(path_, "SELECT * FROM fault_stack"));
  std::filesystem::remove(new_path_);
  const std::vector<std::size_t> leaves = leaves_of("fault_stack");
  ASSERT_GT(leaves.size(), 8U);
  break_page(leaves[leaves.size() / 2]);
  EXPECT_FALSE(recover().is_complete());
  expect_sound();
  EXPECT_GT(query_number(new_path_, "SELECT count(*) FROM fault_stack"), 4000 - 4000 / 4);
}

TEST_F(RecoveryTest, AProcessWhoseFirstTickIsLostHasTheNext) {
  change_file(path_, "DELETE FROM tick WHERE id IN (1, 2)");
  static_cast<void>(recover());
  expect_sound();
  EXPECT_EQ(query_rows(new_path_, "SELECT DISTINCT first_tick FROM process"), Rows{"3"});
}

TEST_F(RecoveryTest, OfASessionWhoseRowIsLostTheTicksAreThere) {
  break_page(static_cast<std::size_t>(
      query_number(path_, "SELECT rootpage FROM sqlite_schema WHERE name = 'session'")));
  const Recovery recovery = recover();
  expect_sound();
  EXPECT_EQ(recovery.renamed_sessions, 1U);
  EXPECT_FALSE(recovery.is_complete());
  EXPECT_EQ(table(recovery, "tick").rows, static_cast<std::size_t>(kTicks));
  EXPECT_EQ(query_rows(new_path_, "SELECT axis, every_sample, host FROM session"), Rows{"boottime|0|NULL"});
  EXPECT_EQ(query_rows(new_path_, "SELECT * FROM sample"), query_rows(path_, "SELECT * FROM sample"));
}

TEST_F(RecoveryTest, WhereNothingCanBeReadItIsSaid) {
  for (const std::size_t page : leaves_of("tick")) break_page(page);
  EXPECT_TRUE(
      has(user_error([&] { static_cast<void>(recover()); }), "nothing can be read of its table tick"));
}

TEST_F(RecoveryTest, AFileThatIsNoRecordingIsRefused) {
  write_bytes(path_, "Process ID,Process Name\n");
  EXPECT_TRUE(has(user_error([&] { static_cast<void>(recover()); }), "not an SQLite file"));
}

TEST_F(RecoveryTest, TheDamagedFileStaysAsItIs) {
  break_page(leaves_of("sample")[3]);
  const std::string bytes = read_bytes(path_);
  static_cast<void>(recover());
  EXPECT_TRUE(read_bytes(path_) == bytes);
}

}  // namespace
}  // namespace tidemark

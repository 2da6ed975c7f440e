// What is damage, to every command alike.
#include <gtest/gtest.h>

#include "analyzer/recordings/recording_reader.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;

class Soundness : public ::testing::Test {
 protected:
  void SetUp() override {
    write_one_process(path_, 2000, [](int i) { return 1000 + i; });
  }

  // Returns what reading says once the file is changed, whether the samples are kept or only checked.
  std::string damage_by(const std::string& sql) {
    change_file(path_, "PRAGMA ignore_check_constraints = ON; " + sql);
    return damage();
  }
  std::string damage() {
    const std::string kept = user_error([&] { static_cast<void>(read_recording(path_)); });
    EXPECT_EQ(user_error([&] { static_cast<void>(read_recording(path_, ReadSamples::kCheck)); }), kept);
    return kept;
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("a.tidemark");
};

TEST_F(Soundness, ASoundRecordingIsRead) {
  EXPECT_EQ(read_recording(path_).ticks.size(), 2000U);
  const Recording checked = read_recording(path_, ReadSamples::kCheck);
  EXPECT_TRUE(checked.processes.at(0).rows.empty());
}

TEST_F(Soundness, TellsThatItGoesOn) {
  std::string written;
  Progress::Time now{};
  Progress progress({.verbosity = Verbosity::kNormal,
                     .has_terminal = true,
                     .now = [&] { return now += 1s; },
                     .write = [&](std::string_view text) { written += text; }});
  static_cast<void>(read_recording(path_, ReadSamples::kNo, &progress));
  EXPECT_TRUE(has(written, "checking ")) << written;
}

TEST_F(Soundness, RowsThatReferToNothingAreDamage) {
  EXPECT_TRUE(has(damage_by("UPDATE sample SET process = 7 WHERE tick = 50"),
                  "sample 50, process 7: it belongs to no process"));
}

TEST_F(Soundness, ABrokenPageIsDamage) {
  std::string bytes = read_bytes(path_);
  bytes.replace(bytes.size() - 4096, 100, std::string(100, '\x5A'));
  write_bytes(path_, bytes);
  EXPECT_TRUE(has(damage(), "it is damaged: ")) << damage();
}

TEST_F(Soundness, ACorruptIndexIsDamage) {
  EXPECT_TRUE(
      has(damage_by("PRAGMA writable_schema = ON;"
                    "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name ="
                    " 'mark') WHERE name = 'sqlite_autoindex_process_1'"),
          "it is damaged: "));
}

TEST_F(Soundness, DamageSaysHowToRecover) {
  EXPECT_TRUE(has(damage_by("UPDATE tick SET session = 9"), "tidemark-analyzer recover FILE --output NEW"));
}

TEST_F(Soundness, NamesTableRowAndColumnOfWhatCannotBe) {
  EXPECT_TRUE(has(damage_by("UPDATE tick SET missed_before = 9223372036854775807 WHERE id = 10"),
                  "tick 10: missed_before is 9223372036854775807"));
}

TEST_F(Soundness, FaultsThatCannotBeSummedAreDamage) {
  EXPECT_TRUE(has(damage_by("UPDATE sample SET minor_faults = 9223372036854775807, major_faults = 5"),
                  "sample 1, process 1: minor_faults is 9223372036854775807"));
}

TEST_F(Soundness, TimesBeyondAllClocksAreDamage) {
  EXPECT_TRUE(
      has(damage_by("UPDATE tick SET wall_ns = 9223372036854775807 WHERE id = 3"), "tick 3: wall_ns is"));
}

TEST_F(Soundness, TablesAndViewsOfSomebodysOwnAreNone) {
  change_file(path_,
              "CREATE TABLE note (id INTEGER PRIMARY KEY, content AS (zeroblob(900000000)) VIRTUAL);"
              "INSERT INTO note (id) VALUES (1); CREATE VIEW big AS SELECT content FROM note;"
              "CREATE INDEX by_process ON sample (process);");
  EXPECT_EQ(read_recording(path_).ticks.size(), 2000U);
}

}  // namespace
}  // namespace tidemark

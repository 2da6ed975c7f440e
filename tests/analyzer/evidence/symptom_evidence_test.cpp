#include "analyzer/evidence/symptom_evidence.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include <nlohmann/json.hpp>

#include "analyzer/judge/analysis.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/reports/json/report_json.hpp"
#include "analyzer/reports/text/report_text.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;

LifeEvidence evidence_of(const Recording& recording, const TimeRange& range = {}) {
  const ProcessLife life{{{&recording, 0}}};
  return read_evidence(life, fill_history(life, range));
}

class ReadEvidence : public ::testing::Test {
 protected:
  // A leak of 120 s, of which the columns are then set by `sql`.
  Recording recorded(const std::string& sql) {
    write_one_process(path_, 120, [](int i) { return 100'000 + 10'000 * i; });
    if (!sql.empty()) change_file(path_, sql);
    return read_recording(path_);
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("a.tidemark");
};

TEST_F(ReadEvidence, ColumnsThatAreNullAreEmpty) {
  const Recording recording = recorded("");
  EXPECT_FALSE(recording.processes[0].rows.begin()->faults);
  const LifeEvidence evidence = evidence_of(recording);
  EXPECT_TRUE(evidence.faults.values.empty());
  EXPECT_TRUE(evidence.pressure.values.empty());
  EXPECT_TRUE(evidence.mem_available.values.empty());
}

TEST_F(ReadEvidence, FaultsOfBothKindsAreCarriedForward) {
  const Recording recording = recorded(
      "UPDATE sample SET minor_faults = 100 * tick WHERE tick >= 10; UPDATE sample SET major_faults = 7 "
      "WHERE "
      "tick >= 20; DELETE FROM sample WHERE tick BETWEEN 31 AND 39");
  const LifeEvidence evidence = evidence_of(recording);
  ASSERT_EQ(evidence.faults.values.size(), 111U);
  EXPECT_EQ(evidence.faults.seconds.front(), 9.0);
  EXPECT_EQ(evidence.faults.values.front(), 1000.0);
  EXPECT_EQ(evidence.faults.values[35 - 10], 3007.0);
  EXPECT_EQ(evidence.faults.values[40 - 10], 4007.0);
}

TEST_F(ReadEvidence, TicksTellOfTheMachineWithinTheHistory) {
  const Recording recording =
      recorded("UPDATE tick SET psi_some_total_us = 250000 * id, mem_available_kib = 5000 - id WHERE id > 2");
  const LifeEvidence whole = evidence_of(recording);
  ASSERT_EQ(whole.pressure.values.size(), 118U);
  EXPECT_EQ(whole.pressure.seconds.front(), 2.0);
  EXPECT_DOUBLE_EQ(whole.pressure.values.front(), 0.75);
  EXPECT_EQ(whole.mem_available.values.front(), 4997.0 * 1024.0);
  const LifeEvidence part = evidence_of(
      recording, {to_wall_time(kWallStart + 50 * kSecond), to_wall_time(kWallStart + 59 * kSecond)});
  EXPECT_EQ(part.pressure.seconds.size(), 10U);
  EXPECT_EQ(part.pressure.seconds.front(), 0.0);
}

TEST_F(ReadEvidence, WhereEverySampleIsWrittenTheTicksOfOthersAreLeftOut) {
  const Recording recording = recorded(
      "UPDATE session SET every_sample = 1; DELETE FROM sample WHERE tick BETWEEN 31 AND 39;"
      "UPDATE tick SET psi_some_total_us = 250000 * id");
  const LifeEvidence evidence = evidence_of(recording);
  ASSERT_EQ(evidence.pressure.values.size(), 111U);
  EXPECT_EQ(evidence.pressure.seconds[30], 39.0);
}

TEST_F(ReadEvidence, CountsAreThoseOfTheTicksThatHaveThem) {
  const Recording recording = recorded(
      "INSERT INTO process_count SELECT 11, id, 3, 12, NULL FROM process LIMIT 1;"
      "INSERT INTO process_count SELECT 61, id, 3, 4012, NULL FROM process LIMIT 1");
  const LifeEvidence evidence = evidence_of(recording);
  ASSERT_EQ(evidence.descriptors.seconds.size(), 2U);
  EXPECT_DOUBLE_EQ(evidence.descriptors.seconds[1], 60.0);
  EXPECT_EQ(evidence.descriptors.values, (std::vector{12.0, 4012.0}));
  EXPECT_EQ(evidence.threads.values, (std::vector{3.0, 3.0}));
}

TEST_F(ReadEvidence, ItsSymptomsAreInTheReports) {
  const Recording recording = recorded(
      "UPDATE tick SET psi_some_total_us = 250000 * id, mem_available_kib = 9000000 - 10000 * id;"
      "UPDATE sample SET minor_faults = 2500 * tick");
  const Report report = analyze({recording}, {});
  const auto json = nlohmann::json::parse(format_json(report));
  std::vector<std::string> names;
  for (const auto& signal : json["processes"][0]["findings"][0]["signals"]) names.push_back(signal["signal"]);
  EXPECT_EQ(names, (std::vector<std::string>{"vm_size_outgrows_rss", "many_faults", "memory_pressure",
                                             "mem_available_falls"}));
  std::istringstream words(format_text(report, {.is_verbose = true}));
  std::string text;
  for (std::string word; words >> word;) text += word + " ";
  EXPECT_TRUE(has(text, "(PSI some) above 10 % for")) << text;
}

TEST_F(ReadEvidence, SymptomsAloneAreNoAlert) {
  write_one_process(path_, 120, [](int) { return 100'000; });
  change_file(path_,
              "UPDATE tick SET psi_some_total_us = 250000 * id, mem_available_kib = 9000000 - 10000 * id;"
              "UPDATE sample SET minor_faults = 2500 * tick");
  EXPECT_EQ(analyze({read_recording(path_)}, {}).verdict, Verdict::kClean);
}

}  // namespace
}  // namespace tidemark

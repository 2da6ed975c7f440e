// Real series that others have labelled; they are no part of the repository.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace testing;
namespace fs = std::filesystem;

fs::path corpus() {
  const char* given = std::getenv("TIDEMARK_CORPUS");
  return given != nullptr ? given : TIDEMARK_CORPUS_DIRECTORY;
}

class Corpus : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::is_directory(corpus()))
      GTEST_SKIP() << "no corpus at " << corpus() << "; TIDEMARK_CORPUS names one";
  }

  // Imports a recording and returns the JSON report of its analysis.
  nlohmann::json analyze(const std::string& name, const std::string& memory_total) {
    const fs::path source = corpus() / (name + ".csv.gz");
    const std::string csv = directory_.file("in.csv");
    const std::string recording = directory_.file("in.tidemark");
    EXPECT_EQ(run_to_end({{"sh", "-c", "zcat '" + source.string() + "' > " + csv}, {}, "", {}}).status, 0);
    const Outcome imported = run_to_end({{TIDEMARK_ANALYZER, "import", "--from", "memorytools", csv,
                                          "--memory-total", memory_total, "--force", "--output", recording},
                                         {},
                                         "",
                                         {}});
    EXPECT_EQ(imported.status, 0) << imported.errors;
    const Outcome analysis = run_to_end(
        {{TIDEMARK_ANALYZER, "analyze", "--fail-on", "never", "--report", "json", recording}, {}, "", {}});
    EXPECT_EQ(analysis.status, 0) << analysis.errors;
    return nlohmann::json::parse(analysis.output);
  }

  TemporaryDirectory directory_;
};

TEST_F(Corpus, TheKnownLeakIsFoundAndItsNeighboursAreNot) {
  const auto report = analyze("eso/tdcsarv_dt1s_apr26_377208", "16GiB");
  EXPECT_EQ(report["processes"][0]["name"], "tdcsarvControl");
  EXPECT_GE(report["processes"][0]["samples"], 100);
  for (const auto& process : report["processes"]) {
    if (process["verdict"] == "insufficient") continue;
    const bool alerted = process["verdict"] == "leak" || process["verdict"] == "critical";
    EXPECT_EQ(alerted, process["name"] == "tdcsarvControl") << process;
  }
}

TEST_F(Corpus, TwoPlateausWithAGapAreNoLeak) {
  EXPECT_EQ(analyze("eso_sim/fig_SimNoLeakWithGapsTricky", "1GiB")["verdict"], "clean");
}

TEST_F(Corpus, RealRecordingsAreImportedWhole) {
  EXPECT_EQ(analyze("eso/tdcsarv_dt10ms_apr29_377208", "16GiB")["processes"].size(), 24U);
  const auto containers = analyze("nezha/construct_2022-08-22", "16GiB");
  EXPECT_EQ(containers["processes"].size(), 10U);
  for (const auto& process : containers["processes"]) EXPECT_NE(process["verdict"], "leak");
}

}  // namespace
}  // namespace tidemark

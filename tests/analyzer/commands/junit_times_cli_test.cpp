// `analyze --junit-times` as it is started.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Arguments = std::vector<std::string>;

constexpr int kTests = 24;
constexpr int kSecondsATest = 10;

class JunitTimesCli : public ::testing::Test {
 protected:
  JunitTimesCli() {
    // Every third test keeps 4 MiB that it takes half way through.
    write_one_process(recording_, kTests * kSecondsATest + 5, [](int second) {
      const int whole = second / kSecondsATest;
      const bool is_late = whole % 3 == 2 && second % kSecondsATest >= kSecondsATest / 2;
      return 100'000 + 8192 * (whole / 3 + (is_late ? 1 : 0));
    });
    const std::string begin = format_rfc3339(to_wall_time(kWallStart));
    std::string xml = fmt::format("<testsuite timestamp=\"{}\">\n", begin);
    for (int i = 0; i < kTests; ++i) {
      xml += fmt::format("<testcase classname=\"Shop\" name=\"{}\" time=\"{}\"/>\n",
                         i % 3 == 2 ? "order" : "search", kSecondsATest);
    }
    write_bytes(times_, xml + "</testsuite>\n");
  }

  [[nodiscard]] Outcome analyze(const Arguments& options) const {
    Arguments command{TIDEMARK_ANALYZER, "analyze", recording_};
    command.insert(command.end(), options.begin(), options.end());
    return run_to_end({.command = std::move(command), .before_exec = {}});
  }

  TemporaryDirectory directory_;
  std::string recording_ = directory_.file("r.tidemark");
  std::string times_ = directory_.file("tests.xml");
};

TEST_F(JunitTimesCli, TheTestThatKeepsMemoryIsNamedByItsTimes) {
  const Outcome without = analyze({"--report", "json"});
  EXPECT_FALSE(has(without.output, "Shop.order"));
  const Outcome with = analyze({"--junit-times", times_, "--report", "json"});
  EXPECT_EQ(with.status, 1) << with.errors;
  const auto report = nlohmann::json::parse(with.output);
  for (const auto& finding : report["processes"][0]["findings"])
    EXPECT_EQ(finding["tests"], nlohmann::json::array({"Shop.order"})) << finding["detector"];
  EXPECT_TRUE(has(analyze({"--junit-times", times_}).output, "Shop.order"));
}

TEST_F(JunitTimesCli, AReportWithoutTimesIs2AndNamed) {
  write_bytes(times_, "<testsuite><testcase name=\"a\"/></testsuite>");
  const Outcome refused = analyze({"--junit-times", times_});
  EXPECT_EQ(refused.status, 2);
  EXPECT_EQ(refused.output, "");
  EXPECT_TRUE(has(refused.errors, times_ + ": cannot read the times of its tests: neither its testcases"))
      << refused.errors;
  EXPECT_EQ(analyze({"--junit-times", directory_.file("none")}).status, 2);
}

// It may not be there yet, as where 'tidemark check' asks before the tests run.
TEST_F(JunitTimesCli, ADryRunReadsNoReport) {
  EXPECT_EQ(analyze({"--junit-times", directory_.file("none"), "--dry-run"}).status, 0);
  const Outcome overwrites = analyze({"--junit-times", times_, "--report", "junit=" + times_});
  EXPECT_EQ(overwrites.status, 2);
  EXPECT_TRUE(has(overwrites.errors, "is an input, too")) << overwrites.errors;
}

}  // namespace
}  // namespace tidemark

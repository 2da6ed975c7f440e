#include "analyzer/reports/text/finding_text.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/judge/made_report.hpp"

namespace tidemark {
namespace {

using namespace testing;

class FindingText : public ::testing::Test {
 protected:
  Finding finding_ = made_finding(Metric::kVmSize, Verdict::kLeak);
};

TEST_F(FindingText, AWindowIsItsSamplesAndItsStart) {
  EXPECT_EQ(window_text(finding_), "61 samples from 2026-11-20T10:00:00.000Z");
  finding_.window.samples = 1;
  EXPECT_EQ(window_text(finding_), "1 sample from 2026-11-20T10:00:00.000Z");
}

TEST_F(FindingText, NoChanceIsShownAsNone) {
  EXPECT_EQ(chance_text(finding_), "p 2e-11");
  finding_.p_value = 0.0;
  EXPECT_EQ(chance_text(finding_), "p < 1e-99");
  finding_.p_value.reset();
  EXPECT_EQ(chance_text(finding_), "");
}

TEST_F(FindingText, ATimeToTheLimitWithoutAnEndIsSoonestOnly) {
  EXPECT_EQ(limit_interval_text(finding_), "56 m 40 s to 1 h 0 m");
  finding_.latest_to_limit.reset();
  EXPECT_EQ(limit_interval_text(finding_), "56 m 40 s or later");
  finding_.soonest_to_limit.reset();
  EXPECT_EQ(limit_interval_text(finding_), "");
}

}  // namespace
}  // namespace tidemark

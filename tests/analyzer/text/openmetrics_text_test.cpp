#include "analyzer/text/openmetrics_text.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(MetricFamily, HasItsHeadThenItsSamples) {
  MetricFamily family("held_bytes", "bytes", "What is held.");
  family.add({{"name", "a"}, {"kind", "process"}}, 1.5);
  family.add({}, 2e15);
  EXPECT_EQ(family.text(),
            "# TYPE held_bytes gauge\n# UNIT held_bytes bytes\n# HELP held_bytes What is held.\n"
            "held_bytes{name=\"a\",kind=\"process\"} 1.5\nheld_bytes 2e+15\n");
}

TEST(MetricFamily, WithoutAValueThereIsNothing) {
  MetricFamily family("held", "", "What is held.");
  family.add({{"name", "a"}}, std::nullopt);
  EXPECT_EQ(family.text(), "");
}

TEST(MetricFamily, LabelsAreQuotedAndPrintable) {
  MetricFamily family("held", "", "What is held.");
  family.add({{"name", "a\"b\\c\nd"}}, 0.0);
  EXPECT_EQ(family.text(),
            "# TYPE held gauge\n# HELP held What is held.\nheld{name=\"a\\\"b\\\\c\\\\x0Ad\"} 0\n");
}

}  // namespace
}  // namespace tidemark

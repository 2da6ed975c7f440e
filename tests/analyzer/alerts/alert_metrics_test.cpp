#include "analyzer/alerts/alert_metrics.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/alerts/made_alerts.hpp"
#include "tests/support/real_process.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using namespace testing;

bool has_line(const std::string& text, const std::string& line) {
  return ('\n' + text).find('\n' + line + '\n') != std::string::npos;
}

ToldAlerts told_of(const std::vector<Alert>& alerts) {
  ToldAlerts told;
  static_cast<void>(take_in(made_judgement(0, alerts), {}, told));
  return told;
}

TEST(AlertMetrics, HaveEachAlertOnce) {
  const std::string text = format_alert_metrics(
      told_of({made_alert("cache", Verdict::kLeak, {1, 2}), made_alert("x", Verdict::kSuspect)}));
  EXPECT_TRUE(has_line(text, "tidemark_alerts 1")) << text;
  EXPECT_TRUE(has_line(text, R"(tidemark_alert_verdict{kind="process",name="cache"} 3)")) << text;
  EXPECT_TRUE(has_line(text, R"(tidemark_alert_slope_bytes_per_second{kind="process",name="cache"} 1024.5)"));
  EXPECT_TRUE(has_line(text, R"(tidemark_alert_last_bytes{kind="process",name="cache"} 5000000)"));
  EXPECT_TRUE(has_line(text, R"(tidemark_alert_to_limit_seconds{kind="process",name="cache"} 3600)"));
  EXPECT_TRUE(
      has_line(text, R"(tidemark_alert_told_timestamp_seconds{kind="process",name="cache"} 1795168800)"))
      << text;
  EXPECT_TRUE(has_line(text, R"(tidemark_judged_timestamp_seconds{span_seconds="86400"} 1795168800)"));
  EXPECT_TRUE(has_line(text, R"(tidemark_judged_processes{span_seconds="86400"} 7)"));
  EXPECT_EQ(text.find("name=\"x\""), std::string::npos);
}

TEST(AlertMetrics, WithoutAlertsThereIsAZero) {
  const std::string text = format_alert_metrics(told_of({}));
  EXPECT_TRUE(has_line(text, "tidemark_alerts 0"));
  EXPECT_EQ(text.find("tidemark_alert_"), std::string::npos);
  EXPECT_TRUE(text.ends_with("# EOF\n"));
}

// The textfile collector of node_exporter reads the older format.
TEST(AlertMetrics, PrometheusReadsThem) {
  if (!has_python_module("prometheus_client")) GTEST_SKIP() << "python3-prometheus-client is missing";
  Alert hostile = made_alert("a\"b\\c\nd{e}", Verdict::kCritical);
  const Outcome outcome = run_to_end(
      {.command = {kPython, "-c",
                   "import sys; from prometheus_client.parser import text_string_to_metric_families as read\n"
                   "print(sum(len(f.samples) for f in read(sys.stdin.read())))"},
       .input = format_alert_metrics(told_of({hostile, made_alert("cache", Verdict::kLeak)}))});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(outcome.output, "15\n");
}

}  // namespace
}  // namespace tidemark

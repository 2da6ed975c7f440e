#include "analyzer/judge/suppressions/rule_in_use.hpp"

#include <gtest/gtest.h>

#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kMebibyte = 1048576.0;
constexpr double kSecondsPerHour = 3600.0;
const std::string kPlace = "known.ini: [cache]";
const WallTime kExpiry = *parse_rfc3339("2027-04-01T00:00:00Z");

// A rule for everything that is named "imaged".
SuppressionRule made_rule() {
  SuppressionRule rule;
  rule.name = "cache";
  rule.file = "known.ini";
  rule.process_name.emplace("a rule", "^imaged$");
  rule.metrics.assign(kAllMetrics.begin(), kAllMetrics.end());
  rule.reason = "fills its cache";
  return rule;
}

Finding growth(double bytes_per_hour, Metric metric = Metric::kVmSize) {
  Finding finding;
  finding.metric = metric;
  finding.slope_bytes_per_second = bytes_per_hour / kSecondsPerHour;
  return finding;
}

struct MadeProcess {
  std::string name = "imaged";
  std::optional<std::string> command = "imaged --cache-size 4";
  std::int64_t pid = 42;

  operator RuleInUse::Process() const { return {name, command, pid}; }
};

const MadeProcess kImaged;
const MadeProcess kOther{.name = "server", .command = "server --serve", .pid = 43};
const MadeProcess kUnknownCommand{.name = "imaged", .command = {}};

bool applies(const SuppressionRule& rule, const MadeProcess& process) {
  return RuleInUse(rule, {}).applies_to(process);
}

TEST(RuleInUse, FitsByName) {
  const SuppressionRule rule = made_rule();
  EXPECT_TRUE(applies(rule, kImaged));
  EXPECT_TRUE(applies(rule, kUnknownCommand));
  EXPECT_FALSE(applies(rule, kOther));
}

TEST(RuleInUse, FitsByWhatIsFoundInTheCommand) {
  SuppressionRule rule = made_rule();
  rule.process_name.reset();
  rule.command.emplace("a rule", "cache-");
  EXPECT_TRUE(applies(rule, kImaged));
  EXPECT_FALSE(applies(rule, kOther));
  EXPECT_FALSE(applies(rule, kUnknownCommand)) << "a command that is not known";
}

TEST(RuleInUse, FitsByBothWhereBothAreGiven) {
  SuppressionRule rule = made_rule();
  rule.command.emplace("a rule", "--cache-size");
  EXPECT_TRUE(applies(rule, kImaged));
  EXPECT_FALSE(applies(rule, {.name = "imaged", .command = "imaged --serve"}));
  EXPECT_FALSE(applies(rule, {.name = "server", .command = "server --cache-size 4"}));
  EXPECT_FALSE(applies(rule, kUnknownCommand));
}

TEST(RuleInUse, AcceptsOnlyTheMetricsOfTheRule) {
  SuppressionRule rule = made_rule();
  rule.metrics = {Metric::kRss, Metric::kAnon};
  RuleInUse in_use(rule, {});
  ASSERT_TRUE(in_use.applies_to(kImaged));
  EXPECT_TRUE(in_use.accepts(kImaged, growth(kMebibyte, Metric::kRss)));
  EXPECT_TRUE(in_use.accepts(kImaged, growth(kMebibyte, Metric::kAnon)));
  EXPECT_FALSE(in_use.accepts(kImaged, growth(kMebibyte, Metric::kVmSize)));
}

TEST(RuleInUse, ARuleOfTestsAcceptsWhatCameWithThemAlone) {
  SuppressionRule rule = made_rule();
  rule.process_name.reset();
  rule.test.emplace("a rule", "^test_cache");
  RuleInUse in_use(rule, {});
  ASSERT_TRUE(in_use.applies_to(kOther)) << "of any process";
  Finding finding = growth(kMebibyte);
  EXPECT_FALSE(in_use.accepts(kOther, finding)) << "growth that came with no test";
  finding.marked_tests = {"test_cache", "test_upload"};
  EXPECT_FALSE(in_use.accepts(kOther, finding));
  EXPECT_FALSE(in_use.accepts_test("test_upload"));
  EXPECT_EQ(in_use.use().note(), kPlace + " matches no test that keeps memory there");
  finding.marked_tests = {"test_cache", "test_cache (setup)"};
  EXPECT_TRUE(in_use.accepts(kOther, finding));
  EXPECT_TRUE(in_use.accepts_test("test_cache"));
  EXPECT_EQ(in_use.use().note(), "");
  EXPECT_FALSE(RuleInUse(made_rule(), {}).accepts_test("test_cache")) << "a rule of processes";
}

TEST(RuleInUse, WithoutABoundAnySpeedIsAccepted) {
  const SuppressionRule rule = made_rule();
  RuleInUse in_use(rule, {});
  ASSERT_TRUE(in_use.applies_to(kImaged));
  EXPECT_TRUE(in_use.accepts(kImaged, growth(1e15)));
  EXPECT_EQ(in_use.use().note(), "");
}

TEST(RuleInUse, GrowthAsFastAsTheBoundIsAccepted) {
  SuppressionRule rule = made_rule();
  rule.most_bytes_per_hour = kSecondsPerHour * 1000.0;
  RuleInUse in_use(rule, {});
  ASSERT_TRUE(in_use.applies_to(kImaged));
  EXPECT_TRUE(in_use.accepts(kImaged, growth(kSecondsPerHour * 1000.0)));
  EXPECT_FALSE(in_use.accepts(kImaged, growth(kSecondsPerHour * 1001.0)));
}

TEST(RuleInUse, TheFirstGrowthThatIsTooFastIsNoted) {
  SuppressionRule rule = made_rule();
  rule.most_bytes_per_hour = 10.0 * kMebibyte;
  RuleInUse in_use(rule, {});
  ASSERT_TRUE(in_use.applies_to(kImaged));
  EXPECT_FALSE(in_use.accepts(kImaged, growth(20.0 * kMebibyte)));
  EXPECT_FALSE(in_use.accepts(kImaged, growth(70.0 * kMebibyte, Metric::kRss)));
  EXPECT_TRUE(in_use.accepts(kImaged, growth(5.0 * kMebibyte, Metric::kData)));
  EXPECT_EQ(
      in_use.use().note(),
      kPlace + " does not accept that imaged (42) grows by 20.0 MiB an hour in vm_size: more than 10.0 MiB");
}

TEST(RuleInUse, GrowthOfAnotherMetricIsNotTooFast) {
  SuppressionRule rule = made_rule();
  rule.metrics = {Metric::kRss};
  rule.most_bytes_per_hour = 10.0 * kMebibyte;
  RuleInUse in_use(rule, {});
  ASSERT_TRUE(in_use.applies_to(kImaged));
  EXPECT_FALSE(in_use.accepts(kImaged, growth(20.0 * kMebibyte)));
  EXPECT_FALSE(has(in_use.use().note(), "does not accept")) << in_use.use().note();
}

TEST(RuleInUse, ARuleThatMatchesNobodySaysSo) {
  const SuppressionRule rule = made_rule();
  RuleInUse in_use(rule, {});
  EXPECT_FALSE(in_use.applies_to(kOther));
  EXPECT_EQ(in_use.use().note(), kPlace + " matches no process that was judged");
}

TEST(RuleInUse, ARuleOfWhatDoesNotGrowSaysSo) {
  const SuppressionRule rule = made_rule();
  RuleInUse in_use(rule, {});
  ASSERT_TRUE(in_use.applies_to(kImaged));
  EXPECT_EQ(in_use.use().note(), kPlace + " matches 1 process, and nothing of it grows");
  ASSERT_TRUE(in_use.applies_to(kUnknownCommand));
  EXPECT_FALSE(in_use.applies_to(kOther));
  EXPECT_EQ(in_use.use().note(), kPlace + " matches 2 processes, and nothing of it grows");
  EXPECT_TRUE(in_use.accepts(kImaged, growth(kMebibyte)));
  EXPECT_EQ(in_use.use().note(), "");
}

TEST(RuleInUse, AnExpiredRuleAppliesToNothing) {
  SuppressionRule rule = made_rule();
  rule.expires = "2027-03-31";
  rule.expires_before = kExpiry;
  RuleInUse in_use(rule, kExpiry);
  EXPECT_FALSE(in_use.applies_to(kImaged));
  EXPECT_FALSE(in_use.applies_to(kOther));
  EXPECT_EQ(in_use.use().note(),
            kPlace + " expired after 2027-03-31 and was not applied; it matches 1 process");
}

TEST(RuleInUse, ARuleHoldsUntilTheEndOfItsLastDay) {
  SuppressionRule rule = made_rule();
  rule.expires = "2027-03-31";
  rule.expires_before = kExpiry;
  EXPECT_TRUE(RuleInUse(rule, kExpiry - std::chrono::nanoseconds(1)).applies_to(kImaged));
  EXPECT_TRUE(RuleInUse(rule, std::nullopt).applies_to(kImaged)) << "when it was recorded is not known";
  rule.expires_before.reset();
  EXPECT_TRUE(RuleInUse(rule, kExpiry).applies_to(kImaged)) << "it never expires";
}

TEST(RuleInUse, ARuleForGroupsIsForNoProcessAndNoOtherKind) {
  SuppressionRule rule = made_rule();
  rule.group = "tree";
  const RuleInUse::Process tree{kImaged.name, kUnknownCommand.command, 0, "tree"};
  const RuleInUse::Process program{kImaged.name, kUnknownCommand.command, 0, "program"};
  RuleInUse in_use(rule, {});
  EXPECT_FALSE(in_use.applies_to(kImaged));
  EXPECT_FALSE(in_use.applies_to(program));
  EXPECT_EQ(in_use.use().note(), kPlace + " matches no tree that grows");
  EXPECT_TRUE(in_use.applies_to(tree));
  EXPECT_TRUE(in_use.accepts(tree, growth(kMebibyte)));
  EXPECT_EQ(in_use.use().note(), "");
  EXPECT_FALSE(RuleInUse(made_rule(), {}).applies_to(tree)) << "a rule for processes";
}

TEST(RuleInUse, AGroupThatGrowsTooFastIsNoted) {
  SuppressionRule rule = made_rule();
  rule.group = "tree";
  rule.most_bytes_per_hour = 10.0 * kMebibyte;
  const RuleInUse::Process tree{kImaged.name, kUnknownCommand.command, 0, "tree"};
  RuleInUse in_use(rule, {});
  ASSERT_TRUE(in_use.applies_to(tree));
  EXPECT_FALSE(in_use.accepts(tree, growth(20.0 * kMebibyte)));
  EXPECT_TRUE(has(in_use.use().note(), "does not accept that the tree imaged grows by 20.0 MiB"))
      << in_use.use().note();
}

TEST(RuleInUse, ASuppressionTellsTheRuleAndItsReason) {
  SuppressionRule rule = made_rule();
  rule.expires = "2027-03-31";
  rule.most_bytes_per_hour = kMebibyte;
  const Suppression suppression = RuleInUse(rule, {}).suppression();
  EXPECT_EQ(suppression.rule, "cache");
  EXPECT_EQ(suppression.reason, "fills its cache");
  EXPECT_EQ(suppression.expires, "2027-03-31");
  EXPECT_EQ(suppression.most_bytes_per_hour, kMebibyte);
}

}  // namespace
}  // namespace tidemark

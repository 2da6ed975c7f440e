#include "analyzer/judge/suppressions/suppression_rules.hpp"

#include <gtest/gtest.h>

#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

class SuppressionRules : public ::testing::Test {
 protected:
  std::vector<SuppressionRule> read(const std::string& text) {
    write_bytes(path_, text);
    return read_suppression_rules(path_);
  }
  std::string error_of(const std::string& text) {
    return user_error([&] { static_cast<void>(read(text)); });
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("known.ini");
};

TEST_F(SuppressionRules, EachKeyIsTaken) {
  const auto rules = read(
      "# known growth\n[image-cache]\nname = ^imaged$\ncommand = --size=#1\nmetric = rss,anon\n"
      "max-slope = 10MiB\nreason = by design; ticket #4711\nexpires = 2027-03-31\n\n; two\n[b.2]\n"
      "command = x\nreason = r\n");
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].name, "image-cache");
  EXPECT_EQ(rules[0].file, path_);
  EXPECT_TRUE(rules[0].process_name->is_found_in("imaged"));
  EXPECT_TRUE(rules[0].command->is_found_in("imaged --size=#1"));
  EXPECT_EQ(rules[0].metrics, (std::vector{Metric::kRss, Metric::kAnon}));
  EXPECT_EQ(rules[0].most_bytes_per_hour, 10.0 * 1048576.0);
  EXPECT_EQ(rules[0].reason, "by design; ticket #4711");
  EXPECT_EQ(format_rfc3339(*rules[0].expires_before), "2027-04-01T00:00:00.000Z");
  EXPECT_EQ(rules[1].name, "b.2");
  EXPECT_FALSE(rules[1].process_name);
  EXPECT_FALSE(rules[1].expires_before);
  EXPECT_FALSE(rules[1].most_bytes_per_hour);
}

TEST_F(SuppressionRules, ARuleForGroupsNeedsNoName) {
  const auto rules =
      read("[tmpfs]\ngroup = machine\nreason = r\n[make]\ngroup = tree\nname = ^make$\nreason = r\n");
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].group, "machine");
  EXPECT_FALSE(rules[0].process_name);
  EXPECT_EQ(rules[1].group, "tree");
  EXPECT_TRUE(rules[1].process_name);
}

TEST_F(SuppressionRules, AFileWithoutRulesIsNone) {
  EXPECT_TRUE(read("").empty());
  EXPECT_TRUE(read("# nothing is accepted\n").empty());
}

TEST_F(SuppressionRules, AnErrorNamesFileSectionAndKey) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"name = a\nreason = r\ncolour = red\n", "colour"},
      {"name = (\nreason = r\n", "name"},
      {"command = [\nreason = r\n", "command"},
      {"name = a\nreason = r\nexpires = soon\n", "expires"},
      {"name = a\nreason = r\nexpires = 2027-02-30\n", "expires"},
      {"name = a\nreason = r\nexpires = 2027-03-31T10:00:00Z\n", "expires"},
      {"name = a\nreason = r\nmax-slope = fast\n", "max-slope"},
      {"name = a\nreason = r\nmax-slope = -1MiB\n", "max-slope"},
      {"name = a\nreason = r\nmetric = heap\n", "metric"},
      {"name = a\n", "reason"},
      {"name = a\nreason =\n", "reason"},
      {"reason = r\n", "name"},
      {"group = pool\nreason = r\n", "group"},
      {"group = tree\ncommand = a\nreason = r\n", "command"},
      {"group = tree\nmetric = rss\nreason = r\n", "metric"},
      {"group = tree\ntest = a\nreason = r\n", "test"},
      {"test = (\nreason = r\n", "test"},
      {"test = a\nmetric = rss\nreason = r\n", "metric"},
      {"test = a\nmax-slope = 1MiB\nreason = r\n", "max-slope"},
  };
  for (const auto& [keys, key] : wrong) {
    const std::string error = error_of("[rule]\n" + keys);
    EXPECT_TRUE(has(error, path_ + ": [rule] " + key + ": ")) << keys << error;
  }
}

TEST_F(SuppressionRules, WhatIsNoIniFileIsAnErrorThatNamesIt) {
  EXPECT_TRUE(has(error_of("[a]\nname\n"), path_ + ": cannot use the suppressions: line 2"));
  EXPECT_TRUE(has(error_of("name = a\n"), path_ + ": name: it stands before the first [section]"));
  EXPECT_TRUE(has(error_of("[a]\nname = a\nname = b\n"), path_));
  EXPECT_TRUE(has(error_of("[a]\nname = a\nreason = r\n[a]\nname = b\nreason = r\n"), path_));
  const auto missing = directory_.file("missing.ini");
  for (const std::string& path : {missing, directory_.path()}) {
    EXPECT_TRUE(has(user_error([&] { static_cast<void>(read_suppression_rules(path)); }), path));
  }
}

}  // namespace
}  // namespace tidemark

#include "recorder/sampling/process_filter.hpp"

#include <gtest/gtest.h>

#include "common/error.hpp"

namespace tidemark {
namespace {

ProcessRow process(std::string comm, std::optional<std::string> exe = std::nullopt) {
  ProcessRow row;
  row.comm = std::move(comm);
  row.exe = std::move(exe);
  row.uid = 1000;
  return row;
}

FilterSettings named(std::vector<std::string> include, std::vector<std::string> exclude = {}) {
  FilterSettings settings;
  settings.include = std::move(include);
  settings.exclude = std::move(exclude);
  return settings;
}

TEST(ProcessFilter, AdmitsEverythingByDefault) {
  const ProcessFilter filter{FilterSettings{}};
  EXPECT_TRUE(filter.admits_all());
  EXPECT_TRUE(filter.admits(process("")));
}

TEST(ProcessFilter, AnExpressionIsFoundAnywhereInTheName) {
  const ProcessFilter filter(named({"serv"}));
  EXPECT_TRUE(filter.admits(process("my_server")));
  EXPECT_FALSE(filter.admits(process("client")));
}

TEST(ProcessFilter, AnExpressionIsFoundInTheProgramsFileNameButNotInItsDirectory) {
  const ProcessFilter filter(named({"server"}));
  EXPECT_TRUE(filter.admits(process("worker-1", "/usr/bin/my_server")));
  EXPECT_FALSE(filter.admits(process("worker-1", "/opt/server/bin/client")));
}

TEST(ProcessFilter, AnyOfTheExpressionsWillDo) {
  const ProcessFilter filter(named({"^a$", "^b$"}));
  EXPECT_TRUE(filter.admits(process("b")));
  EXPECT_FALSE(filter.admits(process("ab")));
}

TEST(ProcessFilter, ExcludingWinsOverIncluding) {
  const ProcessFilter filter(named({"server"}, {"test"}));
  EXPECT_TRUE(filter.admits(process("server")));
  EXPECT_FALSE(filter.admits(process("test_server")));
  EXPECT_FALSE(filter.admits(process("server", "/usr/bin/test")));
}

TEST(ProcessFilter, AUserIsTheRealOneAndAnUnknownOneMatchesNone) {
  FilterSettings settings;
  settings.user = 1000;
  const ProcessFilter filter(settings);
  EXPECT_TRUE(filter.admits(process("a")));
  ProcessRow other = process("a");
  other.uid = 0;
  EXPECT_FALSE(filter.admits(other));
  other.uid.reset();
  EXPECT_FALSE(filter.admits(other));
}

TEST(ProcessFilter, NamesAnExpressionThatIsNone) {
  try {
    const ProcessFilter filter(named({}, {"a(b"}));
    FAIL() << "accepted";
  } catch (const UserError& error) {
    EXPECT_NE(std::string_view(error.what()).find("exclude: 'a(b'"), std::string_view::npos) << error.what();
  }
}

TEST(ProcessFilter, ShowsItsSettingsAsJson) {
  EXPECT_EQ(ProcessFilter(FilterSettings{}).to_json(), "{}");
  FilterSettings settings = named({"a\"b"}, {"\u00FC"});
  settings.user = 7;
  settings.tree_root = 42;
  EXPECT_EQ(ProcessFilter(settings).to_json(),
            "{\"include\":[\"a\\\"b\"],\"exclude\":[\"\u00FC\"],\"user\":7,\"pid_tree\":42}");
}

}  // namespace
}  // namespace tidemark

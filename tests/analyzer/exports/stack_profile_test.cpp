#include "analyzer/exports/stack_profile.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using namespace testing;

TouchFrame frame(const std::string& function) { return {function, "/srv/server", "0011aabb", 0x40}; }

StackProfile profile() {
  StackProfile made{.name = "server (PID 42)", .stacks = {}};
  TouchFrame put = frame("cache::put(int)");
  put.file = "/src/cache.cpp";
  put.line = 41;
  made.stacks.push_back({{put, frame("handle"), frame("main")}, true, 30});
  made.stacks.push_back({{frame("log;line"), frame("main")}, true, 10});
  made.stacks.push_back({{frame(""), {"", ""}}, false, 2});
  made.begin_wall_ns = 1'790'000'000'000'000'000;
  made.length_ns = 60'000'000'000;
  return made;
}

TEST(FormatProfile, FoldedLinesHaveTheOutermostFunctionFirst) {
  EXPECT_EQ(format_profile(profile(), ProfileFormat::kFolded),
            "[cut off];[code made at run time];server+0x40 8192\n"
            "main;handle;cache::put(int) 122880\n"
            "main;log:line 40960\n");
}

TEST(FormatProfile, StacksWithTheSameNamesAreOneFoldedLine) {
  StackProfile two = profile();
  two.stacks.resize(1);
  two.stacks.push_back(two.stacks.front());
  two.stacks.back().frames.front().address = 0x80;
  EXPECT_EQ(format_profile(two, ProfileFormat::kFolded), "main;handle;cache::put(int) 245760\n");
}

TEST(FormatProfile, SpeedscopeIsAsItsFormatSays) {
  const auto json = nlohmann::json::parse(format_profile(profile(), ProfileFormat::kSpeedscope));
  EXPECT_EQ(json.at("$schema"), "https://www.speedscope.app/file-format-schema.json");
  const auto& one = json.at("profiles").at(0);
  EXPECT_EQ(one.at("type"), "sampled");
  EXPECT_EQ(one.at("unit"), "bytes");
  EXPECT_EQ(one.at("endValue"), 172'032);
  ASSERT_EQ(one.at("samples").size(), one.at("weights").size());
  const auto& frames = json.at("shared").at("frames");
  std::string names;
  for (const auto& place : one.at("samples").at(0))
    names += frames.at(place.get<std::size_t>()).at("name").get<std::string>() + ";";
  EXPECT_EQ(names, "main;handle;cache::put(int);");
  EXPECT_EQ(frames.at(2).at("line"), 41);
  EXPECT_EQ(one.at("weights").at(0), 122'880);
}

TEST(FormatProfile, GoReadsWhatIsWrittenForPprof) {
  if (!is_installed("go")) GTEST_SKIP() << "go is not installed";
  const TemporaryDirectory directory;
  std::ofstream(directory.file("p.pb.gz"), std::ios::binary)
      << format_profile(profile(), ProfileFormat::kPprof);
  const auto top = [&](const std::string& options) {
    return run_to_end(
        {.command = {"sh", "-c",
                     "cd " + directory.path() + " && HOME=. GOTOOLCHAIN=local go tool pprof -top " + options +
                         " p.pb.gz"}});
  };
  const Outcome bytes = top("-lines");
  EXPECT_EQ(bytes.status, 0) << bytes.errors;
  EXPECT_TRUE(has(bytes.output, "120kB")) << bytes.output;
  EXPECT_TRUE(has(bytes.output, "/src/cache.cpp:41")) << bytes.output;
  EXPECT_TRUE(has(bytes.output, "Type: touched")) << bytes.output;
  EXPECT_TRUE(has(top("-sample_index=faults").output, "30")) << bytes.output;
}

TEST(FormatProfile, AnEmptyOneIsWrittenToo) {
  for (const ProfileFormat format :
       {ProfileFormat::kFolded, ProfileFormat::kPprof, ProfileFormat::kSpeedscope})
    static_cast<void>(format_profile(StackProfile{}, format));
}

TEST(FormatProfile, TheSameStacksMakeTheSameFile) {
  EXPECT_EQ(format_profile(profile(), ProfileFormat::kPprof),
            format_profile(profile(), ProfileFormat::kPprof));
}

TEST(ParseProfileFormat, AnotherNameIsAnError) {
  EXPECT_EQ(parse_profile_format("pprof"), ProfileFormat::kPprof);
  EXPECT_TRUE(has(user_error([] { static_cast<void>(parse_profile_format("svg")); }), "'svg'"));
}

}  // namespace
}  // namespace tidemark

#include "analyzer/judge/hosts/program_version.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(VersionInPath, IsThatOfThePartNearestToTheEnd) {
  EXPECT_EQ(version_in_path("/opt/agentd-4.2.1/bin/agentd"), "4.2.1");
  EXPECT_EQ(version_in_path("/opt/agentd/4.2/agentd"), "4.2");
  EXPECT_EQ(version_in_path("/opt/suite-1.0/agentd-4.2/agentd"), "4.2");
  EXPECT_EQ(version_in_path("/srv/agentd_v2.10.0/agentd"), "2.10.0");
  EXPECT_EQ(version_in_path("/opt/agentd-4.2.1-rc2+git5/agentd"), "4.2.1-rc2+git5");
  EXPECT_EQ(version_in_path("agentd-4.2"), "4.2") << "a part of its own name";
}

TEST(VersionInPath, ADirectoryMayBeANumberAlone) {
  EXPECT_EQ(version_in_path("/usr/lib/postgresql/15/bin/postgres"), "15");
  EXPECT_EQ(version_in_path("/srv/releases/20261130/bin/agentd"), "20261130");
  EXPECT_EQ(version_in_path("/opt/agentd/42/agentd"), "42");
  EXPECT_EQ(version_in_path("/builds/12345/bin/release/agentd"), "") << "the number of a build";
  EXPECT_EQ(version_in_path("/run/user/1000/app/agentd"), "");
  EXPECT_EQ(version_in_path("/usr/bin/7"), "") << "a file's name is no version";
}

TEST(VersionInPath, AProgramThatWasReplacedHasTheVersionThatItHad) {
  EXPECT_EQ(version_in_path("/usr/bin/agentd-4.2 (deleted)"), "4.2");
}

TEST(VersionInPath, WhatNamesNoneHasNone) {
  for (const char* path : {"", "/", "/usr/bin/agentd", "/usr/bin/x86_64-linux-gnu-gcc-12", "/opt/4.2.",
                           "/opt/a4.2/agentd", "/opt/4.2-/agentd", "/opt/agentd-4/bin/agentd"})
    EXPECT_EQ(version_in_path(path), "") << path;
}

TEST(VersionOf, AScriptsVersionIsThatOfItsPathNotOfItsInterpreter) {
  const std::string python = "/usr/lib/python/3.11/bin/python3";
  EXPECT_EQ(version_of(python, "app.py", {"python3", "/srv/app-2.4/app.py"}), "2.4");
  EXPECT_EQ(version_of(python, "app.py", {"python3", "/srv/app.py"}), "");
  EXPECT_EQ(version_of(python, "app.py", {}), "") << "its arguments are not all known";
  EXPECT_EQ(version_of("/opt/agentd-4.2/agentd", "", {"agentd"}), "4.2");
  EXPECT_EQ(version_of(std::nullopt, "", {"agentd"}), "");
}

TEST(IsOlder, NumbersAreComparedAsNumbers) {
  EXPECT_TRUE(is_older("4.9", "4.10"));
  EXPECT_TRUE(is_older("4.2", "4.2.1"));
  EXPECT_TRUE(is_older("4.2-rc1", "4.2-rc2"));
  EXPECT_TRUE(is_older("4.2-rc1", "4.2"));
  EXPECT_FALSE(is_older("4.2", "4.2-rc1"));
  EXPECT_TRUE(is_older("4.2~beta", "4.2"));
  EXPECT_TRUE(is_older("4.2", "4.2-1")) << "a revision of it";
  EXPECT_TRUE(is_older("09", "10"));
  EXPECT_FALSE(is_older("4.10", "4.9"));
  EXPECT_FALSE(is_older("4.2", "4.2"));
  EXPECT_FALSE(is_older("4.02", "4.2"));
  EXPECT_TRUE(is_older("", "1"));
}

}  // namespace
}  // namespace tidemark

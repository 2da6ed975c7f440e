#include "common/program.hpp"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

#include "common/error.hpp"
#include "common/sqlite.hpp"
#include "common/version.hpp"

namespace tidemark {
namespace {

int count_arguments(std::span<const std::string> arguments) {
  return 40 + static_cast<int>(arguments.size());
}
int blame_user(std::span<const std::string>) { throw FileError("/a/b", "read it", "it is not there"); }
int blame_sqlite(std::span<const std::string>) { throw SqliteError(SQLITE_FULL, "/a/b: disk full"); }
int blame_program(std::span<const std::string>) { throw std::logic_error("impossible"); }

int name_a_command(std::span<const std::string>) {
  throw FileError("##[error]a\n::error::b", "read it", "x");
}

constexpr std::array kCommands{Command{"named", "", name_a_command},
                               Command{"count", "counts", count_arguments},
                               Command{"user", "", blame_user},
                               Command{"sqlite", "", blame_sqlite},
                               Command{"program", "", blame_program},
                               Command{"exec-user", "", blame_user, 125, 125},
                               Command{"exec-program", "", blame_program, 125, 125}};

struct Outcome {
  int status;
  std::string out;
  std::string err;
};

Outcome run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "tidemark-test");
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int status = run_program(Program{"tidemark-test", "tests", kCommands},
                                 static_cast<int>(pointers.size()), pointers.data());
  std::string out = ::testing::internal::GetCapturedStdout();
  return {status, std::move(out), ::testing::internal::GetCapturedStderr()};
}

TEST(RunProgram, GivesACommandTheArgumentsBehindItsNameAndReturnsItsStatus) {
  EXPECT_EQ(run({"count"}).status, 40);
  EXPECT_EQ(run({"count", "--help", "--version"}).status, 42);
}

TEST(RunProgram, AnswersHelpAndVersionOnStdout) {
  const Outcome help = run({"--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_NE(help.out.find("count"), std::string::npos);
  EXPECT_EQ(help.err, "");
  EXPECT_EQ(run({"--version"}).out, std::string("tidemark-test ") + kVersion + "\n");
}

TEST(RunProgram, AMessageIsNoCommandToACiService) {
  EXPECT_EQ(run({"named"}).err, "tidemark-test: error: \\x23#[error]a\\x0A::error::b: cannot read it: x\n");
}

TEST(RunProgram, AMissingOrUnknownCommandIsUsage) {
  EXPECT_EQ(run({}).status, 2);
  const Outcome unknown = run({"fly"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_NE(unknown.err.find("'fly'"), std::string::npos);
  EXPECT_EQ(unknown.out, "");
}

TEST(RunProgram, WhatTheUserCanMendIsStatus2) {
  const Outcome outcome = run({"user"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "tidemark-test: error: /a/b: cannot read it: it is not there\n");
  EXPECT_EQ(run({"sqlite"}).status, 2);
}

TEST(RunProgram, AnythingElseIsStatus3) {
  const Outcome outcome = run({"program"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.err, "tidemark-test: internal error: impossible\n");
}

TEST(RunProgram, ACommandMayHaveStatusesOfItsOwn) {
  EXPECT_EQ(run({"exec-user"}).status, 125);
  EXPECT_EQ(run({"exec-program"}).status, 125);
}

}  // namespace
}  // namespace tidemark

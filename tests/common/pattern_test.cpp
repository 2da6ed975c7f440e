#include "common/pattern.hpp"

#include <gtest/gtest.h>

#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

bool finds(const std::string& expression, std::string_view text) {
  return Pattern("process", expression).is_found_in(text);
}

std::string error_of(const std::string& expression) {
  return user_error([&] { static_cast<void>(Pattern("process", expression)); });
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Pattern, IsFoundAnywhereInTheText) {
  EXPECT_TRUE(finds("serv", "a server"));
  EXPECT_TRUE(finds("b{3}$", "abbb"));
  EXPECT_FALSE(finds("^serv", "a server"));
  EXPECT_TRUE(finds("", ""));
}

TEST(Pattern, TellsUpperCaseFromLowerCase) {
  EXPECT_FALSE(finds("serv", "SERVER"));
  EXPECT_TRUE(finds("(?i)serv", "SERVER"));
}

TEST(Pattern, ADotIsOneCharacterWhateverItsBytes) {
  EXPECT_TRUE(finds("^.$", "\u00e9"));
  EXPECT_FALSE(finds("^.$", "\n"));
}

TEST(Pattern, ALongTextTakesNoStack) {
  EXPECT_FALSE(finds("^(\\S|\\s)*z", repeated("\\xFF", 4096)));
  EXPECT_TRUE(finds("^(\\S|\\s)*z", repeated("\\xFF", 1'000'000) + "z"));
}

TEST(Pattern, WhatBacktrackingWouldNeverFinishIsQuick) {
  EXPECT_FALSE(finds("^(a+)+$", repeated("a", 100'000) + "b"));
}

TEST(Pattern, OneThatIsNoneIsRefusedWithItsPlace) {
  const std::string error = error_of("a(b");
  EXPECT_TRUE(error.starts_with("process: 'a(b' is not a regular expression: missing )")) << error;
}

TEST(Pattern, LookaheadAndBackreferencesAreRefusedWithWords) {
  for (const std::string expression : {"a(?=b)", "a(?!b)", "(a)\\1"}) {
    const std::string error = error_of(expression);
    EXPECT_NE(error.find("no lookahead and no backreferences"), std::string::npos) << error;
  }
}

TEST(Pattern, OneThatIsTooLongIsRefusedWithoutRepeatingIt) {
  EXPECT_TRUE(finds(repeated("a", kLongestPattern), repeated("a", kLongestPattern)));
  const std::string error = error_of(repeated("(", 20'000) + repeated(")", 20'000));
  EXPECT_EQ(error, "process: a regular expression of 40000 bytes; there may be 4096");
}

TEST(Pattern, WideRepetitionsAreRefused) {
  EXPECT_TRUE(finds(repeated("(", 900) + repeated(")", 900), "a"));
  EXPECT_NE(error_of("((a{900}){900}){900}"), "");
}

TEST(Pattern, TheirNumberIsBounded) {
  std::vector<std::string> expressions(kMostPatterns, "a");
  EXPECT_EQ(compile_patterns("include", expressions).size(), kMostPatterns);
  expressions.emplace_back("b");
  EXPECT_EQ(user_error([&] { static_cast<void>(compile_patterns("include", expressions)); }),
            "include: 1001 regular expressions; there may be 1000");
}

}  // namespace
}  // namespace tidemark

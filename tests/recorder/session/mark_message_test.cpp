#include "recorder/session/mark_message.hpp"

#include <gtest/gtest.h>

#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using testing::has;
using testing::user_error;

std::string error_of(const std::string& text) {
  return user_error([&] { static_cast<void>(parse_mark(text)); });
}

TEST(ParseMark, GivesBackWhatWentIn) {
  for (const bool for_parent : {false, true}) {
    for (const char* kind : {"begin", "end", "note"}) {
      const MarkMessage message = parse_mark(to_text({kind, "a b@parent \x01\xFF", for_parent}));
      EXPECT_EQ(message.kind, kind);
      EXPECT_EQ(message.name, "a b@parent \x01\xFF");
      EXPECT_EQ(message.for_parent, for_parent);
    }
  }
}

TEST(ParseMark, TheSenderMaySayWhatItHolds) {
  const MarkMessage message = parse_mark("end:5000 a:b");
  EXPECT_EQ(message.kind, "end");
  EXPECT_EQ(message.name, "a:b");
  EXPECT_EQ(message.held_kib, 5000);
  EXPECT_EQ(to_text(message), "end:5000 a:b");
  EXPECT_EQ(parse_mark("end:0 a").held_kib, 0);
  EXPECT_FALSE(parse_mark("end a:1").held_kib);
  for (const char* text :
       {"end: a", "end:1: a", "end:x a", "end:-1 a", "end:1:2 a", "end:9007199254740993 a", "end:1.5 a"})
    EXPECT_TRUE(has(error_of(text), "is not what is held")) << text;
}

TEST(ParseMark, ALineEndBehindItIsNotOfTheName) {
  EXPECT_EQ(parse_mark("begin a\n").name, "a");
  EXPECT_EQ(parse_mark("begin a\n\n").name, "a\n");
  EXPECT_EQ(to_line({"begin", "a\nb"}), "begin a b\n");
  EXPECT_TRUE(has(error_of("begin \n"), "name is missing"));
}

TEST(ParseMark, WhatIsNoMarkIsNamed) {
  EXPECT_TRUE(has(error_of(""), "''"));
  EXPECT_TRUE(has(error_of("start x"), "'start'"));
  EXPECT_TRUE(has(error_of("\x1b[0m x"), "\\x1B"));
  EXPECT_TRUE(has(error_of("begin"), "name is missing"));
  EXPECT_TRUE(has(error_of("begin "), "name is missing"));
  EXPECT_EQ(parse_mark("begin " + std::string(kMostNameBytes, 'n')).name.size(), kMostNameBytes);
  EXPECT_TRUE(has(error_of("begin " + std::string(kMostNameBytes + 1, 'n')), "longer than 1000 bytes"));
}

}  // namespace
}  // namespace tidemark

#include "common/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cctype>
#include <charconv>

namespace tidemark {
namespace {

// The inverse of escape_name, as FORMAT.md tells readers to undo it.
std::string unescape(std::string_view name) {
  std::string bytes;
  while (!name.empty()) {
    if (name.front() != '\\') {
      bytes += name.front();
      name.remove_prefix(1);
    } else if (name.at(1) == '\\') {
      bytes += '\\';
      name.remove_prefix(2);
    } else {
      unsigned value = 0;
      std::from_chars(name.data() + 2, name.data() + 4, value, 16);
      bytes += static_cast<char>(value);
      name.remove_prefix(4);
    }
  }
  return bytes;
}

// Bytes as a hostile process may choose them: any, with backslashes, 'x', UTF-8 leads and continuations
// often.
rc::Gen<std::string> hostile_bytes() {
  return rc::gen::container<std::string>(rc::gen::oneOf(
      rc::gen::arbitrary<char>(), rc::gen::element('\\', 'x', '4', '1', '\xC3', '\xA4', '\xE2', '\x80',
                                                   '\xA8', '\xF0', '\x9F', '\n', '\0', '\x7F')));
}

bool is_valid_utf8(std::string_view text) {
  // A decoder apart from the tested one: a state of how many continuation bytes are due, and the least next
  // byte.
  std::size_t i = 0;
  while (i < text.size()) {
    const auto byte = [&](std::size_t k) {
      return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U;
    };
    const auto follows = [&](std::size_t k, unsigned low, unsigned high) {
      return byte(k) >= low && byte(k) <= high;
    };
    const unsigned lead = byte(i);
    if (lead <= 0x7F) {
      i += 1;
    } else if (lead >= 0xC2 && lead <= 0xDF && follows(i + 1, 0x80, 0xBF)) {
      i += 2;
    } else if (lead >= 0xE0 && lead <= 0xEF &&
               follows(i + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) &&
               follows(i + 2, 0x80, 0xBF)) {
      i += 3;
    } else if (lead >= 0xF0 && lead <= 0xF4 &&
               follows(i + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) &&
               follows(i + 2, 0x80, 0xBF) && follows(i + 3, 0x80, 0xBF)) {
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

TEST(EscapeName, KeepsPrintableTextOfAnyScript) {
  for (const char* name : {"", "my_server", "a b) c(", "größe", "日本語", "🦀", "<script>&\"'"}) {
    EXPECT_EQ(escape_name(name), name);
  }
}

TEST(DisarmCiCommands, BreaksWhatARunnerTakesForACommand) {
  EXPECT_EQ(disarm_ci_commands("::error::pwned"), "\\x3A:error::pwned");
  EXPECT_EQ(disarm_ci_commands("a\n  ::stop-commands::x\n"), "a\n  \\x3A:stop-commands::x\n");
  EXPECT_EQ(disarm_ci_commands("a\r\t\v\xC2\xA0\xE3\x80\x80::x"), "a\r\t\v\xC2\xA0\xE3\x80\x80\\x3A:x");
  EXPECT_EQ(disarm_ci_commands("is ##[error]x, ###[x"), "is \\x23#[error]x, #\\x23#[x");
  EXPECT_EQ(disarm_ci_commands("##vso[task.complete] ##teamcity[x"),
            "\\x23#vso[task.complete] \\x23#teamcity[x");
}

TEST(DisarmCiCommands, KeepsWhatIsNone) {
  for (const char* text : {"", "std::string", "a ::error::b", ": :", "# [x]", "## [x]", "##x", "##", "\n\n",
                           "a\r\n", "\\x3A:error::x"}) {
    EXPECT_EQ(disarm_ci_commands(text), text);
  }
}

RC_GTEST_PROP(DisarmCiCommands, LeavesNoneAndTakesNothingAway, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element(':', '#', '[', ' ', '\n', '\r', '\t', 'a', '\xC2', '\xA0'));
  const std::string disarmed = disarm_ci_commands(text);
  RC_ASSERT(unescape(disarmed) == text);
  RC_ASSERT(disarm_ci_commands(disarmed) == disarmed);
  RC_ASSERT(disarmed.find("##[") == std::string::npos);
}

TEST(ToAscii, EscapesBytesBeyondIt) { EXPECT_EQ(to_ascii("größe\\x0A"), "gr\\xC3\\xB6\\xC3\\x9Fe\\x0A"); }

TEST(EscapeName, DoublesABackslash) { EXPECT_EQ(escape_name("a\\x41"), "a\\\\x41"); }

TEST(EscapeName, WritesControlsAsHexadecimal) {
  EXPECT_EQ(escape_name(std::string_view("a\nb\t\0\x1B[31m\x7F", 11)), "a\\x0Ab\\x09\\x00\\x1B[31m\\x7F");
  EXPECT_EQ(escape_name("\xC2\x85"), "\\xC2\\x85");
}

TEST(EscapeName, WritesSeparatorsAndDirectionMarksAsHexadecimal) {
  EXPECT_EQ(escape_name("\u2028\u202E\u2066\u200F"),
            "\\xE2\\x80\\xA8\\xE2\\x80\\xAE\\xE2\\x81\\xA6\\xE2\\x80\\x8F");
}

TEST(EscapeName, WritesWhatIsNotSeenAsHexadecimal) {
  for (const char* unseen : {"\u00AD", "\u061C", "\u180E", "\u200B", "\u200D", "\u202A", "\u2060", "\u2069",
                             "\uFEFF", "\uFFF9", "\U000E0041"}) {
    const std::string name = std::string("a") + unseen + "b";
    EXPECT_EQ(unescape(escape_name(name)), name);
    EXPECT_TRUE(escape_name(name).starts_with("a\\x")) << name;
  }
  EXPECT_EQ(escape_name("✔\uFE0F ünï"), "✔\uFE0F ünï");
}

TEST(Printable, KeepsEscapesAndAddsWhatIsMissing) {
  EXPECT_EQ(printable("a\\x1Bb\\\\"), "a\\x1Bb\\\\");
  EXPECT_EQ(printable("a\x1B[31m\n\u202Eb\xFF"), "a\\x1B[31m\\x0A\\xE2\\x80\\xAEb\\xFF");
  EXPECT_EQ(printable(""), "");
}

TEST(EscapeName, WritesBrokenUtf8AsHexadecimal) {
  EXPECT_EQ(escape_name("\xFF"), "\\xFF");
  EXPECT_EQ(escape_name("\xC3"), "\\xC3");
  EXPECT_EQ(escape_name("\xC3("), "\\xC3(");
  EXPECT_EQ(escape_name("\xC0\xAF"), "\\xC0\\xAF");                    // overlong '/'
  EXPECT_EQ(escape_name("\xED\xA0\x80"), "\\xED\\xA0\\x80");           // a surrogate
  EXPECT_EQ(escape_name("\xF4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80");  // beyond U+10FFFF
}

RC_GTEST_PROP(EscapeName, CanBeUndone, ()) {
  const std::string bytes = *hostile_bytes();
  RC_ASSERT(unescape(escape_name(bytes)) == bytes);
}

RC_GTEST_PROP(EscapeName, KeepsDistinctNamesDistinct, ()) {
  const std::string one = *hostile_bytes();
  const std::string other = *hostile_bytes();
  RC_ASSERT((one == other) == (escape_name(one) == escape_name(other)));
}

RC_GTEST_PROP(EscapeName, IsValidUtf8WithoutControls, ()) {
  const std::string name = escape_name(*hostile_bytes());
  RC_ASSERT(is_valid_utf8(name));
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<unsigned char>(name[i]);
    RC_ASSERT(byte >= 0x20 && byte != 0x7F);
    const bool is_c1 = byte == 0xC2 && static_cast<unsigned char>(name[i + 1]) < 0xA0;
    RC_ASSERT(!is_c1);
  }
}

TEST(DisplayWidth, CountsCodePoints) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("größe"), 5U);
}

TEST(Shorten, LeavesWhatFits) {
  EXPECT_EQ(shorten("größe", 5), "größe");
  EXPECT_EQ(shorten("", 0), "");
}

TEST(Shorten, EndsInAnEllipsisWithinTheWidth) {
  EXPECT_EQ(shorten("größer", 5), "größ…");
  EXPECT_EQ(shorten("abc", 1), "…");
}

TEST(Shorten, NoWidthLeavesNothing) { EXPECT_EQ(shorten("abc", 0), ""); }

TEST(ShortenMiddle, KeepsBothEndsWithinTheWidth) {
  EXPECT_EQ(shorten_middle("größer", 6), "größer");
  EXPECT_EQ(shorten_middle("größer", 5), "gr…er");
  EXPECT_EQ(shorten_middle("ab cö dä", 4), "ab…ä");
  EXPECT_EQ(shorten_middle("abc", 1), "…");
  EXPECT_EQ(shorten_middle("abc", 0), "");
}

}  // namespace
}  // namespace tidemark

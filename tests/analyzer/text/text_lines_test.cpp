#include "analyzer/text/text_lines.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "analyzer/text/printable.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

TEST(Enumerate, PutsTheLastWordBehindItsOwn) {
  const std::vector<std::string_view> words{"a", "b", "c"};
  EXPECT_EQ(enumerate(words, "or"), "a, b or c");
  EXPECT_EQ(enumerate(std::span(words).first(2), "and"), "a and b");
  EXPECT_EQ(enumerate(std::span(words).first(1), "and"), "a");
  EXPECT_EQ(enumerate({}, "and"), "");
}

TEST(Pad, ShortensOrFillsToTheWidth) {
  EXPECT_EQ(pad("ab", 4), "ab  ");
  EXPECT_EQ(pad("abcd", 4), "abcd");
  EXPECT_EQ(pad("abcde", 4), "abc…");
  EXPECT_EQ(pad("ä", 2), "ä ");
  EXPECT_EQ(pad("\x1b", 5), "\\x1B ");
  EXPECT_EQ(pad("::a", 7), "\\x3A:a ");
}

TEST(Wrap, BreaksAtSpacesAndIndents) {
  EXPECT_EQ(wrap("short", "- ", "  "), "- short\n");
  EXPECT_EQ(wrap("", "- ", "  "), "- \n");
  EXPECT_EQ(wrap("a\nb\x1b", "- ", "  "), "- a\\x0Ab\\x1B\n");
  EXPECT_EQ(wrap("one two three", "- ", "  ", 9), "- one two\n  three\n");
  const std::string word(60, 'x');
  EXPECT_EQ(wrap(word + " " + word, "- ", "  "), "- " + word + "\n  " + word + "\n");
}

RC_GTEST_PROP(Wrap, NoLineIsTooLongAndNothingIsLost, ()) {
  const auto words = *rc::gen::container<std::vector<std::string>>(
      rc::gen::container<std::string>(rc::gen::element('a', 'b')));
  std::string text;
  for (const std::string& word : words) {
    if (!word.empty()) text += (text.empty() ? "" : " ") + word + word + word;
  }
  std::istringstream lines(wrap(text, "* ", "    "));
  std::string letters;
  for (std::string line; std::getline(lines, line);) {
    RC_ASSERT(display_width(line) <= kTextWidth);
    for (const char letter : line) {
      if (letter == 'a' || letter == 'b') letters += letter;
    }
  }
  std::string expected;
  for (const char letter : text) {
    if (letter != ' ') expected += letter;
  }
  RC_ASSERT(letters == expected);
}

TEST(Printable, KeepsEscapesAndEscapesTheRest) {
  EXPECT_EQ(printable("a\\x0Ab\\\\c"), "a\\x0Ab\\\\c");
  EXPECT_EQ(printable("\x1b[0m\xff"), "\\x1B[0m\\xFF");
  EXPECT_EQ(printable(""), "");
}

TEST(PrintableCommand, JoinsTheArguments) {
  EXPECT_EQ(printable_command(R"(["my server","-x","a\\x0A"])"), "my server -x a\\x0A");
  EXPECT_EQ(printable_command("[\"a\\u001b\"]"), "a\\x1B");
  EXPECT_EQ(printable_command("[]"), "");
  EXPECT_EQ(printable_command("no json"), "no json");
}

}  // namespace
}  // namespace tidemark

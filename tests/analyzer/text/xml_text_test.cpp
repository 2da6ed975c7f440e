#include "analyzer/text/xml_text.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(EscapeXml, MarkupIsText) {
  EXPECT_EQ(escape_xml("]]><a b=\"c\" d='e'>&amp;"),
            "]]&gt;&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;");
}

TEST(EscapeXml, LineFeedsStayAndOtherControlsAreShown) {
  EXPECT_EQ(escape_xml("a\nb\r\t\x01\n"), "a\nb\\x0D\\x09\\x01\n");
  EXPECT_EQ(escape_xml(""), "");
}

TEST(EscapeXml, WhatXmlDoesNotHaveIsShown) {
  EXPECT_EQ(escape_xml("\xff\xEF\xBF\xBF\xEF\xBF\xBE"), "\\xFF\\xEF\\xBF\\xBF\\xEF\\xBF\\xBE");
  EXPECT_EQ(escape_xml("\xEF\xBF\xBD \xF0\x9F\x98\x80"), "\xEF\xBF\xBD \xF0\x9F\x98\x80");
}

TEST(EscapeXml, NoTwoNumberSignsAreLeftForARunnerToFind) {
  EXPECT_EQ(escape_xml("##[error]x ###[y] #2"), "&#35;&#35;[error]x &#35;&#35;#[y] #2");
}

TEST(EscapeXmlWithin, KeepsBothEndsOfWhatIsTooLong) {
  EXPECT_EQ(escape_xml_within("a<b", 6), "a&lt;b");
  const std::string cut = escape_xml_within("java " + std::string(4000, '"') + " Main", 100);
  EXPECT_LE(cut.size(), 100U);
  EXPECT_GE(cut.size(), 80U);
  EXPECT_TRUE(cut.starts_with("java &quot;") && cut.ends_with("&quot; Main")) << cut;
  EXPECT_NE(cut.find("…"), std::string::npos);
}

}  // namespace
}  // namespace tidemark

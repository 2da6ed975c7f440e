#include "analyzer/imports/csv_reader.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>
#include <vector>

namespace tidemark {
namespace {

using Fields = std::vector<std::string>;

std::vector<CsvRecord> read_all(const std::string& text) {
  std::istringstream input(text);
  CsvReader reader(input);
  std::vector<CsvRecord> records;
  while (auto record = reader.next()) records.push_back(std::move(*record));
  return records;
}

TEST(CsvReader, LinesEndInLfOrCrlfAndTheLastNeedsNoEnd) {
  for (const std::string text : {"a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\nc,d", "a,b\r\n\r\nc,d\n\n"}) {
    const auto records = read_all(text);
    ASSERT_EQ(records.size(), 2U) << text;
    EXPECT_EQ(records[0].fields, (Fields{"a", "b"}));
    EXPECT_EQ(records[1].fields, (Fields{"c", "d"}));
  }
}

TEST(CsvReader, QuotedFieldsHoldCommasQuotesAndLineEnds) {
  const auto records = read_all("\"a,b\",\"c\"\"d\",\"e\nf\"\r\nnext,,\n");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].fields, (Fields{"a,b", "c\"d", "e\nf"}));
  EXPECT_EQ(records[1].fields, (Fields{"next", "", ""}));
  EXPECT_EQ(records[1].line, 3U);
}

TEST(CsvReader, AnOpenQuoteIsOneBadLineAndReadingGoesOnBehindIt) {
  const auto records = read_all("a,b\n\"c,d\ne,f\n");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_TRUE(records[1].fields.empty());
  EXPECT_EQ(records[1].error, "a quote is not closed");
  EXPECT_EQ(records[1].line, 2U);
  EXPECT_EQ(records[2].fields, (Fields{"e", "f"}));
  EXPECT_EQ(records[2].line, 3U);
}

TEST(CsvReader, ALineWithoutAnEndIsTakenForSeveral) {
  const auto records = read_all(std::string(1500000, 'a') + "\nb\n");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].fields.front().size(), std::size_t{1} << 20);
  EXPECT_EQ(records[2].fields, Fields{"b"});
}

TEST(CsvReader, AMisplacedQuoteIsABadLine) {
  for (const std::string text : {"a\"b,c\nd\n", "\"a\"b,c\nd\n"}) {
    const auto records = read_all(text);
    ASSERT_EQ(records.size(), 2U) << text;
    EXPECT_EQ(records[0].error, "a quote stands where none may");
    EXPECT_EQ(records[1].fields, (Fields{"d"}));
  }
}

TEST(CsvReader, NothingHoldsNoRecord) { EXPECT_TRUE(read_all("").empty()); }

RC_GTEST_PROP(CsvReader, WhatIsQuotedComesBack, ()) {
  const auto byte = rc::gen::element('a', ',', '"', '\n', '\r', ' ', '\xC3');
  const auto rows = *rc::gen::container<std::vector<Fields>>(
      rc::gen::nonEmpty(rc::gen::container<Fields>(rc::gen::container<std::string>(byte))));
  std::string text;
  for (const Fields& fields : rows) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) text += ',';
      text += '"';
      for (const char letter : fields[i])
        text += letter == '"' ? std::string("\"\"") : std::string(1, letter);
      text += '"';
    }
    text += "\r\n";
  }
  const auto records = read_all(text);
  RC_ASSERT(records.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) RC_ASSERT(records[i].fields == rows[i]);
}

}  // namespace
}  // namespace tidemark

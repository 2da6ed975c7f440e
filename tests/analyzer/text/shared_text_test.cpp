#include "analyzer/text/shared_text.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <thread>
#include <vector>

namespace tidemark {
namespace {

TEST(SharedText, EqualTextsShareOneCopy) {
  const SharedText one("server");
  const SharedText other(std::string("ser") + "ver");
  EXPECT_EQ(&one.str(), &other.str());
  EXPECT_NE(&one.str(), &SharedText("servers").str());
  EXPECT_EQ(sizeof one, sizeof(void*));
}

TEST(SharedText, IsEmptyAtFirst) {
  EXPECT_TRUE(SharedText().empty());
  EXPECT_EQ(SharedText(), SharedText(""));
  EXPECT_EQ(SharedText("ab").size(), 2U);
}

TEST(SharedText, IsComparedByItsText) {
  EXPECT_EQ(SharedText("a"), "a");
  EXPECT_NE(SharedText("a"), std::string("b"));
  EXPECT_LT(SharedText("b"), SharedText("c"));
  EXPECT_GT(SharedText("b"), SharedText("a"));
  EXPECT_FALSE(SharedText("b") < SharedText("b"));
}

TEST(SharedText, WhatIsAddedChangesThisOneAlone) {
  SharedText text("a");
  const SharedText before = text;
  text += "; b";
  EXPECT_EQ(text, "a; b");
  EXPECT_EQ(before, "a");
  EXPECT_EQ(text + ">", "a; b>");
  EXPECT_EQ("<" + text, "<a; b");
  EXPECT_EQ(fmt::format("{}!", text), "a; b!");
}

TEST(SharedText, ThreadsMakeAndDropTheSame) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int k = 0; k < 5000; ++k) {
        std::optional<SharedText> text = fmt::format("text {}", k % 7);
        const SharedText copy = *text;
        text.reset();
        ASSERT_EQ(copy.str(), fmt::format("text {}", k % 7));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tidemark

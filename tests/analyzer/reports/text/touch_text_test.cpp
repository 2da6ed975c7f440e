#include "analyzer/reports/text/touch_text.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

constexpr double kMiB = 1048576.0;

TouchFrame frame(const std::string& function) { return {function, "/srv/bin/server", {}, 0x1a2b}; }

Finding touched(std::vector<TouchedPlace> places) {
  Finding finding;
  finding.first_bytes = 10 * kMiB;
  finding.last_bytes = 146 * kMiB;
  finding.first_touches.samples = 480;
  finding.first_touches.places = std::move(places);
  return finding;
}

TEST(PlaceText, AFunctionHasItsLineOrWhatTellsIt) {
  TouchedPlace place{{frame("cache_put"), frame("handle"), frame("main")}};
  EXPECT_EQ(place_text(place), "cache_put (server+0x1a2b) <- handle <- main");
  place.frames[0].file = "/home/me/src/cache.cpp";
  place.frames[0].line = 41;
  EXPECT_EQ(place_text(place), "cache_put (cache.cpp:41) <- handle <- main");
  place.frames[0].line.reset();
  EXPECT_EQ(place_text(place), "cache_put (cache.cpp) <- handle <- main");
}

TEST(PlaceText, CodeWithoutANameIsItsAddress) {
  EXPECT_EQ(place_text({{frame(""), {"", ""}, frame("main")}}),
            "server+0x1a2b <- code made at run time <- main");
}

TEST(PlaceText, AtMostFourFunctionsAreTold) {
  EXPECT_EQ(place_text({{frame("a"), frame("b"), frame("c"), frame("d"), frame("e")}}),
            "a (server+0x1a2b) <- b <- c <- d");
}

TEST(PlaceText, WhatCallsItselfIsToldOnce) {
  EXPECT_EQ(
      place_text({{frame("a"), frame("walk"), frame("walk"), {"", ""}, {"", ""}, frame("b"), frame("c")}}),
      "a (server+0x1a2b) <- walk <- code made at run time <- b");
}

TEST(PlaceText, NoNameDrivesATerminal) {
  const std::string text = place_text({{frame("a\x1b[31m\n::error::b")}});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(TouchLines, ThePartIsThatOfTheGrowth) {
  const Finding finding = touched(
      {{{frame("put")}, 0.89, 420}, {{frame("log")}, 0.08, 40, 0.0, 0.01}, {{frame("rest")}, 0.03, 20}});
  EXPECT_EQ(touch_lines(finding, 3),
            (std::vector<std::string>{"put (server+0x1a2b): 121 of 136 MiB, by 480 samples",
                                      "log (server+0x1a2b): 11 of 136 MiB; new: 8 % now, 1 % before"}));
  EXPECT_EQ(touch_lines(finding, 1).size(), 1U);
}

TEST(TouchLines, NoPlaceIsToldWhereAllAreSmall) {
  EXPECT_EQ(touch_lines(touched({{{frame("put")}, 0.04, 20}}), 3),
            std::vector<std::string>{"many places, none of them 5 % of 136 MiB, by 480 samples"});
}

TEST(TouchLines, TooFewSamplesTellNothing) {
  Finding finding = touched({{{frame("put")}, 1.0, 4}});
  finding.first_touches.samples = 4;
  EXPECT_TRUE(touch_lines(finding, 3).empty());
  EXPECT_EQ(touch_figures(finding), "too few samples of page faults to tell where it grows (4)");
  EXPECT_EQ(touch_figures(Finding{}), "");
}

TEST(FindingWithTouches, ASuppressedOneIsNotTold) {
  std::vector<Finding> findings{Finding{}, touched({{{frame("put")}, 1.0, 480}})};
  EXPECT_EQ(finding_with_touches(findings), &findings[1]);
  findings[1].suppressed = Suppression{};
  EXPECT_EQ(finding_with_touches(findings), nullptr);
}

}  // namespace
}  // namespace tidemark

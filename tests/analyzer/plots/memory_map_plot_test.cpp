#include "analyzer/plots/memory_map_plot.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "tests/analyzer/judge/made_report.hpp"
#include "tests/analyzer/plots/read_svg.hpp"

namespace tidemark {
namespace {

using namespace testing;

// A minute in which a server grows from 100 to 160 MiB beside a cache of 50 MiB.
MemoryMap made_map() {
  MemoryMap map;
  map.start = *parse_rfc3339("2026-11-20T10:00:00Z");
  map.areas = {{"server", 1, {}}, {"cache", 2, {}}};
  for (int second = 0; second <= 60; ++second) {
    map.seconds.push_back(second);
    map.areas[0].bytes.push_back((100 + second) * kMebibyte);
    map.areas[1].bytes.push_back(50 * kMebibyte);
    map.available.push_back((8000 - second) * kMebibyte);
  }
  map.others = {{}, 0, std::vector<double>(map.seconds.size(), 0.0)};
  map.limit = {16384 * kMebibyte, "16.0 GiB, MemTotal"};
  return map;
}

std::vector<Element> draw(const MemoryMap& map) { return elements_of(draw_memory_map(map, "a map")); }

std::vector<Element> areas_of(const std::vector<Element>& elements) {
  return those(elements, "path", [](const Element& path) { return !path.title.empty(); });
}

TEST(DrawMemoryMap, AreasLieOnOneAnother) {
  const auto areas = areas_of(draw(made_map()));
  ASSERT_EQ(areas.size(), 2U);
  EXPECT_EQ(areas[0].title, "server");
  EXPECT_EQ(areas[0].attributes.at("fill"), map_colour(0));
  const auto lower = points_of(areas[0]), upper = points_of(areas[1]);
  EXPECT_GT(lower.front().y, upper.front().y) << "the first is at the bottom";
  EXPECT_NEAR(upper.back().y, lower.front().y, 0.2) << "without a gap between them";
  // 150 of 210 MiB at the start, below a twentieth of room.
  const double height = 170.0 / 1.05;
  EXPECT_NEAR(lower.back().y - upper.front().y, height * 150.0 / 210.0, 0.5);
}

TEST(DrawMemoryMap, OthersComeLastAndAreNamedSo) {
  MemoryMap map = made_map();
  map.others.processes = 30;
  const auto areas = areas_of(draw(map));
  ASSERT_EQ(areas.size(), 3U);
  EXPECT_EQ(areas.back().title, "others");
  EXPECT_EQ(areas.back().attributes.at("fill"), map_colour(MemoryMap::kMostPrograms));
}

TEST(DrawMemoryMap, LimitIsDrawnWhereItLiesWithinTheScale) {
  MemoryMap map = made_map();
  EXPECT_TRUE(texts(draw(map), "limit 16.0 GiB").empty());
  map.limit.bytes = 256 * kMebibyte;
  const auto elements = draw(map);
  EXPECT_EQ(texts(elements, "limit 256 MiB").size(), 1U);
  EXPECT_EQ(those(elements, "path",
                  [](const Element& path) { return path.attributes.contains("stroke-dasharray"); })
                .size(),
            1U);
}

TEST(DrawMemoryMap, AvailableMemoryHasItsPanelWhereItIsKnown) {
  MemoryMap map = made_map();
  EXPECT_EQ(texts(draw(map), "MemAvailable").size(), 1U);
  map.available[30] = std::numeric_limits<double>::quiet_NaN();
  const auto elements = draw(map);
  const auto line = those(elements, "path", [](const Element& path) {
    return path.attributes.contains("stroke") && path.attributes.at("stroke") == "#2e9560";
  });
  ASSERT_EQ(line.size(), 1U);
  const std::string& data = line[0].attributes.at("d");
  EXPECT_EQ(std::count(data.begin(), data.end(), 'M'), 2) << "what is unknown is not drawn";
  map.available.clear();
  EXPECT_TRUE(texts(draw(map), "MemAvailable").empty());
}

TEST(DrawMemoryMap, GapsAreShadedAndTestsLieBelow) {
  MemoryMap map = made_map();
  map.gaps = {{20.0, 30.0}};
  map.tests = {{"login", 5.0, 25.0}};
  const auto elements = draw(map);
  EXPECT_EQ(titled(elements, "not recorded for 10.0 s").size(), 2U) << "in both panels";
  EXPECT_EQ(titled(elements, "login").size(), 1U);
}

TEST(DrawMemoryMap, HostileNamesAreInert) {
  MemoryMap map = made_map();
  for (const std::string& name : kHostileNames) {
    map.areas[0].program = name;
    EXPECT_EQ(areas_of(draw(map)).size(), 2U) << name;
  }
}

TEST(MapColour, IsAnotherForEachArea) {
  std::set<std::string_view> colours;
  for (std::size_t i = 0; i <= MemoryMap::kMostPrograms; ++i) colours.insert(map_colour(i));
  EXPECT_EQ(colours.size(), MemoryMap::kMostPrograms + 1);
}

}  // namespace
}  // namespace tidemark

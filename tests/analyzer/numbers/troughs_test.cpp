#include "analyzer/numbers/troughs.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark {
namespace {

using Places = std::vector<std::size_t>;

TEST(FindTroughs, TakesTheLowestPlaceBeforeEachRise) {
  const std::vector<double> teeth{0, 10, 2, 1, 3, 12, 4, 14};
  EXPECT_EQ(find_troughs(teeth, 5.0).places, (Places{3, 6}));
}

TEST(FindTroughs, AreNoneWhereTheFallsAreShallow) {
  EXPECT_TRUE(find_troughs(std::vector<double>{0, 10, 6, 16, 12, 22}, 5.0).places.empty());
}

TEST(FindTroughs, AFallOfJustTheDepthCounts) {
  EXPECT_EQ(find_troughs(std::vector<double>{10, 5, 10}, 5.0).places, (Places{1}));
}

TEST(FindTroughs, AnUnfinishedFallIsAFallAndNoTrough) {
  const Troughs troughs = find_troughs(std::vector<double>{0, 10, 1, 11, 3}, 5.0);
  EXPECT_EQ(troughs.places, (Places{2}));
  EXPECT_TRUE(troughs.is_falling);
  EXPECT_EQ(troughs.falls(), 2U);
}

TEST(FindTroughs, OfNothingAreNone) { EXPECT_EQ(find_troughs({}, 5.0).falls(), 0U); }

}  // namespace
}  // namespace tidemark

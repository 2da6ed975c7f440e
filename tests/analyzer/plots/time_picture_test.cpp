#include "analyzer/plots/time_picture.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(PathData, LeadsFromPointToPoint) {
  PathData path;
  path.move_to(0, 5);
  path.line_to(1, 6);
  path.line_to(2, 5);
  EXPECT_EQ(path.finish(), "M0 5L1 6L2 5");
}

TEST(PathData, OfWhatHoldsStillOnlyTheEndsAreDrawn) {
  PathData path;
  path.move_to(0, 5);
  for (int x = 1; x <= 10; ++x) path.line_to(x, 5);
  path.line_to(11, 9);
  path.line_to(12, 9.0001);
  EXPECT_EQ(path.finish(), "M0 5L10 5L11 9L12 9");
}

TEST(PathData, PartsAreNotJoined) {
  PathData path;
  path.move_to(0, 5);
  path.line_to(1, 5);
  path.move_to(3, 5);
  path.line_to(4, 5);
  EXPECT_EQ(path.finish(), "M0 5L1 5M3 5L4 5");
}

}  // namespace
}  // namespace tidemark

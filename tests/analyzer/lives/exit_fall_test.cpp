#include "analyzer/lives/exit_fall.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark {
namespace {

using Values = std::vector<double>;

TEST(SamplesBeforeExit, DropsUpToThreeFallingSamples) {
  Values bytes(30, 100.0);
  EXPECT_EQ(samples_before_exit(bytes), 30U);
  bytes[29] = 0.0;
  EXPECT_EQ(samples_before_exit(bytes), 29U);
  bytes[27] = bytes[28] = 50.0;
  EXPECT_EQ(samples_before_exit(bytes), 27U);
  bytes[26] = 50.0;
  EXPECT_EQ(samples_before_exit(bytes), 29U);
}

TEST(SamplesBeforeExit, AFallBySoLittleIsNoExit) {
  Values bytes(30, 100.0);
  bytes[29] = 96.0;
  EXPECT_EQ(samples_before_exit(bytes), 30U);
  bytes[29] = 94.0;
  EXPECT_EQ(samples_before_exit(bytes), 29U);
}

TEST(SamplesBeforeExit, AFallToWhereItWasBeforeIsNoExit) {
  Values bytes(30, 100.0);
  bytes[24] = 80.0;
  bytes[29] = 80.0;
  EXPECT_EQ(samples_before_exit(bytes), 30U);
}

TEST(LastBeforeExit, IsWhatWasHeldBeforeTheFall) {
  Values bytes(30, 100.0);
  bytes[28] = 50.0;
  bytes[29] = 10.0;
  EXPECT_EQ(last_before_exit(bytes), 100.0);
  EXPECT_EQ(last_before_exit(Values{7.0}), 7.0);
}

}  // namespace
}  // namespace tidemark

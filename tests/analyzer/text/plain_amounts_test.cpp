#include "analyzer/text/plain_amounts.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

constexpr double kKibibyte = 1024.0;
constexpr double kMebibyte = 1024.0 * kKibibyte;
constexpr double kGibibyte = 1024.0 * kMebibyte;

TEST(PlainSize, HasTwoDigitsOrSo) {
  EXPECT_EQ(plain_size(0), "0 B");
  EXPECT_EQ(plain_size(999), "999 B");
  EXPECT_EQ(plain_size(6 * kMebibyte), "6 MiB");
  EXPECT_EQ(plain_size(6.24 * kMebibyte), "6.2 MiB");
  EXPECT_EQ(plain_size(33.4 * kMebibyte), "33 MiB");
  EXPECT_EQ(plain_size(1.3 * kGibibyte), "1.3 GiB");
  EXPECT_EQ(plain_size(1000 * kMebibyte), "0.98 GiB");
  EXPECT_EQ(plain_size(-kMebibyte), "0 B");
}

TEST(PlainRange, BothAreInOneUnit) {
  EXPECT_EQ(plain_range(6 * kMebibyte, 33.3 * kMebibyte), "from 6 to 33 MiB");
  EXPECT_EQ(plain_range(900 * kKibibyte, 33 * kMebibyte), "from 0.88 to 33 MiB");
  EXPECT_EQ(plain_range(0, kMebibyte), "from 0 to 1 MiB");
}

TEST(PlainRange, WhatDiffersIsToldApart) {
  EXPECT_EQ(plain_range(100.2 * kMebibyte, 100.4 * kMebibyte), "from 100.2 to 100.4 MiB");
  EXPECT_EQ(plain_range(5.01 * kGibibyte, 5.04 * kGibibyte), "from 5.01 to 5.04 GiB");
  EXPECT_EQ(plain_range(kMebibyte, kMebibyte), "from 1 to 1 MiB");
}

TEST(PlainRate, TheTimeIsTheShortestInWhichItIsAMebibyte) {
  EXPECT_EQ(plain_rate(1.1 * kMebibyte), "1.1 MiB/s");
  EXPECT_EQ(plain_rate(0.5 * kMebibyte), "30 MiB a minute");
  EXPECT_EQ(plain_rate(kMebibyte / 1000), "3.6 MiB an hour");
  EXPECT_EQ(plain_rate(kMebibyte / 10'000), "8.6 MiB a day");
  EXPECT_EQ(plain_rate(1), "84 KiB a day");
}

TEST(PlainDuration, ItsUnitIsTheOneThatAPersonWouldChoose) {
  EXPECT_EQ(plain_duration(0.5), "0.5 s");
  EXPECT_EQ(plain_duration(26.2), "26 s");
  EXPECT_EQ(plain_duration(119), "119 s");
  EXPECT_EQ(plain_duration(300), "5 min");
  EXPECT_EQ(plain_duration(3.5 * 3600), "3.5 h");
  EXPECT_EQ(plain_duration(36 * 3600), "36 h");
  EXPECT_EQ(plain_duration(12 * 86400), "12 days");
}

TEST(PlainPart, BothAreInTheUnitOfTheWhole) {
  constexpr double kMiB = 1048576.0;
  EXPECT_EQ(plain_part(121 * kMiB, 136 * kMiB), "121 of 136 MiB");
  EXPECT_EQ(plain_part(0.5 * kMiB, 136 * kMiB), "0.5 of 136 MiB");
  EXPECT_EQ(plain_part(200 * kMiB, 136 * kMiB), "136 of 136 MiB");
  EXPECT_EQ(plain_part(0, 0), "0 of 0 B");
}

}  // namespace
}  // namespace tidemark

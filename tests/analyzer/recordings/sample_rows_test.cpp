#include "analyzer/recordings/sample_rows.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace tidemark {
namespace {

std::vector<SampleRow> all_of(const SampleRows& rows) {
  std::vector<SampleRow> all;
  for (const SampleRow& row : rows) all.push_back(row);
  return all;
}

SampleRows packed(const std::vector<SampleRow>& rows) {
  SampleRows packed;
  for (const SampleRow& row : rows) packed.push_back(row);
  return packed;
}

Kib any_kib() {
  const auto kib = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-1, 3),
                                   rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 52));
  return kib < 0 ? Kib() : Kib(kib);
}

std::vector<SampleRow> any_rows() {
  std::vector<SampleRow> rows(*rc::gen::inRange<std::size_t>(0, 300));
  std::uint32_t tick = 0;
  for (SampleRow& row : rows) {
    tick += *rc::gen::inRange<std::uint32_t>(1, 100'000);
    row = {tick, {any_kib(), any_kib(), any_kib(), any_kib(), any_kib()}};
    if (*rc::gen::arbitrary<bool>()) row.faults = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
  }
  return rows;
}

RC_GTEST_PROP(SampleRows, GiveBackWhatWasPutIn, ()) {
  const auto rows = any_rows();
  const SampleRows held = packed(rows);
  RC_ASSERT(held.size() == rows.size());
  RC_ASSERT(held.empty() == rows.empty());
  RC_ASSERT(all_of(held) == rows);
}

RC_GTEST_PROP(SampleRows, AppendedOnesFollow, ()) {
  const auto rows = any_rows();
  const auto cut = static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, rows.size() + 1));
  SampleRows held = packed({rows.begin(), rows.begin() + cut});
  held.append(packed({rows.begin() + cut, rows.end()}));
  held.push_back({std::numeric_limits<std::uint32_t>::max(), {}});
  auto expected = rows;
  expected.push_back({std::numeric_limits<std::uint32_t>::max(), {}});
  RC_ASSERT(held.size() == expected.size());
  RC_ASSERT(all_of(held) == expected);
}

TEST(SampleRows, ExtremesAreKept) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const std::vector<SampleRow> rows{{0, {Kib(kMost - 1), Kib(0), Kib(), Kib(1)}, kMost},
                                    {1, {Kib(0), Kib(kMost - 1), Kib(0), Kib()}, -kMost},
                                    {2, {}, std::nullopt},
                                    {3, {}, 0}};
  EXPECT_EQ(all_of(packed(rows)), rows);
}

TEST(SampleRows, OfUsualChangesTakeLittle) {
  SampleRows rows;
  constexpr std::uint32_t kRows = 10'000;
  for (std::uint32_t i = 0; i < kRows; ++i) {
    const std::int64_t kib = 200'000 + (i * 7919) % 20'000;
    rows.push_back({i * 10, {Kib(2 * kib), Kib(kib), Kib(20'000), Kib(kib)}, i * 100});
  }
  EXPECT_LT(rows.bytes_held(), kRows * 20);
}

}  // namespace
}  // namespace tidemark

#include "analyzer/lives/series_values.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "analyzer/lives/memory_runs.hpp"

namespace tidemark {
namespace {

RC_GTEST_PROP(SeriesValues, OfRunsAreTheValuesWrittenOut, ()) {
  SeriesValues::Runs runs;
  std::vector<double> expected;
  const auto count = *rc::gen::inRange(1, 20);
  for (int i = 0; i < count; ++i) {
    runs.push_back(expected.size(), static_cast<double>(*rc::gen::inRange(0, 5)));
    expected.resize(expected.size() + *rc::gen::inRange<std::size_t>(1, 6), runs.value.back());
  }
  const SeriesValues values(runs, expected.size());
  RC_ASSERT(values.front() == expected.front());
  RC_ASSERT(values.back() == expected.back());
  for (std::size_t i = 0; i < expected.size(); ++i) RC_ASSERT(values[i] == expected[i]);
  RC_ASSERT(values.known_range()->low == *std::min_element(expected.begin(), expected.end()));
  RC_ASSERT(values.known_range()->high == *std::max_element(expected.begin(), expected.end()));
  const auto length = *rc::gen::inRange<std::size_t>(0, 2 * expected.size());
  const auto tail = std::min(length, expected.size());
  RC_ASSERT(values.tail(length) ==
            std::vector<double>(expected.end() - static_cast<std::ptrdiff_t>(tail), expected.end()));
  RC_ASSERT(values == SeriesValues(expected));
  RC_ASSERT(std::vector<double>(values.begin(), values.end()) == expected);
}

TEST(SeriesValues, WithoutAnyThereIsNoRange) {
  EXPECT_TRUE(SeriesValues().empty());
  EXPECT_FALSE(SeriesValues().known_range());
  EXPECT_FALSE(SeriesValues(std::vector<double>{1.0}).known_range());
}

RC_GTEST_PROP(MemoryRuns, DropAndKeepAsAVectorDoes, ()) {
  MemoryRuns runs;
  std::vector<MemoryKib> expected;
  const auto count = *rc::gen::inRange(0, 30);
  for (int i = 0; i < count; ++i) {
    const MemoryKib memory{Kib(*rc::gen::inRange(1, 4)), {}, {}, {}};
    runs.push_back(memory);
    expected.push_back(memory);
  }
  const auto kept = *rc::gen::inRange<std::size_t>(0, expected.size() + 1);
  runs.keep_front(kept);
  expected.resize(kept);
  const auto dropped = *rc::gen::inRange<std::size_t>(0, kept + 1);
  runs.drop_front(dropped);
  expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(dropped));
  RC_ASSERT(runs.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) RC_ASSERT(runs[i] == expected[i]);
}

}  // namespace
}  // namespace tidemark

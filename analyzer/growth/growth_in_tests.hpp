#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/growth/growth.hpp"
#include "analyzer/lives/series.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark {

// Samples by their indices in a series, both included.
struct SampleRange {
  std::size_t first;
  std::size_t last;
};

// Returns the samples that show what memory did while a test ran: from the last one before it to the first
// one after it.
//
// Returns  nothing where the test and the series lie apart
// Cost     O(log n)
[[nodiscard]] std::optional<SampleRange> samples_around(const Series& series, const TestSpan& test);

// Finds the sustained growth of a series in the time in which tests ran. The time between tests is cut out
// like a recording gap: a program that grows while it is used and idles in between has not stopped growing.
// For series whose growth as a whole is not sustained; it only adds to what is found there.
//
// tests    in any order, overlapping or not
// Returns  as find_growth, with the window as indices in `series`. A short warm-up looks alike, so
//          `sustained` holds only where tests were seen for long enough, or enough of them grew. Nothing
//          where no growth is found, where tests fill the whole series, and where the growth came between
//          tests or was given back between them
// Cost     O(n + t log t) for t tests
[[nodiscard]] std::optional<GrowthFinding> find_growth_in_tests(const Series& series,
                                                                std::span<const TestSpan> tests,
                                                                const GrowthSettings& settings = {});

// Returns what find_growth finds in the whole series or, where that is not sustained, what
// find_growth_in_tests finds, if anything.
[[nodiscard]] GrowthFinding find_growth_with_tests(const Series& series, std::span<const TestSpan> tests,
                                                   const GrowthSettings& settings = {});

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/growth/growth.hpp"
#include "analyzer/lives/marked_tests.hpp"
#include "analyzer/lives/series.hpp"

namespace tidemark {

// Samples by their indices in a series, both included.
struct SampleRange {
  std::size_t first;
  std::size_t last;
};

// The samples that tell what memory did while a test ran: from the last one before it to the first one after.
//
// Returns  nothing where the test and the series lie apart
// Cost     O(log n)
[[nodiscard]] std::optional<SampleRange> samples_around(const Series& series, const TestSpan& test);

// The sustained growth that a series shows in the time that tests ran, the time between them cut out as a
// recording gap is: what grows while it is used and idles in between has not stopped growing, nor flattened.
// It is for series that are not seen to grow as a whole, and can only add to what is found there. Nothing
// where no time is between tests; where the growth came between them, or was given back then; and, for a
// warm-up looks alike where it is short, `sustained` only where tests were seen for long enough, or enough of
// them grew.
//
// tests    in any order, overlapping or not
// Returns  as find_growth, the window by indices in `series`
// Cost     O(n + t log t) for t tests
[[nodiscard]] std::optional<GrowthFinding> find_growth_in_tests(const Series& series,
                                                                std::span<const TestSpan> tests,
                                                                const GrowthSettings& settings = {});

// As find_growth over the whole series and, where that sees no sustained growth,
// as find_growth_in_tests.
[[nodiscard]] GrowthFinding find_growth_with_tests(const Series& series, std::span<const TestSpan> tests,
                                                   const GrowthSettings& settings = {});

}  // namespace tidemark

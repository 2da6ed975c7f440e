#pragma once

#include <optional>
#include <span>
#include <string>

#include "analyzer/evidence/kept_in_tests.hpp"
#include "analyzer/growth/growth.hpp"
#include "analyzer/lives/series.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark {

// The growth of a process while one marked test ran.
struct SustainedInTest {
  std::string test;
  GrowthFinding growth;  // sustained, by the samples of that test alone; its window as indices in the series
};

// Finds the marked test in which memory grew to its end, by the same rules as growth of a whole life, and which kept
// what it took. A test that is shorter than `kept.sustained_seconds`, began with the process or before it, or holds a
// part of another shows nothing by itself: it may be a warm-up, all that the process did, or a suite.
//
// tests    that ran during the life of the series
// Returns  the one with the most growth
// Cost     O(t log t + n) for t tests, where few of that length hold others
[[nodiscard]] std::optional<SustainedInTest> find_sustained_in_test(const Series& series,
                                                                    std::span<const TestSpan> tests,
                                                                    const KeptSettings& kept = {},
                                                                    const GrowthSettings& settings = {});

}  // namespace tidemark

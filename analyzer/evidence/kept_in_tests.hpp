#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "analyzer/lives/series.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark {

// What a process kept of the memory that it took while a marked test ran.
struct KeptInTest {
  std::string test;      // its name without parameters
  std::size_t runs = 0;  // counted; parameters that follow one another are one run
  double bytes = 0.0;    // kept over all of them
  // Whether it comes back each time the test runs, more often than chance would have it.
  bool comes_back = false;
  double p_value = 1.0;
  double level_before = 0.0;
  std::size_t first = 0;  // samples of the series: before the first of the runs and after the last
  std::size_t last = 0;
};

struct KeptSettings {
  double least_bytes = 1048576.0;  // below, it is immaterial
  // Of what was taken so much has to be held still at the end of the recording.
  double kept_share = 0.8;
  double p_value = 0.01;  // that it comes back, over all tests with enough runs
  // A process loads what it needs in its first moments, and while a test runs for the first time.
  double start_seconds = 2.0;
  // Growth that lasts for all of a test, and for so long, needs no other runs of it: below, tests load and warm up.
  double sustained_seconds = 60.0;
};

// Returns what a process held at a time between two samples: the lower of the two. What a test took for a while is
// given back by then, in the one or the other.
//
// series  at least one sample
[[nodiscard]] double level_at(const Series& series, double seconds);

// Finds the test that took most of what a process keeps, by its level as each run ends and as it began. Runs that
// overlap others, or lie with another between the same two samples, tell nothing. A test comes back where its runs, but for
// the first, keep more than the median run of all tests does (sign test, corrected by Bonferroni).
//
// tests    that ran during the life of the series
// Returns  what comes back first, then the largest; nothing where no test kept as much
// Cost     O(t log n) for t tests
[[nodiscard]] std::optional<KeptInTest> find_kept_in_tests(const Series& series,
                                                           std::span<const TestSpan> tests,
                                                           const KeptSettings& settings = {});

// Returns a test's name without what its parameters add: "test_a" of pytest's "test_a[x-1]", "S/T.Name" of
// GoogleTest's "S/T.Name/3".
[[nodiscard]] std::string without_parameters(const std::string& test);

}  // namespace tidemark

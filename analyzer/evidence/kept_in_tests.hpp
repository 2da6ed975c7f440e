#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/lives/series.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark {

// What a process kept of the memory that it took while a marked test ran.
struct KeptInTest {
  std::string test;           // its name without parameters
  std::size_t runs = 0;       // counted; parameters that follow one another are one run
  double bytes = 0.0;         // kept over all of them
  double judged_bytes = 0.0;  // kept over those that began behind the process's start, see KeptSettings
  // Runs that were asked whether it comes back, and those of them that kept more than is usual.
  std::size_t asked = 0;
  std::size_t beyond = 0;
  // Whether it comes back each time the test runs, more often than chance would have it.
  bool comes_back = false;
  bool is_held = false;  // at the end of the recording, and material
  double p_value = 1.0;
  double level_before = 0.0;
  std::size_t first = 0;  // samples of the series: before the first of the runs and after the last
  std::size_t last = 0;
};

struct KeptSettings {
  double least_bytes = 1048576.0;     // below, it is immaterial
  double least_told_bytes = 65536.0;  // and below this not worth a line in a list of all tests
  bool tells_all = false;             // have one for each test all the same
  // Of what was taken so much has to be held still at the end of the recording.
  double kept_share = 0.8;
  double p_value = 0.01;  // that it comes back, over all tests with enough runs
  // A process loads what it needs in its first moments, and while a test runs for the first time: that is not judged.
  double start_seconds = 2.0;
  // Growth that lasts for all of a test, and for so long, needs no other runs of it: below, tests load and warm up.
  double sustained_seconds = 60.0;
};

// Returns what a process held at a time between two samples: the lower of the two. What a test took for a while is
// given back by then, in the one or the other.
//
// series  at least one sample
[[nodiscard]] double level_at(const Series& series, double seconds);

// Measures what a process kept of each test: as its own marks tell where it marks its tests itself, else by the levels that it
// held for good before and after each run: what others may have taken that ran between the same two levels is put down to none of
// them. Runs at once with others tell nothing. A test comes back where its runs, but for
// the first, keep more than the median run of all tests does (sign test, corrected by Bonferroni).
//
// tests    that ran during the life of the series
// Returns  each test once, by name; those whose runs tell nothing are left out
// Cost     O(t log n) for t tests
[[nodiscard]] std::vector<KeptInTest> measure_kept_in_tests(const Series& series,
                                                            std::span<const TestSpan> tests,
                                                            const KeptSettings& settings = {});

// Returns the chance that of `asked` runs as many as `beyond` keep more than is usual, were each as likely to keep less.
[[nodiscard]] double chance_to_come_back(std::size_t asked, std::size_t beyond);

// Returns the test that took most of what the process holds: what comes back first, then the largest; null where none did.
[[nodiscard]] const KeptInTest* most_kept(std::span<const KeptInTest> kept);

// Returns what memory a process took for good while a test ran, by its own word; nothing where it did not say.
[[nodiscard]] std::optional<double> measured_growth(const TestSpan& test);

// Returns a test's name without what its parameters add: "test_a" of pytest's "test_a[x-1]", "S/T.Name" of
// GoogleTest's "S/T.Name/3". A phase keeps its name: "test_a (setup)" of "test_a[x-1] (setup)".
[[nodiscard]] std::string without_parameters(const std::string& test);

}  // namespace tidemark

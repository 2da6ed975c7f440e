#include "analyzer/evidence/tests_of_growth.hpp"

#include <algorithm>
#include <map>

#include "analyzer/evidence/kept_in_tests.hpp"
#include "analyzer/growth/growth_in_tests.hpp"

namespace tidemark {
namespace {

constexpr double kMost = 0.5;         // of the growth: what is above it is most of it
constexpr double kAsMuchShare = 0.5;  // of the growth of the last test needed: a test with this is named, too

struct Candidate {
  std::string name;
  std::vector<SampleRange> runs;
  double rise = 0.0;
};

// Returns the samples of the finding's window.
SampleRange find_window(const Finding& finding, const Series& series) {
  const auto index_of = [&](auto found) { return static_cast<std::size_t>(found - series.seconds.begin()); };
  constexpr double kRounding = 1e-6;  // seconds
  const double begin = finding.window.begin_seconds - kRounding;
  const double last = finding.window.begin_seconds + finding.window.seconds + kRounding;
  const auto first = std::lower_bound(series.seconds.begin(), series.seconds.end(), begin);
  const auto end = std::upper_bound(first, series.seconds.end(), last);
  return {std::min(index_of(first), series.size() - 1), index_of(end) - 1};
}

// Returns the tests with growth, the one with the most first.
std::vector<Candidate> find_candidates(const Series& series, std::span<const TestSpan> tests,
                                       const SampleRange& window) {
  std::map<std::string, Candidate> by_name;
  for (const TestSpan& test : tests) {
    const auto range = samples_around(series, test);
    if (!range || range->last <= window.first || range->first >= window.last) continue;
    const SampleRange run{std::max(range->first, window.first), std::min(range->last, window.last)};
    const std::string name = without_parameters(test.name);
    Candidate& candidate = by_name[name];
    candidate.name = name;
    candidate.runs.push_back(run);
    const double begin = std::max(test.begin_seconds, series.seconds[run.first]);
    const double end = std::min(test.end_seconds, series.seconds[run.last]);
    candidate.rise += level_at(series, end) - level_at(series, begin);
  }
  std::vector<Candidate> candidates;
  for (auto& [name, candidate] : by_name) {
    if (candidate.rise > 0.0) candidates.push_back(std::move(candidate));
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& one, const Candidate& other) { return one.rise > other.rise; });
  return candidates;
}

// The growth from sample to sample that the tests taken so far cover, each step counted once.
class Cover {
 public:
  explicit Cover(const Series& series) : series_(series), covered_(series.size(), false) {}

  void add(const Candidate& candidate) {
    for (const SampleRange& run : candidate.runs) {
      for (std::size_t i = run.first; i < run.last; ++i) {
        if (covered_[i]) continue;
        covered_[i] = true;
        growth_ += series_.bytes[i + 1] - series_.bytes[i];
      }
    }
  }

  [[nodiscard]] double growth() const { return growth_; }

 private:
  const Series& series_;
  std::vector<bool> covered_;
  double growth_ = 0.0;
};

}  // namespace

std::vector<std::string> tests_of_growth(const Finding& finding, const Series& series,
                                         std::span<const TestSpan> tests) {
  if (tests.empty() || series.size() == 0) return {};
  const auto candidates = find_candidates(series, tests, find_window(finding, series));
  const double most = kMost * (finding.last_bytes - finding.first_bytes);
  Cover cover(series);
  std::vector<std::string> names;
  double least = 0.0;
  for (const Candidate& candidate : candidates) {
    const bool is_covered = cover.growth() > most;
    if (is_covered && candidate.rise < least) break;
    names.push_back(candidate.name);
    if (is_covered) continue;
    cover.add(candidate);
    least = kAsMuchShare * candidate.rise;
  }
  if (cover.growth() <= most) names.clear();
  return names;
}

}  // namespace tidemark

#include "analyzer/growth_in_tests.hpp"

#include <algorithm>
#include <map>

#include "analyzer/marked_growth.hpp"

namespace tidemark {
namespace {

constexpr double kMost = 0.5;         // of the growth: what is above it is most of it
constexpr double kAsMuchShare = 0.5;  // of the growth of the last test needed: a test with this is named, too

struct Candidate {
  std::string name;
  std::vector<SampleRange> runs;
  double rise = 0.0;
};

// The samples of the finding's window.
SampleRange find_window(const Finding& finding, const Series& series) {
  const auto find = [&](auto begin, auto end, WallTime time) {
    return std::find_if(begin, end, [&](std::int64_t wall_ns) { return to_wall_time(wall_ns) == time; });
  };
  const auto& wall = series.wall_ns;
  const auto first = find(wall.begin(), wall.end(), finding.window.start);
  const auto last = find(wall.rbegin(), wall.rend(), finding.window.end);
  if (first == wall.end() || last == wall.rend()) return {0, series.size() - 1};
  return {static_cast<std::size_t>(first - wall.begin()), static_cast<std::size_t>(wall.rend() - last) - 1};
}

// Those that grew, most first.
std::vector<Candidate> find_candidates(const Series& series, std::span<const TestSpan> tests,
                                       const SampleRange& window) {
  std::map<std::string, Candidate> by_name;
  for (const TestSpan& test : tests) {
    const auto range = samples_around(series, test);
    if (!range || range->last <= window.first || range->first >= window.last) continue;
    const SampleRange run{std::max(range->first, window.first), std::min(range->last, window.last)};
    Candidate& candidate = by_name[test.name];
    candidate.name = test.name;
    candidate.runs.push_back(run);
    candidate.rise += series.bytes[run.last] - series.bytes[run.first];
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

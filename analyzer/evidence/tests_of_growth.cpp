#include "analyzer/evidence/tests_of_growth.hpp"

#include <algorithm>
#include <map>

#include "analyzer/evidence/held_levels.hpp"
#include "analyzer/evidence/kept_in_tests.hpp"

namespace tidemark {
namespace {

constexpr double kMost = 0.5;         // of the growth: what is above it is most of it
constexpr double kNoiseShare = 0.01;  // of the growth, in its levels
constexpr double kAsMuchShare = 0.5;  // of the growth of the last test needed: a test with this is named, too

struct Candidate {
  std::string name;
  std::vector<SampleRange> runs;  // as rises, by their places
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

// What was held for good rises from one level to the next; whatever ran in between may have taken it.
struct Rise {
  double begin_seconds;
  double end_seconds;
  double bytes;
};

std::vector<Rise> rises_of(const Series& series, const SampleRange& window, double noise) {
  const HeldLevels held(series, window, noise);
  std::vector<Rise> rises;
  const std::vector<HeldLevel>& levels = held.levels();
  for (std::size_t i = 1; i < levels.size(); ++i) {
    rises.push_back(
        {held.seconds_of(levels[i - 1]), held.seconds_of(levels[i]), levels[i].bytes - levels[i - 1].bytes});
  }
  return rises;
}

// Returns the first rise that ends after a time.
std::size_t first_after(std::span<const Rise> rises, double seconds) {
  const auto found = std::upper_bound(rises.begin(), rises.end(), seconds,
                                      [](double time, const Rise& rise) { return time < rise.end_seconds; });
  return static_cast<std::size_t>(found - rises.begin());
}

// Returns the tests with growth, the one with the most first.
std::vector<Candidate> find_candidates(std::span<const Rise> rises, std::vector<TestSpan> tests) {
  std::sort(tests.begin(), tests.end(), [](const TestSpan& one, const TestSpan& other) {
    return one.begin_seconds < other.begin_seconds;
  });
  std::map<std::string, Candidate> by_name;
  for (const TestSpan& test : tests) {
    const std::size_t first = first_after(rises, test.begin_seconds);
    if (first == rises.size() || rises[first].begin_seconds >= test.end_seconds) continue;
    const std::string name = without_parameters(test.name);
    Candidate& candidate = by_name[name];
    candidate.name = name;
    std::size_t end = candidate.runs.empty() ? first : std::max(first, candidate.runs.back().last + 1);
    double bytes = 0.0;
    for (; end < rises.size() && rises[end].begin_seconds < test.end_seconds; ++end)
      bytes += rises[end].bytes;
    candidate.runs.push_back({first, std::max(first, end - 1)});
    candidate.rise += measured_growth(test).value_or(bytes);
  }
  std::vector<Candidate> candidates;
  for (auto& [name, candidate] : by_name) {
    if (candidate.rise > 0.0) candidates.push_back(std::move(candidate));
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& one, const Candidate& other) { return one.rise > other.rise; });
  return candidates;
}

// The growth that the tests taken so far cover, each rise counted once.
class Cover {
 public:
  explicit Cover(std::span<const Rise> rises) : rises_(rises), covered_(rises.size(), false) {}

  void add(const Candidate& candidate) {
    for (const SampleRange& run : candidate.runs) {
      for (std::size_t i = run.first; i <= run.last; ++i) {
        if (covered_[i]) continue;
        covered_[i] = true;
        growth_ += rises_[i].bytes;
      }
    }
  }

  [[nodiscard]] double growth() const { return growth_; }

 private:
  std::span<const Rise> rises_;
  std::vector<bool> covered_;
  double growth_ = 0.0;
};

}  // namespace

std::vector<std::string> tests_of_growth(const Finding& finding, const Series& series,
                                         std::span<const TestSpan> tests) {
  if (tests.empty() || series.size() == 0) return {};
  const double growth = finding.last_bytes - finding.first_bytes;
  const auto rises = rises_of(series, find_window(finding, series), kNoiseShare * growth);
  const auto candidates = find_candidates(rises, {tests.begin(), tests.end()});
  const double most = kMost * growth;
  Cover cover(rises);
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

#include "analyzer/evidence/kept_in_tests.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include "analyzer/growth/growth_in_tests.hpp"
#include "analyzer/numbers/robust.hpp"

namespace tidemark {
namespace {

// A test from the last sample before it to the first one after it; runs of one name that touch are one.
struct Run {
  std::string test;
  SampleRange samples;
  bool is_alone = true;  // no other test ran between these samples
};

// Whether what two tests kept cannot be told apart. Those that follow one another share the step from one sample to
// the next in which one ended and the other began.
bool are_mixed(const SampleRange& earlier, const SampleRange& later) {
  const std::size_t shared = earlier.last - later.first;
  return shared > 1 || shared >= later.last - later.first || shared >= earlier.last - earlier.first;
}

std::vector<Run> runs_of(const Series& series, std::span<const TestSpan> tests,
                         const KeptSettings& settings) {
  std::vector<Run> all;
  for (const TestSpan& test : tests) {
    const auto samples = samples_around(series, test);
    if (samples && series.seconds[samples->first] >= series.seconds.front() + settings.start_seconds)
      all.push_back({without_parameters(test.name), *samples});
  }
  std::sort(all.begin(), all.end(), [](const Run& one, const Run& other) {
    return std::tie(one.samples.first, one.samples.last) < std::tie(other.samples.first, other.samples.last);
  });
  std::vector<Run> runs;
  for (Run& run : all) {
    if (!runs.empty() && run.samples.first <= runs.back().samples.last) {
      Run& before = runs.back();
      if (run.test == before.test) {
        before.samples.last = std::max(before.samples.last, run.samples.last);
        continue;
      }
      if (are_mixed(before.samples, run.samples)) run.is_alone = before.is_alone = false;
    }
    runs.push_back(std::move(run));
  }
  std::erase_if(runs, [](const Run& run) { return !run.is_alone; });
  return runs;
}

double kept_by(const Series& series, const SampleRange& samples) {
  return series.bytes[samples.last] - series.bytes[samples.first];
}

// The chance that of `count` tosses of a coin at least `heads` are heads.
double sign_test(std::size_t count, std::size_t heads) {
  double chance = 0.0;
  const auto n = static_cast<double>(count);
  for (std::size_t k = heads; k <= count; ++k) {
    const auto i = static_cast<double>(k);
    chance += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) - n * std::log(2.0));
  }
  return std::min(1.0, chance);
}

// Measures one test by all its runs.
KeptInTest measure(const Series& series, const std::string& test, std::span<const Run* const> runs,
                   double usual) {
  constexpr double kPage = 4096.0;
  KeptInTest kept;
  kept.test = test;
  kept.runs = runs.size();
  kept.first = runs.front()->samples.first;
  kept.last = runs.back()->samples.last;
  std::size_t beyond = 0;
  for (const Run* run : runs) {
    const double bytes = kept_by(series, run->samples);
    kept.bytes += bytes;
    if (run != runs.front() && bytes > usual + kPage) ++beyond;
  }
  if (runs.size() > 1) kept.p_value = sign_test(runs.size() - 1, beyond);
  return kept;
}

bool is_kept_to_the_end(const Series& series, const KeptInTest& kept, const KeptSettings& settings) {
  return kept.bytes >= settings.least_bytes &&
         series.bytes.back() - series.bytes[kept.first] >= settings.kept_share * kept.bytes;
}

}  // namespace

std::string without_parameters(const std::string& test) {
  const std::size_t bracket = test.find('[');
  if (bracket != std::string::npos && bracket > 0) return test.substr(0, bracket);
  const std::size_t slash = test.rfind('/');
  const bool is_number = slash != std::string::npos && slash > 0 && slash + 1 < test.size() &&
                         std::all_of(test.begin() + static_cast<std::ptrdiff_t>(slash) + 1, test.end(),
                                     [](unsigned char c) { return std::isdigit(c) != 0; });
  return is_number ? test.substr(0, slash) : test;
}

std::optional<KeptInTest> find_kept_in_tests(const Series& series, std::span<const TestSpan> tests,
                                             const KeptSettings& settings) {
  if (tests.empty() || series.size() < 2) return std::nullopt;
  const std::vector<Run> runs = runs_of(series, tests, settings);
  if (runs.empty()) return std::nullopt;
  std::vector<double> all;
  std::map<std::string, std::vector<const Run*>> by_test;
  for (const Run& run : runs) {
    all.push_back(kept_by(series, run.samples));
    by_test[run.test].push_back(&run);
  }
  const double usual = std::max(0.0, median_of(all));
  std::optional<KeptInTest> most;
  const auto tested = static_cast<double>(by_test.size());
  for (const auto& [test, its_runs] : by_test) {
    // Where one test is all that ran, what it keeps is no departure from the others.
    KeptInTest kept = measure(series, test, its_runs, by_test.size() > 1 ? usual : 0.0);
    kept.comes_back = kept.p_value * tested <= settings.p_value;
    if (!is_kept_to_the_end(series, kept, settings)) continue;
    const auto rank = [](const KeptInTest& one) { return std::pair(one.comes_back, one.bytes); };
    if (!most || rank(kept) > rank(*most)) most = std::move(kept);
  }
  return most;
}

}  // namespace tidemark

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

// A test, with the last sample before it and the first one after it; runs of one name that touch are one.
struct Run {
  std::string test;
  double begin_seconds;
  double end_seconds;
  SampleRange samples;
  bool is_alone = true;  // so that its levels are not those of another
};

// Whether what two tests kept cannot be told apart: they overlap, or one lies between two samples between which the
// other begins or ends.
bool are_mixed(const Series& series, const Run& earlier, const Run& later) {
  return later.begin_seconds < earlier.end_seconds ||
         earlier.begin_seconds >= series.seconds[later.samples.first] ||
         later.end_seconds <= series.seconds[earlier.samples.last];
}

std::vector<Run> runs_of(const Series& series, std::span<const TestSpan> tests,
                         const KeptSettings& settings) {
  std::vector<Run> all;
  for (const TestSpan& test : tests) {
    const auto samples = samples_around(series, test);
    if (samples && test.begin_seconds >= series.seconds.front() + settings.start_seconds)
      all.push_back({without_parameters(test.name), test.begin_seconds, test.end_seconds, *samples});
  }
  std::sort(all.begin(), all.end(), [](const Run& one, const Run& other) {
    return std::tie(one.begin_seconds, one.end_seconds) < std::tie(other.begin_seconds, other.end_seconds);
  });
  std::vector<Run> runs;
  for (Run& run : all) {
    if (!runs.empty() && run.samples.first <= runs.back().samples.last) {
      Run& before = runs.back();
      if (run.test == before.test) {
        before.samples.last = std::max(before.samples.last, run.samples.last);
        before.end_seconds = std::max(before.end_seconds, run.end_seconds);
        continue;
      }
      if (are_mixed(series, before, run)) run.is_alone = before.is_alone = false;
    }
    runs.push_back(std::move(run));
  }
  std::erase_if(runs, [](const Run& run) { return !run.is_alone; });
  return runs;
}

double kept_by(const Series& series, const Run& run) {
  return level_at(series, run.end_seconds) - level_at(series, run.begin_seconds);
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
  kept.level_before = level_at(series, runs.front()->begin_seconds);
  kept.first = runs.front()->samples.first;
  kept.last = runs.back()->samples.last;
  std::size_t beyond = 0;
  for (const Run* run : runs) {
    const double bytes = kept_by(series, *run);
    kept.bytes += bytes;
    if (run != runs.front() && bytes > usual + kPage) ++beyond;
  }
  if (runs.size() > 1) kept.p_value = sign_test(runs.size() - 1, beyond);
  return kept;
}

bool is_kept_to_the_end(const Series& series, const KeptInTest& kept, const KeptSettings& settings) {
  return kept.bytes >= settings.least_bytes &&
         series.bytes.back() - kept.level_before >= settings.kept_share * kept.bytes;
}

}  // namespace

double level_at(const Series& series, double seconds) {
  const auto after = std::lower_bound(series.seconds.begin(), series.seconds.end(), seconds);
  const auto index = static_cast<std::size_t>(after - series.seconds.begin());
  if (index == 0) return series.bytes.front();
  if (index == series.size()) return series.bytes.back();
  return std::min<double>(series.bytes[index - 1], series.bytes[index]);
}

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
    all.push_back(kept_by(series, run));
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

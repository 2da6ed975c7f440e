#include "analyzer/evidence/kept_in_tests.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "analyzer/evidence/held_levels.hpp"
#include "analyzer/lives/exit_fall.hpp"
#include "analyzer/numbers/robust.hpp"

namespace tidemark {
namespace {

// A run of a test, or several of one name that cannot be told apart.
struct Run {
  std::string test;
  double begin_seconds;
  double end_seconds;
  std::optional<double> said;  // by the process itself: what was kept
  double kept = 0.0;
  const HeldLevel* before = nullptr;  // the last level until its begin
  const HeldLevel* after = nullptr;   // the first level from its end on
  bool is_alone = true;               // so that what is kept is not another's
  bool is_early = false;              // as the process starts
};

// Runs in the order of their begins, with what was held before and after each.
std::vector<Run> runs_of(const HeldLevels& held, std::span<const TestSpan> tests) {
  std::vector<const TestSpan*> sorted;
  for (const TestSpan& test : tests) sorted.push_back(&test);
  std::sort(sorted.begin(), sorted.end(), [](const TestSpan* one, const TestSpan* other) {
    return std::tie(one->begin_seconds, one->end_seconds) <
           std::tie(other->begin_seconds, other->end_seconds);
  });
  std::vector<Run> runs;
  for (const TestSpan* test : sorted) {
    Run run{without_parameters(test->name), test->begin_seconds, test->end_seconds, measured_growth(*test)};
    run.before = held.before(run.begin_seconds);
    run.after = held.after(run.end_seconds);
    Run* last = runs.empty() ? nullptr : &runs.back();
    if (last != nullptr && last->test == run.test && !(last->said && run.said) &&
        (last->after == nullptr || run.begin_seconds < held.seconds_of(*last->after))) {
      last->end_seconds = std::max(last->end_seconds, run.end_seconds);
      last->after = held.after(last->end_seconds);
      last->said.reset();
    } else {
      runs.push_back(std::move(run));
    }
  }
  return runs;
}

// Says what was held for good after a run and not before it, but for what may as well be the doing of a run before or behind
// it, since that ran between the same two levels.
//
// previous_end, next_begin  of the other runs
void take_levels(const HeldLevels& held, double previous_end, double next_begin, Run& run) {
  run.is_alone = run.before != nullptr && run.after != nullptr;
  if (!run.is_alone) return;
  const HeldLevel* first = run.before;
  if (previous_end > held.seconds_of(*first)) first = held.after(run.begin_seconds);
  const HeldLevel* last = run.after;
  if (next_begin < held.seconds_of(*last)) last = held.before(run.end_seconds);
  run.is_alone = first->sample < last->sample;
  run.kept = last->bytes - first->bytes;
}

void take_kept(const HeldLevels& held, std::vector<Run>& runs) {
  double previous_end = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    Run& run = runs[i];
    const double next_begin =
        i + 1 < runs.size() ? runs[i + 1].begin_seconds : std::numeric_limits<double>::infinity();
    if (previous_end > run.begin_seconds || next_begin < run.end_seconds) {
      run.is_alone = false;
    } else if (run.said) {
      run.kept = *run.said;
    } else {
      take_levels(held, previous_end, next_begin, run);
    }
    previous_end = std::max(previous_end, run.end_seconds);
  }
}

// Measures one test by all its runs.
KeptInTest measure(const HeldLevels& held, const std::string& test, std::span<const Run* const> runs,
                   double usual) {
  constexpr double kPage = 4096.0;
  KeptInTest kept;
  kept.test = test;
  kept.runs = runs.size();
  const HeldLevel& first = runs.front()->before ? *runs.front()->before : held.levels().front();
  kept.level_before = first.bytes;
  kept.first = first.sample;
  kept.last = runs.back()->after != nullptr ? runs.back()->after->sample : held.levels().back().sample;
  for (const Run* run : runs) {
    kept.bytes += run->kept;
    if (run->is_early) continue;
    kept.judged_bytes += run->kept;
    if (run == runs.front()) continue;
    ++kept.asked;
    if (run->kept > usual + kPage) ++kept.beyond;
  }
  if (kept.asked > 0) kept.p_value = chance_to_come_back(kept.asked, kept.beyond);
  return kept;
}

bool is_kept_to_the_end(const HeldLevels& held, const KeptInTest& kept, const KeptSettings& settings) {
  return kept.judged_bytes >= settings.least_bytes &&
         held.levels().back().bytes - kept.level_before >= settings.kept_share * kept.judged_bytes;
}

}  // namespace

double level_at(const Series& series, double seconds) {
  const auto after = std::lower_bound(series.seconds.begin(), series.seconds.end(), seconds);
  const auto index = static_cast<std::size_t>(after - series.seconds.begin());
  if (index == 0) return series.bytes.front();
  if (index == series.size()) return series.bytes.back();
  return std::min<double>(series.bytes[index - 1], series.bytes[index]);
}

std::optional<double> measured_growth(const TestSpan& test) {
  if (!test.held_at_begin || !test.held_at_end) return std::nullopt;
  return *test.held_at_end - *test.held_at_begin;
}

std::string without_parameters(const std::string& test) {
  for (const std::string_view phase : {" (setup)", " (teardown)"}) {
    if (test.ends_with(phase) && test.size() > phase.size())
      return without_parameters(test.substr(0, test.size() - phase.size())) + std::string(phase);
  }
  const std::size_t bracket = test.find('[');
  if (bracket != std::string::npos && bracket > 0) return test.substr(0, bracket);
  const std::size_t slash = test.rfind('/');
  const bool is_number = slash != std::string::npos && slash > 0 && slash + 1 < test.size() &&
                         std::all_of(test.begin() + static_cast<std::ptrdiff_t>(slash) + 1, test.end(),
                                     [](unsigned char c) { return std::isdigit(c) != 0; });
  return is_number ? test.substr(0, slash) : test;
}

std::vector<KeptInTest> measure_kept_in_tests(const Series& series, std::span<const TestSpan> tests,
                                              const KeptSettings& settings) {
  if (tests.empty() || series.size() < 2) return {};
  // What an exit gives back was held until then.
  const std::size_t count = samples_before_exit(series.bytes);
  const HeldLevels held(series, {0, std::max<std::size_t>(count, 1) - 1}, settings.least_told_bytes);
  std::vector<Run> runs = runs_of(held, tests);
  take_kept(held, runs);
  const double begin = series.seconds.front() + settings.start_seconds;
  for (Run& run : runs) run.is_early = run.begin_seconds < begin;
  std::erase_if(runs, [](const Run& run) { return !run.is_alone || (run.is_early && !run.said); });
  std::vector<double> all;
  std::map<std::string, std::vector<const Run*>> by_test;
  for (const Run& run : runs) {
    all.push_back(run.kept);
    by_test[run.test].push_back(&run);
  }
  if (all.empty()) return {};
  const double usual = std::max(0.0, median_of(all));
  std::vector<KeptInTest> all_kept;
  const auto tested = static_cast<double>(by_test.size());
  for (const auto& [test, its_runs] : by_test) {
    // Where one test is all that ran, what it keeps is no departure from the others.
    KeptInTest& kept = all_kept.emplace_back(measure(held, test, its_runs, by_test.size() > 1 ? usual : 0.0));
    kept.comes_back = kept.p_value * tested <= settings.p_value;
    kept.is_held = is_kept_to_the_end(held, kept, settings);
  }
  return all_kept;
}

// The chance that of as many tosses of a coin at least so many are heads.
double chance_to_come_back(std::size_t asked, std::size_t beyond) {
  double chance = 0.0;
  const auto n = static_cast<double>(asked);
  for (std::size_t k = beyond; k <= asked; ++k) {
    const auto i = static_cast<double>(k);
    chance += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) - n * std::log(2.0));
  }
  return std::min(1.0, chance);
}

const KeptInTest* most_kept(std::span<const KeptInTest> kept) {
  const auto rank = [](const KeptInTest& one) {
    return std::tuple(one.is_held, one.comes_back, one.judged_bytes);
  };
  const auto most = std::max_element(
      kept.begin(), kept.end(), [&](const auto& one, const auto& other) { return rank(one) < rank(other); });
  return most == kept.end() || !most->is_held ? nullptr : &*most;
}

}  // namespace tidemark

// Prints, for made series of 40 runs, what the history's search and E-divisive with a t-test find and falsely find: the table in
// analyzer/history/README.md.
#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "analyzer/history/level_changes.hpp"
#include "tests/analyzer/history/energy_changes.hpp"

namespace tidemark {
namespace {

constexpr int kRuns = 40;
constexpr int kSeries = 200;
constexpr std::size_t kPlace = 26;

using Random = std::mt19937;

double normal(Random& random, double deviation) {
  return std::normal_distribution<double>(0.0, deviation)(random);
}

struct Made {
  const char* name;
  bool has_change;
  std::function<std::vector<double>(Random&)> make;
};

// Makes a series about 100 from what each run adds to that.
template <typename Value>
std::vector<double> made(Random& random, Value&& value) {
  std::vector<double> values;
  for (std::size_t run = 0; run < kRuns; ++run) values.push_back(100.0 + value(random, run));
  return values;
}

template <typename Value>
Made series(const char* name, bool has_change, Value value) {
  return {name, has_change, [value](Random& random) { return made(random, value); }};
}

double spike(Random& random) { return std::uniform_int_distribution(0, 14)(random) == 0 ? 40.0 : 0.0; }
double step(std::size_t run, double height) { return run >= kPlace ? height : 0.0; }

std::vector<Made> all_series() {
  return {series("steady, 1 % noise", false, [](Random& random, std::size_t) { return normal(random, 1.0); }),
          series("steady, 5 % noise", false, [](Random& random, std::size_t) { return normal(random, 5.0); }),
          series("steady, heavy tails", false,
                 [](Random& random, std::size_t) {
                   return 2.0 * std::student_t_distribution<double>(3.0)(random);
                 }),
          series("steady, one run of 15 odd", false,
                 [](Random& random, std::size_t) { return normal(random, 1.0) + spike(random); }),
          series("steady, one of two levels", false,
                 [](Random& random, std::size_t) {
                   return normal(random, 0.5) + 16.0 * std::bernoulli_distribution(0.3)(random);
                 }),
          series("+3 %, too little to tell", false,
                 [](Random& random, std::size_t run) { return normal(random, 0.5) + step(run, 3.0); }),
          series("+15 %, 1 % noise", true,
                 [](Random& random, std::size_t run) { return normal(random, 1.0) + step(run, 15.0); }),
          series("+15 %, 4 % noise", true,
                 [](Random& random, std::size_t run) { return normal(random, 4.0) + step(run, 15.0); }),
          series("+15 %, one run of 15 odd", true,
                 [](Random& random, std::size_t run) {
                   return normal(random, 1.0) + spike(random) + step(run, 15.0);
                 }),
          series("+1 % each run from the 27th on", true, [](Random& random, std::size_t run) {
            return normal(random, 0.5) + (run >= kPlace ? static_cast<double>(run - kPlace + 1) : 0.0);
          })};
}

// A change as somebody heard of it.
struct Told {
  std::size_t since;
  std::size_t told;
};

std::vector<Told> told_by_history(const std::vector<double>& values) {
  const LevelScale scale{0.02, 0.125, 0.1, 1.0};
  std::vector<Told> told;
  for (const LevelChange& change : find_level_changes(values, scale)) {
    // That a run is odd fails no gate; what proved so after a second one has.
    if (!change.stays() && !change.is_confirmed) continue;
    const bool is_drift = change.kind == LevelChange::Kind::kDrift;
    told.push_back({is_drift ? change.told : change.since, change.told});
  }
  return told;
}

// Runs it after each run, as a pipeline does; a change that moves by up to two runs is told once.
std::vector<Told> told_by_energy(const std::vector<double>& values, double least_magnitude) {
  std::vector<Told> told;
  for (std::size_t count = 4; count <= values.size(); ++count) {
    for (const std::size_t since :
         testing::find_energy_changes(std::span(values).first(count), {.least_magnitude = least_magnitude})) {
      const bool is_known = std::any_of(told.begin(), told.end(), [&](const Told& one) {
        return std::max(one.since, since) - std::min(one.since, since) <= 2;
      });
      if (!is_known) told.push_back({since, count - 1});
    }
  }
  return told;
}

struct Score {
  int found = 0;
  int falsely = 0;  // told, before the change or where there is none
  std::vector<std::size_t> delays;

  void count(const std::vector<Told>& told, bool has_change) {
    bool is_found = false;
    for (const Told& one : told) {
      if (!has_change || one.told < kPlace || one.since + 2 < kPlace) {
        ++falsely;
      } else if (!is_found) {
        is_found = true;
        delays.push_back(one.told - kPlace);
      }
    }
    found += is_found ? 1 : 0;
  }
  std::string text(bool has_change) {
    if (!has_change) return fmt::format("{:.2f}", static_cast<double>(falsely) / kSeries);
    std::sort(delays.begin(), delays.end());
    return fmt::format("{:.0f} %, {} later; {:.2f}", 100.0 * found / kSeries,
                       delays.empty() ? "-" : std::to_string(delays[delays.size() / 2]),
                       static_cast<double>(falsely) / kSeries);
  }
};

void print_row(const Made& made) {
  Score history, energy, bounded;
  for (int seed = 0; seed < kSeries; ++seed) {
    Random random(static_cast<unsigned>(seed));
    const std::vector<double> values = made.make(random);
    history.count(told_by_history(values), made.has_change);
    energy.count(told_by_energy(values, 0.0), made.has_change);
    bounded.count(told_by_energy(values, 0.1), made.has_change);
  }
  fmt::print("| {} | {} | {} | {} |\n", made.name, history.text(made.has_change),
             bounded.text(made.has_change), energy.text(made.has_change));
}

}  // namespace
}  // namespace tidemark

int main() {
  fmt::print("| series of 40 runs | here | E-divisive, 10 % | E-divisive |\n|---|---|---|---|\n");
  for (const tidemark::Made& made : tidemark::all_series()) tidemark::print_row(made);
}

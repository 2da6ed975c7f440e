#include "tests/analyzer/history/energy_changes.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace tidemark::testing {
namespace {

using Values = std::span<const double>;

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};

Moments moments_of(Values values) {
  Moments moments;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) moments.mean += value / count;
  for (const double value : values)
    moments.variance += (value - moments.mean) * (value - moments.mean) / std::max(1.0, count - 1.0);
  return moments;
}

// Welch's test, two-sided.
double p_of_difference(Values one, Values other) {
  if (one.size() < 2 || other.size() < 2) return 1.0;
  const Moments first = moments_of(one), second = moments_of(other);
  const auto m = static_cast<double>(one.size()), n = static_cast<double>(other.size());
  const double a = first.variance / m, b = second.variance / n;
  if (a + b <= 0.0) return first.mean == second.mean ? 1.0 : 0.0;
  const double degrees = (a + b) * (a + b) / (a * a / (m - 1.0) + b * b / (n - 1.0));
  const double t = std::abs(first.mean - second.mean) / std::sqrt(a + b);
  return 2.0 * boost::math::cdf(boost::math::complement(boost::math::students_t(degrees), t));
}

double distance_between(Values one, Values other) {
  double sum = 0.0;
  for (const double a : one) {
    for (const double b : other) sum += std::abs(a - b);
  }
  return sum;
}

double energy_of(Values one, Values other) {
  const auto m = static_cast<double>(one.size()), n = static_cast<double>(other.size());
  const double between = 2.0 / (m * n) * distance_between(one, other);
  const double within =
      distance_between(one, one) / (m * (m - 1.0)) + distance_between(other, other) / (n * (n - 1.0));
  return m * n / (m + n) * (between - within);
}

// The best place within a stretch; 0 where it is too short.
std::size_t best_place(Values stretch) {
  std::size_t best = 0;
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t place = 2; place + 2 <= stretch.size(); ++place) {
    const double energy = energy_of(stretch.first(place), stretch.subspan(place));
    if (energy > most) {
      most = energy;
      best = place;
    }
  }
  return best;
}

void divide(Values values, std::size_t first, std::size_t end, double p_value,
            std::vector<std::size_t>& places) {
  const Values stretch = values.subspan(first, end - first);
  const std::size_t place = best_place(stretch);
  if (place == 0 || p_of_difference(stretch.first(place), stretch.subspan(place)) > p_value) return;
  places.push_back(first + place);
  divide(values, first, first + place, p_value, places);
  divide(values, first + place, end, p_value, places);
}

// Returns the least certain place that does not pass; places.size() where all do.
std::size_t find_failing(Values values, const std::vector<std::size_t>& places,
                         const EnergySettings& settings) {
  std::size_t worst = places.size();
  double worst_p = -1.0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : places[i - 1];
    const std::size_t end = i + 1 == places.size() ? values.size() : places[i + 1];
    const Values before = values.subspan(begin, places[i] - begin);
    const Values after = values.subspan(places[i], end - places[i]);
    const double p = p_of_difference(before, after);
    const double level = moments_of(before).mean;
    const double moved = std::abs(moments_of(after).mean - level);
    if (p <= settings.p_value && moved >= settings.least_magnitude * level) continue;
    if (p > worst_p) {
      worst = i;
      worst_p = p;
    }
  }
  return worst;
}

}  // namespace

std::vector<std::size_t> find_energy_changes(Values values, const EnergySettings& settings) {
  // Places are looked for more generously than they are kept, since a second change hides the first.
  constexpr double kGenerous = 10.0;
  std::vector<std::size_t> places;
  divide(values, 0, values.size(), kGenerous * settings.p_value, places);
  std::sort(places.begin(), places.end());
  for (std::size_t i = find_failing(values, places, settings); i < places.size();
       i = find_failing(values, places, settings))
    places.erase(places.begin() + static_cast<std::ptrdiff_t>(i));
  return places;
}

}  // namespace tidemark::testing

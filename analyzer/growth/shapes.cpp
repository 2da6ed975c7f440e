#include "analyzer/growth/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "analyzer/growth/saturation.hpp"
#include "analyzer/growth/season.hpp"

namespace tidemark {
namespace {

struct Candidate {
  const char* shape;
  double parameters;  // places of steps and bends, and how fast a curve slows down, are parameters as well
  double squares;     // that it leaves
};

// Returns the squares that two levels leave, the second from the best place on.
double squares_of_step(std::span<const double> floors, double all, double mean) {
  double least = std::numeric_limits<double>::infinity(), sum = 0.0;
  const auto n = static_cast<double>(floors.size());
  for (std::size_t i = 1; i < floors.size(); ++i) {
    sum += floors[i - 1] - mean;
    const auto left = static_cast<double>(i);
    least = std::min(least, all - sum * sum / left - sum * sum / (n - left));
  }
  return least;
}

}  // namespace

std::vector<ShapeWeight> weigh_shapes(std::span<const double> times, std::span<const double> floors) {
  const auto n = static_cast<double>(floors.size());
  const double mean = std::accumulate(floors.begin(), floors.end(), 0.0) / n;
  double all = 0.0;
  for (const double floor : floors) all += (floor - mean) * (floor - mean);
  const ShapeSquares fit = fit_shapes(times, floors);
  std::vector<Candidate> candidates{{"holds still", 1.0, all},
                                    {"one step", 3.0, squares_of_step(floors, all, mean)},
                                    {"a line", 2.0, fit.line},
                                    {"a line that makes a step", 4.0, fit.line_and_step},
                                    {"a line that bends", 4.0, fit.bent},
                                    {"a warm-up before a line", 4.0, fit.warm_up_and_line},
                                    {"a curve that slows down", 3.0, fit.slowing}};
  if (const auto wave = find_season(times, floors))
    candidates.push_back({"a line under a wave", 5.0, fit.line * (1.0 - wave->explained)});
  std::erase_if(candidates, [n](const Candidate& candidate) { return candidate.parameters + 1.0 >= n; });
  // Of a line without noise nothing is left.
  const double least = 1e-9 * all + std::numeric_limits<double>::min();
  const double values = fit.slowing > least ? std::max(2.0, n / fit.inflation) : n;
  std::vector<double> criteria;
  for (const Candidate& candidate : candidates) {
    criteria.push_back(values * std::log(std::max(candidate.squares, least) / n) +
                       candidate.parameters * std::log(values));
  }
  const double best = *std::min_element(criteria.begin(), criteria.end());
  std::vector<ShapeWeight> weights;
  double sum = 0.0;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    weights.push_back({candidates[i].shape, std::exp(-0.5 * (criteria[i] - best))});
    sum += weights.back().weight;
  }
  for (ShapeWeight& weight : weights) weight.weight /= sum;
  std::stable_sort(weights.begin(), weights.end(), [](const ShapeWeight& one, const ShapeWeight& other) {
    return one.weight > other.weight;
  });
  return weights;
}

}  // namespace tidemark

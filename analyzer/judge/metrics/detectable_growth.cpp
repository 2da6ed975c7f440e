#include "analyzer/judge/metrics/detectable_growth.hpp"

#include <algorithm>

#include "analyzer/growth/cells.hpp"
#include "analyzer/growth/growth.hpp"
#include "analyzer/growth/held.hpp"
#include "analyzer/growth/precedents.hpp"
#include "analyzer/numbers/robust.hpp"

namespace tidemark {
namespace {

// Each try adds so many times the growth of the one before; the last adds more than thirty times the first.
constexpr double kFactor = 1.8;
constexpr int kTries = 7;

// Returns the least growth that is material, with a little to spare for what the cells at both ends lose of it.
double material_growth(double level, double seconds, std::optional<double> limit_bytes,
                       const GrowthSettings& settings, const GrowthVerdictSettings& verdict) {
  constexpr double kSpare = 1.1;
  // The median floor of a line that is added lies half of its growth above the level.
  double part = verdict.min_growth_of_floor * level / (1.0 - 0.5 * verdict.min_growth_of_floor);
  if (limit_bytes && *limit_bytes > level) {
    const double horizon = std::min(verdict.leak_seconds, verdict.leak_windows * seconds);
    part = std::min(part, (*limit_bytes - level) * seconds / horizon);
  }
  return kSpare * std::max({part, verdict.min_growth_bytes, settings.least_growth_bytes});
}

// Returns what the growth has to exceed in any case: the floors' noise, and what they gave back.
double growth_beyond(const Cells& cells, const GrowthSettings& settings) {
  const double noise = settings.noise_deviations * WholeSeries(cells, settings).noise();
  return std::max(noise, settings.precedent_factor * find_given_back(cells.floors, noise).most);
}

bool is_told_of(const Cells& cells, double growth, std::optional<double> limit_bytes,
                const GrowthSettings& settings, const GrowthVerdictSettings& verdict) {
  std::vector<double> bytes = cells.floors;
  const double first = cells.observed.front(), span = cells.observed.back() - first;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] += growth * (cells.observed[i] - first) / span;
  const GrowthFinding finding = find_growth({cells.observed, bytes}, settings);
  return judge_growth(finding, limit_bytes, verdict).verdict >= Verdict::kLeak;
}

}  // namespace

std::optional<double> find_detectable_growth(const SeriesView& samples, std::optional<double> limit_bytes,
                                             const GrowthSettings& settings,
                                             const GrowthVerdictSettings& verdict) {
  const std::size_t size = samples.size();
  if (size < settings.fewest_samples) return std::nullopt;
  const auto& range = samples.known_range();
  if (range && find_stillness(size, samples.bytes().back(), *range, settings)) {
    const double seconds = samples.seconds().back() - samples.seconds().front();
    return material_growth(range->high, seconds, limit_bytes, settings, verdict) / seconds;
  }
  const Cells cells = take_cells(samples, settings.most_cells, settings);
  if (cells.size() < settings.fewest_samples) return std::nullopt;
  const double seconds = cells.observed.back() - cells.observed.front();
  double growth = std::max(material_growth(median_of(cells.floors), seconds, limit_bytes, settings, verdict),
                           growth_beyond(cells, settings));
  for (int tries = 0; tries < kTries; ++tries) {
    if (is_told_of(cells, growth, limit_bytes, settings, verdict)) return growth / seconds;
    growth *= kFactor;
  }
  return std::nullopt;
}

}  // namespace tidemark

#include "analyzer/lives/restart_cuts.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace tidemark {
namespace {

// What a series shows between two falls to the level that it started from.
struct Climb {
  std::size_t first = 0;  // indices in the series
  std::size_t last = 0;
  double peak = 0.0;
};

class Climbs {
 public:
  Climbs(const Series& series, const RestartCutSettings& settings) : series_(series), settings_(settings) {
    const std::span<const double> bytes(series.bytes.data(), series.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (!(bytes[i] > 0.0)) continue;
      if (climbs_.empty()) level_ = bytes[i];
      if (climbs_.empty() || is_fall_to_start(climbs_.back(), bytes[i])) climbs_.push_back({i, i, bytes[i]});
      climbs_.back().last = i;
      climbs_.back().peak = std::max(climbs_.back().peak, bytes[i]);
    }
  }

  // Whether each climb but the last is one of a life that ended, and each is like the one before. What the last will
  // become is not known, and asked only where it is the only one to follow.
  [[nodiscard]] bool are_lives() const {
    const std::size_t ended = climbs_.size() - 1;
    for (std::size_t i = 0; i < ended; ++i) {
      const bool is_short = seconds_of(climbs_[i]) < settings_.least_share_of_time * series_.span_seconds();
      if (is_short || !is_steady(climbs_[i])) return false;
    }
    for (std::size_t i = 1; i < ended; ++i) {
      if (!are_alike(climbs_[i - 1], climbs_[i])) return false;
    }
    return ended > 1 || (is_steady(climbs_.back()) && are_alike(climbs_.front(), climbs_.back()));
  }

  [[nodiscard]] const std::vector<Climb>& all() const { return climbs_; }

 private:
  [[nodiscard]] bool is_fall_to_start(const Climb& climb, double bytes) const {
    const double rise = climb.peak - level_;
    const bool is_from_height = series_.bytes[climb.last] - level_ >= rise / 2.0;
    return rise >= settings_.least_rise_share * level_ && is_from_height &&
           std::abs(bytes - level_) <= settings_.left_share * std::min(rise, level_);
  }

  [[nodiscard]] double seconds_of(const Climb& climb) const {
    return series_.seconds[climb.last] - series_.seconds[climb.first];
  }
  [[nodiscard]] double rate_of(const Climb& climb) const {
    return (climb.peak - series_.bytes[climb.first]) / seconds_of(climb);
  }

  [[nodiscard]] bool is_steady(const Climb& climb) const {
    if (climb.last - climb.first + 1 < settings_.fewest_samples) return false;
    const double half = series_.seconds[climb.first] + seconds_of(climb) / 2.0;
    const auto at = std::lower_bound(series_.seconds.begin(), series_.seconds.end(), half);
    const double level = series_.bytes[climb.first];
    const double by_half = series_.bytes[static_cast<std::size_t>(at - series_.seconds.begin())] - level;
    return by_half <= settings_.most_by_half * (climb.peak - level);
  }

  [[nodiscard]] bool are_alike(const Climb& one, const Climb& next) const {
    const double rate = rate_of(one), next_rate = rate_of(next);
    return std::max(rate, next_rate) <= settings_.alike_factor * std::min(rate, next_rate);
  }

  const Series& series_;
  const RestartCutSettings& settings_;
  double level_ = 0.0;  // that the series started from
  std::vector<Climb> climbs_;
};

}  // namespace

std::vector<std::size_t> find_restart_cuts(const Series& series, const RestartCutSettings& settings) {
  const Climbs climbs(series, settings);
  std::vector<std::size_t> cuts;
  if (climbs.all().size() < 2 || !climbs.are_lives()) return cuts;
  for (const Climb& climb : climbs.all()) cuts.push_back(climb.first);
  cuts.erase(cuts.begin());
  return cuts;
}

std::vector<History> split_at_restarts(const History& history,
                                       std::optional<std::chrono::nanoseconds> max_gap,
                                       const RestartCutSettings& settings) {
  Series series = make_series(history, Metric::kRss, max_gap);
  if (series.size() == 0) series = make_series(history, Metric::kVmSize, max_gap);
  std::vector<History> lives;
  std::size_t begin = 0;
  for (const std::size_t cut : find_restart_cuts(series, settings)) {
    lives.push_back(part_of(history, begin, series.observations[cut]));
    begin = series.observations[cut];
  }
  if (!lives.empty()) lives.push_back(part_of(history, begin, history.size()));
  return lives;
}

}  // namespace tidemark

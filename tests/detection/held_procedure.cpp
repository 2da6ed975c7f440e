#include "tests/detection/held_procedure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "analyzer/numbers/quantile.hpp"
#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/trend.hpp"

namespace tidemark::detection {
namespace {

constexpr double kMebibyte = 1048576.0;
using Values = std::vector<double>;

struct Cells {
  Values seconds;
  Values floors;
};

// What a procedure sees: no zeros at the ends, no fall of an exit, gaps as one usual step.
Cells observed(const SimulatedSeries& series) {
  Values t = series.seconds, y = series.bytes;
  while (!y.empty() && !(y.back() > 0.0)) y.pop_back();
  std::size_t first = 0;
  while (first < y.size() && !(y[first] > 0.0)) ++first;
  y.erase(y.begin(), y.begin() + static_cast<std::ptrdiff_t>(first));
  t.resize(first + y.size());
  t.erase(t.begin(), t.begin() + static_cast<std::ptrdiff_t>(first));
  for (const std::size_t k : {3U, 2U, 1U}) {
    if (y.size() < k + 10) continue;
    const auto tail = y.end() - static_cast<std::ptrdiff_t>(k);
    Values before(tail - 10, tail);
    const double most = *std::max_element(tail, y.end());
    const double least = *std::min_element(before.begin(), before.end());
    if (most >= std::min(least, 0.95 * take_quantile(before, 0.5))) continue;
    y.erase(tail, y.end());
    break;
  }
  t.resize(y.size());
  if (y.size() < 6) return {};
  Values steps(t.size() - 1);
  for (std::size_t i = 0; i + 1 < t.size(); ++i) steps[i] = t[i + 1] - t[i];
  Values sorted = steps;
  const double usual = take_quantile(sorted, 0.5);
  sorted = steps;
  const double gap = std::max(5.0 * usual, 3.0 * take_quantile(sorted, 0.9));
  t[0] = 0.0;
  for (std::size_t i = 0; i < steps.size(); ++i) t[i + 1] = t[i] + (steps[i] > gap ? usual : steps[i]);
  return {std::move(t), std::move(y)};
}

Cells cut(std::span<const double> t, std::span<const double> y, std::size_t most) {
  if (y.size() <= most) return {{t.begin(), t.end()}, {y.begin(), y.end()}};
  const auto place_at = [&](std::size_t i, bool by_time) {
    if (!by_time) return i * most / y.size();
    const double share = (t[i] - t.front()) / (t.back() - t.front());
    return std::min(most - 1, static_cast<std::size_t>(share * static_cast<double>(most)));
  };
  std::size_t filled = 1;
  for (std::size_t i = 1; i < y.size(); ++i) filled += place_at(i, true) != place_at(i - 1, true) ? 1U : 0U;
  const bool by_time = static_cast<double>(filled) >= 0.8 * static_cast<double>(most);
  Cells cells;
  for (std::size_t first = 0, end = 0; first < y.size(); first = end) {
    while (end < y.size() && place_at(end, by_time) == place_at(first, by_time)) ++end;
    Values members(y.begin() + static_cast<std::ptrdiff_t>(first),
                   y.begin() + static_cast<std::ptrdiff_t>(end));
    cells.floors.push_back(take_quantile(members, 0.25));
    cells.seconds.push_back(std::accumulate(t.begin() + static_cast<std::ptrdiff_t>(first),
                                            t.begin() + static_cast<std::ptrdiff_t>(end), 0.0) /
                            static_cast<double>(end - first));
  }
  return cells;
}

double scatter(std::span<const double> f) {
  if (f.size() < 5) return 0.0;
  Values bends;
  for (std::size_t i = 2; i < f.size(); ++i) bends.push_back(f[i] - 2.0 * f[i - 1] + f[i - 2]);
  Values sorted = bends;
  const double middle = take_quantile(sorted, 0.5);
  for (double& bend : bends) bend = std::abs(bend - middle);
  return 1.4826 * take_quantile(bends, 0.5) / std::sqrt(6.0);
}

double width(std::span<const double> f) {
  const auto [low, high] = std::minmax_element(f.begin(), f.end());
  return *high - *low;
}

struct GivenBack {
  double most = 0.0;
  std::optional<double> base;  // of the rise at the end
  double last_rise = 0.0;
};

GivenBack given_back(std::span<const double> f, double noise) {
  const double least = std::max(4.0 * noise, 0.1 * width(f));
  bool rising = true;
  double base = f[0], high = f[0], low = f[0];
  std::vector<std::pair<double, double>> rises;
  for (const double v : f.subspan(1)) {
    if (rising) {
      high = std::max(high, v);
      if (v >= high - least) continue;
      rises.emplace_back(high - base, high - v);
      rising = false;
      low = v;
    } else {
      low = std::min(low, v);
      rises.back().second = std::max(rises.back().second, high - v);
      if (v <= low + least) continue;
      rising = true;
      base = low;
      high = v;
    }
  }
  GivenBack found;
  for (const auto& [rise, fall] : rises) found.most = std::max(found.most, std::min(rise, fall));
  if (rising) found.base = base;
  found.last_rise = high - base;
  return found;
}

// Falls among the rises, residuals that hang together, few rises net of the falls.
bool wanders(std::span<const double> f, std::span<const double> u) {
  double falls = 0.0, rises = 0.0, squares = 0.0;
  for (std::size_t i = 1; i < f.size(); ++i) {
    const double step = f[i] - f[i - 1];
    (step < 0.0 ? falls : rises) += std::abs(step);
    squares += step * step;
  }
  if (falls <= 0.25 * rises) return false;
  const Values r = residuals_of_line(u, f);
  double together = 0.0;
  if (f.size() > 6) {
    const Values early(r.begin(), r.end() - 1), late(r.begin() + 1, r.end());
    const LineFit fit = fit_line(early, late);
    together = std::copysign(std::sqrt(std::max(0.0, fit.r_squared)), fit.slope);
  }
  const double net = f.back() - f.front();
  return together > 0.45 && net * net < 12.0 * squares;
}

double at(std::span<const double> u, std::span<const double> v, double part) {
  const auto right = std::lower_bound(u.begin(), u.end(), part);
  const auto i = static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, right - u.begin()));
  const double between = v[i - 1] + (v[i] - v[i - 1]) * (part - u[i - 1]) / (u[i] - u[i - 1]);
  return (v.back() - between) / (v.back() - v.front());
}

double middle_of_two(double a, double b) { return 0.5 * (a + b); }

struct Before {
  std::span<const double> floors;
  double noise = 0.0;
  std::size_t length = 0;  // cells of the whole as long as the suffix
};

// 0 for nothing, 1 for growth that is immaterial, 2 for a leak.
int judge_suffix(const Cells& cells, const Before& before, bool is_whole, double limit) {
  const Values& f = cells.floors;
  const std::size_t m = f.size();
  if (m < 6 || !(cells.seconds.back() > cells.seconds.front())) return 0;
  const double noise = std::max(scatter(f), 1e-4 * width(f));
  GivenBack given = given_back(f, noise);
  double ceiling = -std::numeric_limits<double>::infinity(), equal_rise = 0.0;
  if (before.floors.size() > 3) {
    const auto& b = before.floors;
    ceiling = *std::max_element(b.begin(), b.end());
    given.most = std::max(given.most, given_back(b, before.noise).most);
    const std::size_t k = std::max<std::size_t>(1, before.length);
    if (b.size() <= k) equal_rise = b.back() - b.front();
    for (std::size_t i = k; i < b.size(); ++i) equal_rise = std::max(equal_rise, b[i] - b[i - k]);
  }
  Values held = f;
  for (std::size_t i = m - 1; i-- > 0;) held[i] = std::min(held[i], held[i + 1]);
  if (given.base && given.last_rise > 0.0 && given.last_rise <= 1.3 * given.most) {
    for (double& value : held) value = std::min(value, *given.base);
  }
  const std::size_t shortest = m >= 24 ? 12 : m > 9 ? std::max<std::size_t>(6, m - 2) : m;
  const std::size_t latest = is_whole ? m - shortest : std::min(m - shortest, m / 2);
  const double top = *std::max_element(f.begin(), f.end());
  int verdict = 0;
  for (std::size_t a = 0; a <= latest; ++a) {
    const auto v = std::span<const double>(held).subspan(a),
               x = std::span<const double>(cells.seconds).subspan(a);
    const std::size_t n = v.size();
    const double end = middle_of_two(v[n - 1], v[n - 2]), growth = end - middle_of_two(v[0], v[1]);
    if (growth < std::max({0.25 * kMebibyte, 0.003 * top, 4.0 * noise, 1.3 * given.most, 1.5 * equal_rise}))
      continue;
    const double earlier =
        a == 0 ? ceiling
               : std::max(ceiling, *std::max_element(f.begin(), f.begin() + static_cast<std::ptrdiff_t>(a)));
    if (end - earlier < 0.6 * growth) continue;
    double sum = 0.0, squares = 0.0;
    for (std::size_t i = 1; i < n; ++i) {
      const double rise = std::max(0.0, v[i] - v[i - 1]);
      sum += rise;
      squares += rise * rise;
    }
    if (sum * sum / std::max(squares, 1e-9) < (n >= 12 ? 4.0 : 3.0)) continue;
    Values u(n);
    for (std::size_t i = 0; i < n; ++i) u[i] = (x[i] - x[0]) / (x[n - 1] - x[0]);
    if (at(u, v, 0.5) < 0.36 || at(u, v, 0.75) < 0.1) continue;
    const LineFit line = fit_line(u, v);
    if (line.r_squared < (n >= 12 ? 0.93 : 0.95)) continue;
    if (wanders(std::span<const double>(f).subspan(a), u)) continue;
    const double floor = static_cast<double>(n) * 0.09 * noise * noise;
    double curve = std::numeric_limits<double>::infinity();
    for (const double k : {0.15, 0.25, 0.4, 0.6, 0.9}) {
      Values bent(n);
      for (std::size_t i = 0; i < n; ++i) bent[i] = 1.0 - std::exp(-u[i] / k);
      curve = std::min(curve, fit_line(bent, v).residual_squares);
    }
    const double f_ratio =
        ((line.residual_squares + floor) / (curve + floor) - 1.0) * (static_cast<double>(n) - 3.0);
    if (f_ratio > 8.0 && at(u, v, 0.5) < 0.42) continue;
    const double seconds = x[n - 1] - x[0], reach = (limit - f.back()) / (growth / seconds);
    Values sorted(v.begin(), v.end());
    const bool is_material =
        growth >= 0.1 * take_quantile(sorted, 0.5) || reach < std::min(7.0 * 86400.0, 20.0 * seconds);
    if (growth >= kMebibyte && is_material) return 2;
    verdict = 1;
  }
  return verdict;
}

}  // namespace

bool held_procedure_alerts(const SimulatedSeries& series, std::optional<double> limit_bytes) {
  const Cells seen = observed(series);
  const auto [low, high] = std::minmax_element(seen.floors.begin(), seen.floors.end());
  if (seen.floors.empty() || *high - *low < std::max(0.25 * kMebibyte, 0.002 * *high)) return false;
  const std::span<const double> t = seen.seconds, y = seen.floors;
  const Cells whole = cut(t, y, 96);
  const double whole_noise = std::max(scatter(whole.floors), 1e-4 * width(whole.floors));
  for (const double share : {1.0, 0.5, 0.25, 0.125, 0.0625}) {
    std::size_t start = 0;
    if (share < 1.0) {
      start = static_cast<std::size_t>(std::lower_bound(t.begin(), t.end(), t.back() * (1.0 - share)) -
                                       t.begin());
    }
    if (y.size() - start < (share == 1.0 ? 6U : 24U)) break;
    const Cells cells = cut(t.subspan(start), y.subspan(start), 48);
    Before before;
    if (start > 0) {
      const auto count =
          std::lower_bound(whole.seconds.begin(), whole.seconds.end(), t[start]) - whole.seconds.begin();
      before = {std::span<const double>(whole.floors).first(static_cast<std::size_t>(count)), whole_noise,
                static_cast<std::size_t>(std::lround(static_cast<double>(whole.floors.size()) * share))};
    }
    if (judge_suffix(cells, before, start == 0,
                     limit_bytes.value_or(std::numeric_limits<double>::infinity())) == 2)
      return true;
  }
  return false;
}

}  // namespace tidemark::detection

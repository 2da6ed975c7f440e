#include "analyzer/numbers/quantile.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "analyzer/numbers/scan.hpp"

namespace tidemark {
namespace {

// Up to this many values are sorted by a network, whose steps do not depend on the values, so that no branch
// is mispredicted.
constexpr std::size_t kFewValues = 16;
// From here on the standard library's guarantee against quadratic cost is worth more than speed.
constexpr std::size_t kMany = 4096;

struct Comparator {
  std::uint8_t low;
  std::uint8_t high;
};

// Calls `compare(i, j)` for each comparator of Batcher's odd-even merge sort of `count` values, a power of
// two (Knuth, TAOCP 5.2.2 M).
template <typename Compare>
constexpr void visit_network(std::size_t count, Compare&& compare) {
  for (std::size_t run = 1; run < count; run *= 2) {
    for (std::size_t reach = run; reach >= 1; reach /= 2) {
      for (std::size_t begin = reach % run; begin + reach < count; begin += 2 * reach) {
        for (std::size_t i = begin; i < std::min(begin + reach, count - reach); ++i) {
          if (i / (2 * run) == (i + reach) / (2 * run)) compare(i, i + reach);
        }
      }
    }
  }
}

constexpr std::size_t network_size(std::size_t count) {
  std::size_t comparators = 0;
  visit_network(count, [&](std::size_t, std::size_t) { ++comparators; });
  return comparators;
}

template <std::size_t kCount>
constexpr auto make_network() {
  std::array<Comparator, network_size(kCount)> network{};
  std::size_t next = 0;
  visit_network(kCount, [&](std::size_t low, std::size_t high) {
    network[next++] = {static_cast<std::uint8_t>(low), static_cast<std::uint8_t>(high)};
  });
  return network;
}

// A value and the one that follows it in order; infinite where none does.
struct Neighbours {
  double value;
  double next;
};

// Where a quantile lies among values in order.
struct Position {
  Position(std::size_t count, double fraction) {
    const double place = fraction * static_cast<double>(count - 1);
    rank = static_cast<std::size_t>(place);
    part = place - static_cast<double>(rank);
  }

  [[nodiscard]] double between(const Neighbours& found) const {
    return part == 0.0 ? found.value : found.value + part * (found.next - found.value);
  }

  std::size_t rank;
  double part;  // of the way to the next value
};

// Sorts in registers: the network is unrolled, and each step compiles to a minimum and a maximum.
template <std::size_t kCount, std::size_t... kStep>
void sort_by_network(std::array<double, kCount>& values, std::index_sequence<kStep...>) {
  static constexpr auto kNetwork = make_network<kCount>();
  const auto compare = [&](std::size_t low, std::size_t high) {
    const double one = values[low], other = values[high];
    values[low] = other < one ? other : one;
    values[high] = other < one ? one : other;
  };
  (compare(kNetwork[kStep].low, kNetwork[kStep].high), ...);
}

// Holds the values in order, with infinite ones behind them.
template <std::size_t kCount>
using Sorted = std::array<double, kCount>;

// values  at most kCount
template <std::size_t kCount>
Sorted<kCount> sort_padded(std::span<const double> values) {
  Sorted<kCount> sorted;
  sorted.fill(std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < values.size(); ++i) sorted[i] = values[i];
  sort_by_network<kCount>(sorted, std::make_index_sequence<network_size(kCount)>());
  return sorted;
}

// Calls `use` with the values, at most kFewValues, in order; returns what it returns.
template <typename Use>
auto with_sorted(std::span<const double> values, Use&& use) {
  if (values.size() <= 4) return use(sort_padded<4>(values));
  if (values.size() <= 8) return use(sort_padded<8>(values));
  return use(sort_padded<kFewValues>(values));
}

// Moves the values for which `is_left` holds to the front; returns how many. Without a branch that depends on
// a value.
template <typename IsLeft>
std::size_t move_to_front(std::span<double> values, IsLeft&& is_left) {
  std::size_t left = 0;
  for (double& place : values) {
    const double value = place;
    place = values[left];
    values[left] = value;
    left += is_left(value) ? 1U : 0U;
  }
  return left;
}

double median_of_three(double a, double b, double c) {
  return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

// Quickselect (Hoare 1961), down to what a network sorts. Reorders as take_nth.
Neighbours select(std::span<double> values, std::size_t rank) {
  double above = std::numeric_limits<double>::infinity();  // the least of what was left out on the right
  while (values.size() > kFewValues) {
    // Not the ends: what an earlier search has left is greatest or least there.
    const std::size_t quarter = values.size() / 4;
    const double pivot = median_of_three(values[quarter], values[2 * quarter], values[3 * quarter]);
    std::size_t left = move_to_front(values, [=](double value) { return value < pivot; });
    if (rank < left) {
      above = pivot;
      values = values.first(left);
      continue;
    }
    if (left == 0) {
      left = move_to_front(values, [=](double value) { return value == pivot; });
      if (rank < left)
        return {pivot, rank + 1 < left ? pivot : std::min(above, least_of(values.subspan(left)))};
    }
    values = values.subspan(left);
    rank -= left;
  }
  return with_sorted(values, [&](const auto& sorted) -> Neighbours {
    std::copy_n(sorted.begin(), values.size(), values.begin());
    return {sorted[rank], rank + 1 < values.size() ? sorted[rank + 1] : above};
  });
}

Neighbours select_of_many(std::span<double> values, std::size_t rank) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), place, values.end());
  return {*place, least_of(values.subspan(rank + 1))};
}

}  // namespace

double take_quantile(std::span<double> values, double fraction) {
  if (values.empty()) return 0.0;
  const Position at(values.size(), fraction);
  return at.between(values.size() < kMany ? select(values, at.rank) : select_of_many(values, at.rank));
}

double take_nth(std::span<double> values, std::size_t rank) {
  return (values.size() < kMany ? select(values, rank) : select_of_many(values, rank)).value;
}

LeastAndQuantile least_and_quantile(std::span<const double> values, double fraction,
                                    std::vector<double>& scratch) {
  if (values.size() > kFewValues) {
    scratch.assign(values.begin(), values.end());
    return {least_of(values), take_quantile(scratch, fraction)};
  }
  const Position at(values.size(), fraction);
  return with_sorted(values, [&](const auto& sorted) -> LeastAndQuantile {
    return {sorted[0], at.between({sorted[at.rank], sorted[std::min(at.rank + 1, sorted.size() - 1)]})};
  });
}

}  // namespace tidemark

#pragma once

#include <cmath>

namespace tidemark {

// A number held as the exact sum of two doubles: about 106 bits, on any machine with IEEE 754 doubles. Sums
// over a long series stay so accurate that the difference of nearly equal sums loses nothing that matters.
// Values must stay below about 1e290.
//
// Formula  Dekker 1971; Knuth, TAOCP 4.2.2; Hida, Li and Bailey 2001
struct DoubleDouble {
  double high = 0.0;
  double low = 0.0;

  [[nodiscard]] double value() const { return high + low; }
};

// Returns one + other, exactly.
[[nodiscard]] inline DoubleDouble exact_sum(double one, double other) {
  const double sum = one + other;
  const double part = sum - one;
  return {sum, (one - (sum - part)) + (other - part)};
}

// Returns one * other, exactly.
[[nodiscard]] inline DoubleDouble exact_product(double one, double other) {
  const double product = one * other;
#ifdef FP_FAST_FMA
  return {product, std::fma(one, other, -product)};
#else
  constexpr double kSplitter = 134217729.0;  // 2^27 + 1
  const auto upper_half = [](double number) {
    const double scaled = kSplitter * number;
    return scaled - (scaled - number);
  };
  const double one_high = upper_half(one);
  const double other_high = upper_half(other);
  const double one_low = one - one_high;
  const double other_low = other - other_high;
  return {product, ((one_high * other_high - product) + one_high * other_low + one_low * other_high) +
                       one_low * other_low};
#endif
}

[[nodiscard]] inline DoubleDouble operator-(const DoubleDouble& number) {
  return {-number.high, -number.low};
}

[[nodiscard]] inline DoubleDouble operator+(const DoubleDouble& one, const DoubleDouble& other) {
  const DoubleDouble high = exact_sum(one.high, other.high);
  const DoubleDouble low = exact_sum(one.low, other.low);
  const DoubleDouble sum = exact_sum(high.high, high.low + low.high);
  return exact_sum(sum.high, sum.low + low.low);
}

[[nodiscard]] inline DoubleDouble operator-(const DoubleDouble& one, const DoubleDouble& other) {
  return one + -other;
}

[[nodiscard]] inline DoubleDouble operator*(const DoubleDouble& one, const DoubleDouble& other) {
  const DoubleDouble product = exact_product(one.high, other.high);
  return exact_sum(product.high, product.low + (one.high * other.low + one.low * other.high));
}

// divisor  != 0
[[nodiscard]] inline DoubleDouble operator/(const DoubleDouble& number, double divisor) {
  const double quotient = number.high / divisor;
  const DoubleDouble rest = number - exact_product(quotient, divisor);
  return exact_sum(quotient, rest.value() / divisor);
}

}  // namespace tidemark

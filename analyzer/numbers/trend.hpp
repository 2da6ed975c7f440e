#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tidemark {

// This many deviations to either side of a normal distribution's mean hold 95 % of it.
inline constexpr double kNormalQuantile975 = 1.959963984540054;

// Mann-Kendall's statistic of a rising trend against none.
struct MannKendall {
  double score;     // concordant minus discordant pairs
  double variance;  // of the score without a trend, ties taken into account, times the inflation
  double p_rising;  // one-sided; 1 where variance is 0
};

// Takes the statistic of some values.
//
// values              in the order of time; fewer than 3 give p_rising = 1
// variance_inflation  >= 1; for correlated values, see `autocorrelation_inflation`
// Cost                O(n^2): meant for block values, not samples
// Formula             Mann 1945, Kendall 1975; ties as in Gilbert 1987, section 16.4.2. p is exact for up to
//                     10 values without ties and inflation, otherwise the normal approximation with
//                     continuity correction
[[nodiscard]] MannKendall mann_kendall(std::span<const double> values, double variance_inflation = 1.0);

// A slope with a two-sided 95 % interval; units of the values per unit of the times.
struct SlopeInterval {
  double slope;
  double low;
  double high;
};

// Returns the median of all pairwise slopes, with the interval that Mann-Kendall's variance implies.
//
// times     strictly rising, as many as values
// variance  of the Mann-Kendall score of the same values; 0 gives an interval of the two middle slopes
// Returns   nullopt for fewer than 2 values
// Cost      O(n^2) time and space: meant for block values
// Formula   Theil 1950, Sen 1968
[[nodiscard]] std::optional<SlopeInterval> theil_sen(std::span<const double> times,
                                                     std::span<const double> values, double variance);

// Returns the same where neighbouring values may resemble each other beyond a line: the interval is widened
// by `autocorrelation_inflation` of what the line leaves. Parameters, result and cost as theil_sen.
[[nodiscard]] std::optional<SlopeInterval> theil_sen_of_correlated(std::span<const double> times,
                                                                   std::span<const double> values);

// Ordinary least squares: value = intercept + slope * time.
struct LineFit {
  double intercept;
  double slope;
  double r_squared;  // 0 where the values do not vary
  double residual_squares;
};

// Fits that line.
//
// times  at least 2 different ones, as many as values
// Cost   O(n), no allocation
[[nodiscard]] LineFit fit_line(std::span<const double> times, std::span<const double> values);

// Returns the time that a line takes from its end to a limit: 0 where it ends at or beyond the limit, nothing
// where the limit is not known or the line does not rise.
[[nodiscard]] std::optional<double> seconds_until(std::optional<double> limit, double end,
                                                  double slope_per_second);

// The slope of a least-squares line, and how certain it is.
struct LineSlope {
  double slope;
  double low;  // two-sided 95 % interval
  double high;
  double p_rising;  // one-sided, against no slope; 0 where it is less than a double can hold
};

// Returns how certain the slope of a line is. The residuals count as independent and normal: where neighbours
// resemble each other, the slope looks more certain than it is.
//
// r_squared  of the line, 0 to 1; at 1 the interval has no width
// values     how many the line was fitted to
// Returns    nullopt for fewer than 3 values, and where r_squared is 0
// Formula    standard error = slope sqrt((1 / R^2 - 1) / (n - 2)), which is that of ordinary least squares
//            (Draper and Smith 1998, chapter 1) with the residuals' part of the variance written as 1 - R^2;
//            interval and p by the normal distribution in place of Student's t
[[nodiscard]] std::optional<LineSlope> slope_of_line(double slope, double r_squared, std::size_t values);

// Returns what the least-squares line leaves of each value. Parameters as fit_line.
[[nodiscard]] std::vector<double> residuals_of_line(std::span<const double> times,
                                                    std::span<const double> values);

// Returns how many times larger the variance of a trend statistic is because neighbouring residuals resemble
// each other: (1 + r) / (1 - r) for the lag-1 autocorrelation r, corrected for the line that was taken out
// and kept within [0, 0.9]; 1 means independent. Its inverse is the effective sample size per value.
//
// residuals  from a fitted line, in the order of time; fewer than 8 or constant ones give 1
// Formula    Bayley and Hammersley 1946; bias of r after detrending as in Marriott and Pope 1954
[[nodiscard]] double autocorrelation_inflation(std::span<const double> residuals);

// Returns the p of several statistics taken together: the chance that noise alone makes them as small as they
// are, or smaller. The k-th smallest of m is multiplied by m / k, and the least of these counts.
//
// It keeps its level where the statistics are independent or lean the same way (Sarkar 1998). The metrics of
// a process lean the same way: rss contains anon, vm_size contains data, and anon lives in data. So growth
// that shows in all of them costs nothing, where Bonferroni's factor would cost short series dearly; growth
// in one alone costs that factor in full.
//
// p_values  0 to 1, in any order, at least one
// Formula   Simes 1986
[[nodiscard]] double family_wise_p(std::vector<double> p_values);

}  // namespace tidemark

#include "analyzer/numbers/line_sums.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "analyzer/numbers/trend.hpp"

namespace tidemark {
namespace {

RC_GTEST_PROP(LineSums, LeaveWhatTheLineThroughAStretchLeaves, ()) {
  const auto values = *rc::gen::suchThat(rc::gen::container<std::vector<int>>(rc::gen::inRange(-1000, 1000)),
                                         [](const auto& some) { return some.size() >= 4; });
  std::vector<double> times, bytes;
  for (const int value : values) {
    times.push_back(static_cast<double>(times.size()));
    bytes.push_back(value);
  }
  const std::size_t first = *rc::gen::inRange<std::size_t>(0, values.size() - 2);
  const std::size_t end = *rc::gen::inRange<std::size_t>(first + 2, values.size() + 1);
  const auto sums = running_line_sums(times, bytes);
  const LineFit line =
      fit_line(std::span(times).subspan(first, end - first), std::span(bytes).subspan(first, end - first));
  constexpr double kRounding = 1e-6;
  RC_ASSERT(std::abs((sums[end] - sums[first]).residual_squares() - line.residual_squares) <=
            kRounding * (1.0 + sums.back().vv));
}

TEST(LineSums, AtOneTimeLeaveTheSpreadOfTheValues) {
  LineSums sums;
  sums.add(3.0, 1.0);
  sums.add(3.0, 5.0);
  EXPECT_DOUBLE_EQ(sums.residual_squares(), 8.0);
}

}  // namespace
}  // namespace tidemark

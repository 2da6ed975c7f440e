#include "analyzer/lives/series_view.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace tidemark {
namespace {

Series series_of(SeriesValues bytes) {
  auto timeline = std::make_shared<Timeline>();
  for (std::size_t i = 0; i < bytes.size(); ++i) timeline->seconds.push_back(static_cast<double>(i));
  timeline->segment_starts = {0};
  return {Metric::kRss, timeline, std::move(bytes)};
}

TEST(SeriesView, OfRunsKnowsTheirRange) {
  const Series series = series_of(SeriesValues({{0, 4}, {5.0, 9.0}}, 8));
  const SeriesView view(series);
  ASSERT_TRUE(view.known_range());
  EXPECT_EQ(view.known_range()->high, 9.0);
  EXPECT_TRUE(view.is_all_observed());
  EXPECT_EQ(view.bytes()[4], 9.0);
}

TEST(SeriesView, OfBareSamplesKnowsNothingBeforehand) {
  const std::vector<double> seconds{0, 1, 2}, bytes{5, 6, 7};
  const SeriesView view(seconds, bytes);
  EXPECT_FALSE(view.known_range());
  EXPECT_FALSE(view.is_all_observed());
  EXPECT_EQ(view.lay_out(2, 2).last, (std::vector<std::size_t>{0, 1}));
}

TEST(SeriesView, AZeroIsNotObserved) {
  EXPECT_FALSE(SeriesView(series_of(SeriesValues({{0, 4}, {0.0, 9.0}}, 8))).is_all_observed());
}

TEST(SeriesView, LaysOutWhatIsAskedForWhateverWasAskedBefore) {
  const Series series = series_of(std::vector<double>(60, 1.0));
  const SeriesView view(series);
  for (const std::size_t samples : {60U, 57U, 60U}) {
    const BlockLayout layout = view.lay_out(samples, 6);
    EXPECT_EQ(layout.last.back(), samples - 1);
    EXPECT_EQ(layout.first, lay_out_blocks(series.seconds.first(samples), series.segment_starts, 6).first);
  }
}

}  // namespace
}  // namespace tidemark

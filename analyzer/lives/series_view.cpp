#include "analyzer/lives/series_view.hpp"

namespace tidemark {

SeriesView::SeriesView(const Series& series)
    : seconds_(series.seconds),
      bytes_(series.bytes),
      segment_starts_(series.segment_starts),
      range_(series.bytes.known_range()),
      layouts_(series.timeline ? &series.timeline->layouts : nullptr) {}

BlockLayout SeriesView::lay_out(std::size_t samples, std::size_t count) const {
  const auto seconds = seconds_.first(samples);
  if (layouts_ == nullptr) return lay_out_blocks(seconds, segment_starts_, count);
  return layouts_->lay_out(seconds, segment_starts_, count);
}

}  // namespace tidemark

#include "analyzer/series_values.hpp"

#include <algorithm>
#include <iterator>

namespace tidemark {

double SeriesValues::operator[](std::size_t index) const {
  if (!values_.empty()) return values_[index];
  const auto after = std::upper_bound(runs_.begin(), runs_.end(), index,
                                      [](std::size_t place, const Run& run) { return place < run.first; });
  return std::prev(after)->value;
}

std::vector<double> SeriesValues::tail(std::size_t count) const {
  std::vector<double> values(std::min(count, size_));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = (*this)[size_ - values.size() + i];
  return values;
}

std::optional<ValueRange> SeriesValues::known_range() const {
  if (runs_.empty()) return std::nullopt;
  const auto [low, high] = std::minmax_element(
      runs_.begin(), runs_.end(), [](const Run& one, const Run& other) { return one.value < other.value; });
  return ValueRange{low->value, high->value};
}

const std::vector<double>& SeriesValues::filled() const {
  if (values_.empty() && size_ > 0) {
    values_.reserve(size_);
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const std::size_t end = i + 1 < runs_.size() ? runs_[i + 1].first : size_;
      values_.insert(values_.end(), end - runs_[i].first, runs_[i].value);
    }
  }
  return values_;
}

}  // namespace tidemark

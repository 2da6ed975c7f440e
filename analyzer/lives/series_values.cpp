#include "analyzer/lives/series_values.hpp"

#include <algorithm>

namespace tidemark {

double SeriesValues::operator[](std::size_t index) const {
  if (!values_.empty()) return values_[index];
  const auto after = std::upper_bound(runs_.first.begin(), runs_.first.end(), index);
  return runs_.value[static_cast<std::size_t>(after - runs_.first.begin()) - 1];
}

std::vector<double> SeriesValues::tail(std::size_t count) const {
  std::vector<double> values(std::min(count, size_));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = (*this)[size_ - values.size() + i];
  return values;
}

std::optional<ValueRange> SeriesValues::known_range() const {
  if (runs_.value.empty()) return std::nullopt;
  return range_of(runs_.value);
}

const std::vector<double>& SeriesValues::filled() const {
  if (values_.empty() && size_ > 0) {
    values_.reserve(size_);
    for (std::size_t i = 0; i < runs_.value.size(); ++i) {
      const std::size_t end = i + 1 < runs_.first.size() ? runs_.first[i + 1] : size_;
      values_.insert(values_.end(), end - runs_.first[i], runs_.value[i]);
    }
  }
  return values_;
}

}  // namespace tidemark

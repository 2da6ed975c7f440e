#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "analyzer/numbers/scan.hpp"

namespace tidemark {

// The values of a series, one a sample. Those of a recording come as runs of equal values, and are filled in
// when all of them are first asked for, which never happens for a process that holds still. Not for several
// threads at once.
class SeriesValues {
 public:
  // By rising `first`, the first at 0; none empty, finite values.
  struct Runs {
    std::vector<std::size_t> first;  // index of the run's first sample
    std::vector<double> value;

    void push_back(std::size_t first_sample, double its_value) {
      first.push_back(first_sample);
      value.push_back(its_value);
    }
  };

  SeriesValues() = default;
  SeriesValues(std::vector<double> values) : size_(values.size()), values_(std::move(values)) {}
  // size  of all runs together
  SeriesValues(Runs runs, std::size_t size) : size_(size), runs_(std::move(runs)) {}

  // These do not fill the values in:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] double operator[](std::size_t index) const;
  [[nodiscard]] double front() const { return (*this)[0]; }
  [[nodiscard]] double back() const { return (*this)[size_ - 1]; }
  // The last `count`, or all where there are fewer.
  [[nodiscard]] std::vector<double> tail(std::size_t count) const;
  // The least and the greatest value; absent where the values did not come as runs.
  [[nodiscard]] std::optional<ValueRange> known_range() const;

  // These fill the values in; valid while these values live.
  [[nodiscard]] const double* data() const { return filled().data(); }
  [[nodiscard]] const double* begin() const { return data(); }
  [[nodiscard]] const double* end() const { return data() + size_; }
  operator const std::vector<double>&() const { return filled(); }
  friend bool operator==(const SeriesValues& one, const SeriesValues& other) {
    return one.filled() == other.filled();
  }

 private:
  [[nodiscard]] const std::vector<double>& filled() const;

  std::size_t size_ = 0;
  Runs runs_;
  mutable std::vector<double> values_;  // empty until filled in
};

}  // namespace tidemark

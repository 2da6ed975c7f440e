#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark {

struct MetricLabel {
  std::string_view name;
  std::string value;
};
using MetricLabels = std::vector<MetricLabel>;

// A family of OpenMetrics gauges: its head, then its samples.
class MetricFamily {
 public:
  // name  ends in the unit, where there is one; outlives the family
  MetricFamily(std::string_view name, std::string_view unit, std::string_view help);

  // Adds a sample; none where there is no value. What labels hold is made printable.
  void add(const MetricLabels& labels, std::optional<double> value);

  // Nothing where it has no samples.
  [[nodiscard]] std::string text() const { return has_samples_ ? text_ : std::string(); }

 private:
  std::string_view name_;
  std::string text_;
  bool has_samples_ = false;
};

}  // namespace tidemark

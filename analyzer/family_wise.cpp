#include "analyzer/family_wise.hpp"

#include <algorithm>

namespace tidemark {

double family_wise_p(std::vector<double> p_values) {
  std::sort(p_values.begin(), p_values.end());
  const auto tests = static_cast<double>(p_values.size());
  double least = 1.0;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    least = std::min(least, p_values[i] * tests / static_cast<double>(i + 1));
  }
  return least;
}

}  // namespace tidemark

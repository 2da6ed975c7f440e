#include "analyzer/exit_fall.hpp"

#include "analyzer/growth_blocks.hpp"

namespace tidemark {

double last_before_exit(const SeriesValues& bytes) {
  const GrowthSettings usual;
  const std::vector<double> tail = bytes.tail(usual.most_exit_samples + usual.samples_before_exit);
  return tail[samples_before_exit(tail, usual) - 1];
}

}  // namespace tidemark

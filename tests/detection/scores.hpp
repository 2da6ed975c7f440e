#pragma once

#include <cstddef>
#include <string>

namespace tidemark::detection {

struct Score {
  std::size_t found = 0;
  std::size_t missed = 0;
  std::size_t false_alerts = 0;
  std::size_t quiet = 0;

  void count(bool is_leak, bool alerted);
  [[nodiscard]] double precision() const;  // 1 where nothing was alerted
  [[nodiscard]] double recall() const;
  [[nodiscard]] double f1() const;
};

struct Interval {
  double low;
  double high;
};

// Wilson's 95 % interval of a proportion (Wilson 1927); [0, 1] for no trials.
[[nodiscard]] Interval wilson(std::size_t successes, std::size_t trials);

// One line to stdout: name, precision and recall with their intervals, F1, and the four counts.
void print_score(const std::string& name, const Score& score);

}  // namespace tidemark::detection

#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace tidemark::bench {

// Name of the counter with the CPU seconds that a benchmark takes for each sample of a process.
inline constexpr const char* kPerSample = "sample";

// Prints as the console does, and at the end one line for each benchmark called WORK/BEHAVIOUR/SAMPLES: its
// CPU nanoseconds a sample, and how many times that is what each baseline costs, a benchmark called
// baseline:NAME/BEHAVIOUR/SAMPLES of the same run. On a machine that is busy or slow trust these, not the
// times.
class RatioReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override;

 private:
  struct Cost {
    std::string work;
    std::string series;  // BEHAVIOUR/SAMPLES
    double nanoseconds;
  };

  [[nodiscard]] std::vector<Cost> baselines_of(const std::string& series) const;

  std::vector<Cost> costs_;  // of repetitions the least
};

}  // namespace tidemark::bench

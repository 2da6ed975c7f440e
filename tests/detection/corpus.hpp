#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/detection/simulator.hpp"

namespace tidemark::detection {

struct LabelledSeries {
  std::string source;  // the folder
  std::string recording;
  std::string pid;
  std::string name;
  std::string kind;
  std::optional<bool> is_leak;  // nothing where the label is empty or doubtful: not to be scored
  SimulatedSeries series;
};

// Reads every `NAME.csv.gz` with its `NAME.labels.csv` below `root`: the columns are process ID, name, time,
// bytes and pid, name, class, leak. Of samples that share a stamp the last one counts. A step of more than
// five usual intervals, and more than two seconds, is a recording gap.
//
// Throws   std::runtime_error naming the file where one cannot be read
// Needs    zcat on the PATH
[[nodiscard]] std::vector<LabelledSeries> read_corpus(const std::string& root);

}  // namespace tidemark::detection

#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// The tests of all the plots of a page, for its script: each name is held once, and the tests of a session
// once for all the processes that it saw.
class PageTests {
 public:
  explicit PageTests(std::span<const ProcessReport> processes);

  [[nodiscard]] bool empty() const { return schedules_.empty(); }

  // Returns {"names": [...], "schedules": [{"name": [...], "begin_ms": [...], "length_ms": [...]}, ...]}; a
  // test's name is an index, its begin counts from that of the first test of its schedule.
  [[nodiscard]] nlohmann::json to_json() const;

  // Returns where to find the plot's tests: {"schedule": index, "first_ms": when the first one begins}; null
  // where it has none.
  [[nodiscard]] nlohmann::json place_of(const ProcessPlot& plot) const;

  // Returns the indices of the names of the tests that ran during the plot, rising: "0-3,7"; empty where none
  // did.
  [[nodiscard]] std::string names_during(const ProcessPlot& plot) const;

 private:
  [[nodiscard]] std::optional<std::size_t> schedule_of(const std::vector<TestSpan>& tests) const;

  std::map<std::string, std::size_t> names_;  // by the order in which they come first
  std::vector<std::vector<TestSpan>> schedules_;
};

// Returns the tests that ran during the plot's lines, as they are; of more than `most` the longest.
[[nodiscard]] std::vector<TestSpan> tests_to_draw(const ProcessPlot& plot, std::size_t most);

// Returns the `most` longest tests, in the order that they had.
[[nodiscard]] std::vector<TestSpan> longest_tests(std::vector<TestSpan> tests, std::size_t most);

}  // namespace tidemark

#include "analyzer/reports/html/page_tests.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace tidemark {
namespace {

// What processes of one session differ in by the rounding of their own start.
constexpr double kSameSeconds = 0.001;

std::int64_t to_ms(double seconds) { return std::llround(seconds * 1000.0); }

bool is_same_schedule(const std::vector<TestSpan>& one, const std::vector<TestSpan>& other) {
  const double shift = other.front().begin_seconds - one.front().begin_seconds;
  const auto is_same = [&](const TestSpan& left, const TestSpan& right) {
    return std::abs(left.begin_seconds + shift - right.begin_seconds) < kSameSeconds &&
           std::abs(left.end_seconds + shift - right.end_seconds) < kSameSeconds && left.name == right.name;
  };
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), is_same);
}

bool runs_during(const TestSpan& test, const ProcessPlot& plot) {
  return test.end_seconds >= 0.0 &&
         std::any_of(plot.lines.begin(), plot.lines.end(), [&](const PlotLine& line) {
           return !line.seconds.empty() && test.begin_seconds <= line.seconds.back();
         });
}

std::string to_ranges(const std::set<std::size_t>& numbers) {
  std::string text;
  for (auto first = numbers.begin(); first != numbers.end();) {
    auto last = first;
    while (std::next(last) != numbers.end() && *std::next(last) == *last + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ",", *first);
    if (last != first) text += fmt::format("-{}", *last);
    first = std::next(last);
  }
  return text;
}

}  // namespace

PageTests::PageTests(std::span<const ProcessReport> processes) {
  for (const ProcessReport& process : processes) {
    if (!process.plot || process.plot->tests.empty() || schedule_of(process.plot->tests)) continue;
    schedules_.push_back(process.plot->tests);
    for (const TestSpan& test : process.plot->tests) names_.try_emplace(test.name, names_.size());
  }
}

std::optional<std::size_t> PageTests::schedule_of(const std::vector<TestSpan>& tests) const {
  const auto same = std::find_if(schedules_.begin(), schedules_.end(),
                                 [&](const auto& schedule) { return is_same_schedule(schedule, tests); });
  if (same == schedules_.end()) return std::nullopt;
  return static_cast<std::size_t>(same - schedules_.begin());
}

nlohmann::json PageTests::to_json() const {
  std::vector<std::string> names(names_.size());
  for (const auto& [name, index] : names_) names[index] = name;
  nlohmann::json schedules = nlohmann::json::array();
  for (const std::vector<TestSpan>& schedule : schedules_) {
    nlohmann::json name, begin, length;
    for (const TestSpan& test : schedule) {
      name.push_back(names_.at(test.name));
      begin.push_back(to_ms(test.begin_seconds - schedule.front().begin_seconds));
      length.push_back(to_ms(test.end_seconds - test.begin_seconds));
    }
    schedules.push_back({{"name", name}, {"begin_ms", begin}, {"length_ms", length}});
  }
  return {{"names", names}, {"schedules", schedules}};
}

nlohmann::json PageTests::place_of(const ProcessPlot& plot) const {
  if (plot.tests.empty()) return nullptr;
  return {{"schedule", schedule_of(plot.tests).value()},
          {"first_ms", to_ms(plot.tests.front().begin_seconds)}};
}

std::string PageTests::names_during(const ProcessPlot& plot) const {
  std::set<std::size_t> names;
  for (const TestSpan& test : plot.tests) {
    if (runs_during(test, plot)) names.insert(names_.at(test.name));
  }
  return to_ranges(names);
}

std::vector<TestSpan> tests_to_draw(const ProcessPlot& plot, std::size_t most) {
  std::vector<TestSpan> tests;
  for (const TestSpan& test : plot.tests) {
    if (runs_during(test, plot)) tests.push_back(test);
  }
  return longest_tests(std::move(tests), most);
}

std::vector<TestSpan> longest_tests(std::vector<TestSpan> tests, std::size_t most) {
  if (tests.size() <= most) return tests;
  const auto length = [](const TestSpan& test) { return test.end_seconds - test.begin_seconds; };
  std::stable_sort(tests.begin(), tests.end(),
                   [&](const TestSpan& one, const TestSpan& other) { return length(one) > length(other); });
  tests.resize(most);
  std::stable_sort(tests.begin(), tests.end(), [](const TestSpan& one, const TestSpan& other) {
    return one.begin_seconds < other.begin_seconds;
  });
  return tests;
}

}  // namespace tidemark

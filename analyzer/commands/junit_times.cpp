#include "analyzer/commands/junit_times.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/commands/moment.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"
#include "common/input_file.hpp"
#include "common/text.hpp"
#include "schema/bounds.hpp"

namespace tidemark {
namespace {

using std::chrono::duration_cast;
using std::chrono::nanoseconds;

constexpr std::string_view kAction = "read the times of its tests";
constexpr Bytes kMostBytes = Bytes{256} << 20U;
constexpr std::size_t kMostNameLength = 1000;
constexpr std::string_view kTestcase = "testcase";
constexpr nanoseconds kLongest(kLongestIntervalNs);

// What stands in the way, without the file's name.
struct Misfit {
  std::string cause;
};

// Some write 1234.5 as "1,234.5".
nanoseconds parse_seconds(std::string text) {
  constexpr double kMost = std::chrono::duration<double>(kLongest).count();
  std::erase(text, ',');
  double seconds = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || !(seconds >= 0.0 && seconds <= kMost))
    throw Misfit{fmt::format("the time '{}' is no number of seconds", escape_name(text))};
  return duration_cast<nanoseconds>(std::chrono::duration<double>(seconds));
}

nanoseconds time_of(const pugi::xml_node& node) {
  const pugi::xml_attribute time = node.attribute("time");
  return time ? parse_seconds(time.value()) : nanoseconds(0);
}

// Without an offset it is that of the machine's time zone.
WallTime parse_timestamp(std::string_view text) {
  const auto time = parse_rfc3339(text) ? parse_moment(text, {}) : std::nullopt;
  if (!time || time->time_since_epoch().count() > kLatestNs)
    throw Misfit{fmt::format("the timestamp '{}' is no time", escape_name(text))};
  return *time;
}

// Returns "tests/test_a.py::TestA" of "tests.test_a.TestA". Classes are those at the end that begin with a capital letter.
std::string pytest_place(std::string_view class_name, std::string_view file) {
  std::string module(file.substr(0, file.ends_with(".py") ? file.size() - 3 : file.size()));
  std::replace(module.begin(), module.end(), '/', '.');
  std::size_t end = class_name.size();
  if (!module.empty() && class_name.starts_with(module)) {
    end = module.size();
  } else {
    for (std::size_t dot = class_name.rfind('.', end); dot != std::string_view::npos && dot > 0;
         dot = class_name.rfind('.', dot - 1)) {
      const char first = dot + 1 < class_name.size() ? class_name[dot + 1] : 'a';
      if (first < 'A' || first > 'Z') break;
      end = dot;
    }
  }
  std::string place(class_name.substr(0, end));
  std::replace(place.begin(), place.end(), '.', '/');
  place += ".py";
  for (const char one : class_name.substr(end)) place += one == '.' ? std::string("::") : std::string(1, one);
  return place;
}

std::string name_of(const pugi::xml_node& testcase, bool is_pytest) {
  const std::string name = testcase.attribute("name").value();
  const std::string class_name = testcase.attribute("classname").value();
  std::string whole = name;
  if (is_pytest && !class_name.empty()) {
    whole = pytest_place(class_name, testcase.attribute("file").value()) + "::" + name;
  } else if (name.empty() || class_name.empty() || class_name == name) {
    whole = name.empty() ? class_name : name;
  } else {
    whole = class_name + "." + name;
  }
  if (whole.empty()) throw Misfit{"a testcase has no name"};
  return escape_name(shorten(whole, kMostNameLength));
}

// The tests that follow one another from a suite's timestamp on, those of suites within it that have none included.
struct Sequence {
  pugi::xml_node suite;
  bool is_pytest;
  std::vector<std::pair<std::string, nanoseconds>> tests = {};
};

class Report {
 public:
  explicit Report(const pugi::xml_document& document) {
    // Not by recursion: an input may be as deep as it likes.
    for (pugi::xml_node node = document.first_child(); node; node = next(node)) {
      if (std::string_view(node.name()) == kTestcase) take(node);
    }
    for (auto& [suite, sequence] : sequences_) place(sequence);
  }

  std::size_t testcases = 0;
  std::size_t without_time = 0;
  std::size_t at_once = 0;
  std::vector<TimedTest> tests;

 private:
  static pugi::xml_node next(pugi::xml_node node) {
    if (node.first_child() && std::string_view(node.name()) != kTestcase) return node.first_child();
    while (node && !node.next_sibling()) node = node.parent();
    return node ? node.next_sibling() : node;
  }

  void take(const pugi::xml_node& testcase) {
    ++testcases;
    const nanoseconds took = time_of(testcase);
    pugi::xml_node suite = testcase.parent();
    const bool is_pytest = std::string_view(suite.attribute("name").value()) == "pytest";
    if (const pugi::xml_attribute begin = testcase.attribute("timestamp")) {
      const WallTime began = parse_timestamp(begin.value());
      if (took.count() > 0) tests.push_back({name_of(testcase, is_pytest), began, began + took});
      return;
    }
    constexpr int kDeepest = 100;
    for (int depth = 0; suite && !suite.attribute("timestamp"); ++depth)
      suite = depth < kDeepest ? suite.parent() : pugi::xml_node();
    if (!suite) {
      ++without_time;
      return;
    }
    auto& sequence = sequences_.try_emplace(suite.offset_debug(), Sequence{suite, is_pytest}).first->second;
    sequence.tests.emplace_back(name_of(testcase, is_pytest), took);
  }

  void place(const Sequence& sequence) {
    nanoseconds sum(0);
    for (const auto& [name, took] : sequence.tests) {
      sum += took;
      if (sum > kLongest) throw Misfit{"its tests took longer than 30 years"};
    }
    WallTime begin = parse_timestamp(sequence.suite.attribute("timestamp").value());
    if (sequence.suite.attribute("time")) {
      const nanoseconds whole = time_of(sequence.suite);
      // Some tell whole seconds only.
      if (sum > whole + whole / 20 + std::chrono::seconds(1)) {
        at_once += sequence.tests.size();
        return;
      }
      if (sequence.is_pytest) begin += std::max(nanoseconds(0), whole - sum);
    }
    for (const auto& [name, took] : sequence.tests) {
      if (took.count() > 0) tests.push_back({name, begin, begin + took});
      begin += took;
    }
  }

  std::map<std::ptrdiff_t, Sequence> sequences_;  // by the suite's place in the file
};

TimedTests times_of(const Report& report, const std::string& path) {
  if (report.testcases == 0) throw Misfit{"there is no testcase in it"};
  if (report.tests.empty()) {
    if (report.at_once > 0) throw Misfit{"its tests ran at once, and have no timestamps of their own"};
    throw Misfit{report.without_time > 0 ? "neither its testcases nor their suites have a timestamp"
                                         : "none of its testcases has a time of more than 0"};
  }
  TimedTests timed{report.tests};
  const auto note = [&](std::size_t count, std::string_view why) {
    if (count == 0) return;
    timed.notes.push_back(
        fmt::format("{}: {} left out: {}", path, count_of(count, "test is", "tests are"), why));
  };
  note(report.without_time, "without a timestamp, also of the suite");
  note(report.at_once, "the tests of their suite ran at once, without timestamps of their own");
  return timed;
}

}  // namespace

TimedTests read_junit_times(const std::string& path) {
  InputText file(path, kAction, kMostBytes);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer(text.data(), text.size());
  if (!result)
    throw FileError(path, kAction, fmt::format("{} at byte {}", result.description(), result.offset));
  try {
    return times_of(Report(document), path);
  } catch (const Misfit& misfit) {
    throw FileError(path, kAction, misfit.cause);
  }
}

}  // namespace tidemark

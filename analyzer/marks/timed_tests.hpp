#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyzer/marks/marked_tests.hpp"
#include "analyzer/recordings/recording.hpp"
#include "common/rfc3339.hpp"

namespace tidemark {

// A test by the wall time at which it ran, as a report of its runner tells.
struct TimedTest {
  std::string name;  // as escape_name makes it
  WallTime begin;
  WallTime end;  // >= begin
};

struct TimedTests {
  std::vector<TimedTest> tests;
  std::vector<std::string> notes = {};  // which tests of the report have no time, for people
};

// Adds tests to those of each session in whose time they ran, as if who marks them were not known. A session in which somebody
// marked tests keeps these alone: each test would be there twice. Notes tell of those that are added to none.
//
// recordings  as pair_marks had them
// Cost        O(n log n) for the n ticks, and O(log n) for each test and session
void add_timed_tests(const TimedTests& timed, std::span<const Recording> recordings, MarkedTests& marked);

}  // namespace tidemark

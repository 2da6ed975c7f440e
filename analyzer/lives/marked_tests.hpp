#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "analyzer/lives/process_life.hpp"

namespace tidemark {

// A test from its begin mark to its end mark, on the axis of its session.
struct MarkedTest {
  std::string name;
  std::int64_t begin_ns;
  std::int64_t end_ns;  // >= begin_ns
};

// The tests of some recordings. Tests may overlap, and a test of one name may run often.
struct MarkedTests {
  std::map<std::string, std::vector<MarkedTest>> by_session;  // by uuid; in the order of their begins
  std::vector<std::string> notes;                             // what is wrong with the marks, for people
};

// Pairs the begin and end marks of each session, over all its parts. An end belongs to the oldest open begin
// of its name by the same sender, or else by any. A test that is never ended lasts until its session's last
// tick; an end without a begin is left out. A note tells of each kind.
//
// recordings  no session part twice
// Cost        O(m log m) for m marks, apart from names that are open very often at once
[[nodiscard]] MarkedTests pair_marks(std::span<const Recording> recordings);

// A test in the time of a life's series, see Series.
struct TestSpan {
  std::string name;
  double begin_seconds;
  double end_seconds;
};

// Returns the tests of the sessions that saw a life.
//
// origin_ns  the time on the axis at which the life's series begin
[[nodiscard]] std::vector<TestSpan> tests_during(const ProcessLife& life, const MarkedTests& tests,
                                                 std::int64_t origin_ns);

}  // namespace tidemark

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "analyzer/marks/ancestry.hpp"
#include "analyzer/recordings/recording.hpp"

namespace tidemark {

// A test from its begin mark to its end mark, on the axis of its session.
struct MarkedTest {
  std::string name;
  std::int64_t begin_ns;
  std::int64_t end_ns;  // >= begin_ns
  // The PIDs of who began it and of those above that, as Ancestry has them; none where nobody knows.
  std::vector<std::int64_t> sender_line = {};
  // What who began and ended it said that it held then, in bytes; see Mark.
  std::optional<double> held_at_begin = {};
  std::optional<double> held_at_end = {};
};

// The tests of some recordings. Tests may overlap, and a test of one name may run often.
struct MarkedTests {
  std::map<std::string, std::vector<MarkedTest>> by_session;   // by uuid; in the order of their begins
  std::map<std::string, std::set<std::int64_t>> senders = {};  // of each session, by PID
  Ancestry ancestry = {};
  std::vector<std::string> notes = {};  // what is wrong with the marks, for people
};

// Pairs the begin and end marks of each session, over all its parts. An end belongs to the oldest open begin
// of its name by the same sender, or else by any. A test that is never ended lasts until its session's last
// tick; an end without a begin is left out. A note tells of each kind.
//
// recordings  no session part twice
// Cost        O(m log m) for m marks, apart from names that are open very often at once, and O(n log n) for the n
//             processes of sessions with marks
[[nodiscard]] MarkedTests pair_marks(std::span<const Recording> recordings);

// Whether what a process does may be a test's doing. Where two senders of marks stand side by side, neither under the
// other, as workers of a test runner do that run tests at once, what stands under one of them is not concerned by the
// tests of the other.
//
// process_line  the PIDs of the process and of those above it
// senders       of the session's marks
[[nodiscard]] bool may_concern(const MarkedTest& test, std::span<const std::int64_t> process_line,
                               const std::set<std::int64_t>& senders);

// A test in the time of a life's series, see Series.
struct TestSpan {
  std::string name;
  double begin_seconds;
  double end_seconds;
  // What the process had in use then, in bytes, where it marked the test itself and said so; see Mark. Samples tell little of what
  // lasts no longer than from one to the next, and nothing of what is taken out of memory that was freed before.
  std::optional<double> held_at_begin = {};
  std::optional<double> held_at_end = {};
};

}  // namespace tidemark

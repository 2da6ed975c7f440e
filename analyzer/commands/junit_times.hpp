#pragma once

#include <string>

#include "analyzer/marks/timed_tests.hpp"

namespace tidemark {

// Reads when the tests of a JUnit report ran: `timestamp` and `time` of the testcase, or else one test after the other from the
// `timestamp` of its suite on. pytest's suite begins before modules are imported, so its tests end where the suite does.
//
// Tests are named as their marks are: those of the suite "pytest" by their node id, "tests/test_a.py::TestA::test_b[1]"; others by
// class and name, "Units.One", or by the name alone where the class has the same, as ctest's have.
//
// Returns  those that took time; notes on those that have no time, as nothing says when they ran, or as their suite's ran at once
// Throws   FileError: it cannot be read, is no XML, has no testcase, a time that is none, or no test with a time
[[nodiscard]] TimedTests read_junit_times(const std::string& path);

}  // namespace tidemark

#pragma once

#include <string>
#include <vector>

#include "tests/scenario/verdict_fixture.hpp"

namespace tidemark::testing {

// While it lives, orphans of this process become its children; ends them all when destroyed, each by its ID.
class Descendants {
 public:
  Descendants();
  ~Descendants();
  Descendants(const Descendants&) = delete;
  Descendants& operator=(const Descendants&) = delete;
};

// Processes of a recording, and how many of them are to get which verdict.
struct Expected {
  std::string name;         // of the process or its program
  std::string command_end;  // last words of the command line
  int alerted = 0;          // leak or critical
  int quiet = 0;  // judged, and no alert: of a program that is seen while it warms up, suspect is a fair word
};

// Real programs, recorded side by side as CI would, and judged.
class LiveTest : public VerdictTest {
 protected:
  // Whether the long runs are asked for, in the environment or by tests/run --long.
  [[nodiscard]] static bool asked_for_long();

  // Those of the programs that are not found in the PATH.
  [[nodiscard]] static std::string missing(const Words& programs);

  // The command line of a program that is part of the tests.
  [[nodiscard]] static std::string program(const std::string& interpreter, const std::string& name,
                                           const std::string& arguments);

  // Records the programs for as many seconds, and stops them, as services are; they must not end before.
  void record(const Words& programs, int seconds) const;

  // No other process may alert or be suspect.
  void expect(const std::vector<Expected>& expected) const;

  Descendants descendants_;
};

}  // namespace tidemark::testing

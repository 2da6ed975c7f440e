#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark::testing {

// What fails of a program's calls that change or open files: see subjects/fault_at_call.cpp.
struct Fault {
  const char* how;  // an error, or kill
  long at;          // counted from 1
  long calls;       // one after another
  [[nodiscard]] bool kills() const { return std::string_view(how) == "kill"; }
};

// One fault, and a directory of its own to meet it in.
class FaultPoint {
 public:
  explicit FaultPoint(const Fault& fault);

  [[nodiscard]] const Fault& fault() const { return fault_; }
  // A file in the directory below which calls fail.
  [[nodiscard]] std::string out(std::string_view name) const { return out_ + "/" + std::string(name); }
  [[nodiscard]] const std::string& out() const { return out_; }
  // A file beside that directory.
  [[nodiscard]] std::string beside(std::string_view name) const { return directory_.file(name); }

  // Returns the command with the fault, or without.
  [[nodiscard]] Launch with_fault(const Words& command) const;
  // Returns whether the fault has come, and what it hit.
  [[nodiscard]] bool has_come() const { return !hit().empty(); }
  [[nodiscard]] std::string hit() const;

  // Expects that every recording is sound and says what it lacks, and that all can be analyzed together.
  void expect_sound() const;
  // Expects that nothing is there but files whose names end so.
  void expect_only(const std::vector<std::string>& endings) const;

 private:
  void expect_gaps_said(const std::string& path) const;

  Fault fault_;
  TemporaryDirectory directory_;
  std::string out_;
};

// Has `episode` meet each kind of fault at the first call, at the second, and so on to its last one: at each of them with
// TIDEMARK_LONG=1, otherwise ever rarer. Several at once, each in a thread; an episode in which the fault has not come
// was the last of its kind.
void sweep_faults(const std::function<void(FaultPoint&)>& episode);

}  // namespace tidemark::testing

#pragma once

#include <utility>
#include <vector>

#include "recorder/sampling/exit_source.hpp"

namespace tidemark::testing {

// Tells of the exits that a test has put there.
class FakeExits : public ExitSource {
 public:
  [[nodiscard]] bool take(std::vector<ExitRecord>& exits) override {
    for (ExitRecord& exit : waiting) exits.push_back(std::move(exit));
    waiting.clear();
    return std::exchange(complete, true);
  }

  void add(pid_t pid, pid_t ppid = 1, const std::string& comm = "worker") {
    ExitRecord exit;
    exit.pid = pid;
    exit.ppid = ppid;
    exit.uid = 1000;
    exit.comm = comm;
    exit.exit.peak_vm_kib = 7000 + pid;
    waiting.push_back(exit);
  }

  std::vector<ExitRecord> waiting;
  bool complete = true;  // of the next call
};

}  // namespace tidemark::testing

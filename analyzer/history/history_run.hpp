#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>

#include "analyzer/baseline/baseline.hpp"

namespace tidemark {

// What a program kept of one test in one run, over all its processes.
struct KeptInRun {
  double each_bytes = 0.0;  // each time that it ran
  std::size_t times = 0;
};

// One session of a recorder, measured: a line of the history.
struct HistoryRun {
  std::string revision;  // of what was tested: a commit, a tag, a build's number
  std::string branch;
  Verdict verdict = Verdict::kInsufficient;  // of the whole recording
  BaselineRun shown;                         // its session's UUID is the run's identity
  // The tests whose runs tell what is kept of them, their names without parameters.
  std::set<std::string> asked_tests;
  // By program and such a test; a program that is not here kept nothing worth telling.
  std::map<ProgramKey, KeptInRun> kept;
};

}  // namespace tidemark

#pragma once

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Holds a test runner's verdict at suspect, and tells so in its reason: a process that gathers results grows
// by its nature.
void hold_to_suspect(ProcessReport& runner);

}  // namespace tidemark

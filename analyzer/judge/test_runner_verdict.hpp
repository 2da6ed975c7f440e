#pragma once

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Makes a test runner's verdict suspect at most, and says why: what gathers results grows by its nature.
void hold_to_suspect(ProcessReport& runner);

}  // namespace tidemark

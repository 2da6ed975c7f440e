#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark::testing {

// The built recorder and the built analyzer: from a real process to its verdict.
class VerdictTest : public RecorderTest {
 protected:
  // Returns the report on the recording.
  [[nodiscard]] nlohmann::json analyze(const Words& options) const {
    const Outcome outcome =
        run_to_end({joined({{TIDEMARK_ANALYZER, "analyze", recording_, "--report", "json"}, options})});
    status_ = outcome.status;
    nlohmann::json report = nlohmann::json::parse(outcome.output, nullptr, false);
    EXPECT_FALSE(report.is_discarded()) << outcome.output << outcome.errors;
    return report;
  }

  mutable int status_ = -1;  // that the analyzer ended with
};

}  // namespace tidemark::testing

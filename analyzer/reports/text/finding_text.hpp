#pragma once

#include <string>

#include "analyzer/findings/finding.hpp"

namespace tidemark {

// Parts of a finding in words, which all reports for people share.

// Returns "11.2 MiB -> 147 MiB".
[[nodiscard]] std::string range_text(const Finding& finding);

// Returns a slope by the hour, "+26.2 GiB".
[[nodiscard]] std::string hourly_text(double bytes_per_second);

// Returns what a clean verdict is worth: "growth of 1.1 MiB a minute or more would have been told of".
[[nodiscard]] std::string worth_text(double detectable_bytes_per_second);

// Returns the window of a finding, "205 samples from 2026-11-21T19:08:00.000Z".
[[nodiscard]] std::string window_text(const Finding& finding);

// Each of these returns "" where the finding does not tell.

// "26.1 GiB to 26.2 GiB an hour (95 %)".
[[nodiscard]] std::string slope_interval_text(const Finding& finding);
// "p 2e-11"; "p < 1e-99" for what is smaller.
[[nodiscard]] std::string chance_text(const Finding& finding);
// "8 m 49 s to 8 m 50 s"; "8 m 49 s or later" where the slope may be none.
[[nodiscard]] std::string limit_interval_text(const Finding& finding);
// "heap growth: private memory that is used".
[[nodiscard]] std::string cause_text(const Finding& finding);
// The tests that may be at fault, the most likely first: "upload, login and 2 more tests".
[[nodiscard]] std::string marked_tests_text(const Finding& finding);
// The suppression that accepts the finding, its reason, and the verdict without it.
[[nodiscard]] std::string suppression_text(const Finding& finding);

}  // namespace tidemark

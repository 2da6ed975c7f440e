#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/programs/job_settings.hpp"
#include "analyzer/judge/programs/restarts.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

// Holds the verdict of a process at `most`, and tells so in its reason. What departs from a baseline and a kill
// for want of memory are no growth, and stay what they are; so does what comes back with one test in a test runner.
void hold_growth(ProcessReport& process, Verdict most, const std::string& reason);

// Holds a test runner's verdict at suspect: a process that gathers results grows by its nature. What comes back each
// time one marked test runs stays what it is.
void hold_test_runner(ProcessReport& runner);

// Holds each process at what its kind of life allows, and notes the kind. What has ended by itself is a job:
// whatever it took, it gave back. What goes on is one in progress where enough other lives of its program ended
// by themselves, and it neither lasts nor holds much more than they did. The command that was recorded is judged
// though it ended. What listened is a service. A service that has ended, what was stopped from outside, what is not
// seen at the end, and what ended as high as its limit, where it may have been killed, is judged by its growth,
// which reaches no limit any more.
//
// lives      of `processes`, in the same order
// processes  each judged by itself
// Cost       O(n log n)
void hold_by_kind(std::span<const LifeSummary> lives, const JobSettings& settings,
                  std::vector<ProcessReport>& processes);

}  // namespace tidemark

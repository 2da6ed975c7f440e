#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace tidemark {

// What becomes of the growth of a job.
enum class JobPolicy {
  kNever,    // it is not judged
  kSuspect,  // it is suspect at most
  kGrowth    // it is judged as any other
};

// Their names in --judge-jobs and in reports.
inline constexpr std::array<std::pair<JobPolicy, std::string_view>, 3> kJobPolicies{
    {{JobPolicy::kNever, "never"}, {JobPolicy::kSuspect, "suspect"}, {JobPolicy::kGrowth, "growth"}}};

[[nodiscard]] constexpr std::string_view name_of(JobPolicy policy) {
  for (const auto& [one, name] : kJobPolicies) {
    if (one == policy) return name;
  }
  return "unknown";
}

struct JobSettings {
  JobPolicy policy = JobPolicy::kSuspect;  // --judge-jobs
  // So many other lives of a program that ended by themselves make one that goes on a job in progress: one or
  // two may be tries. Recordings of builds alert without it: by compilers that the end cut off.
  std::size_t fewest_ended = 3;
  // Until it has lasted so many times as long as the longest of them, or holds so many times as much.
  double times_longest = 2.0;
  double times_highest = 2.0;
};

}  // namespace tidemark

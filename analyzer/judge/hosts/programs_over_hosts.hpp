#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/judge/hosts/host_sums.hpp"

namespace tidemark {

// Since when a program grows.
struct SinceVersion {
  std::string version;
  std::size_t older_hosts = 0;  // that have an older one, on each of which it is clean
};

// What a program shows on all hosts.
struct ProgramOverHosts {
  ProgramKey program;
  Verdict verdict = Verdict::kInsufficient;  // the worst
  VerdictCounts processes;
  VerdictCounts hosts;                // by the worst of its processes on each
  std::vector<std::string> alerting;  // hosts on which it leaks
  std::optional<SinceVersion> since;
};

// Returns the programs that are suspect or worse somewhere: those that leak on most hosts first, then the worst.
//
// Since    the oldest version that leaks, where its hosts and those of newer versions have all the hosts that leak, and chance
//          would have put them there in one case of 20 at most
// Formula  Fisher's exact test, one-sided: of all ways to choose the hosts that leak, the share that chooses newer ones alone
[[nodiscard]] std::vector<ProgramOverHosts> programs_over_hosts(const HostSums& sums);

}  // namespace tidemark

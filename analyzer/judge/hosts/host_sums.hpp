#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>

#include "analyzer/findings/verdict.hpp"
#include "analyzer/judge/hosts/verdict_counts.hpp"
#include "analyzer/lives/program_key.hpp"

namespace tidemark {

// What was judged of one host.
struct HostSum {
  VerdictCounts processes;
  Verdict verdict = Verdict::kInsufficient;  // the worst of its processes and groups
  // The smallest steady growth that would have been a leak in nine of ten of its clean processes.
  std::optional<double> detectable_bytes_per_second;

  bool operator==(const HostSum&) const = default;
};

// A program in one version.
struct ProgramVersion {
  ProgramKey program;
  std::string version;  // see version_of; empty where no path tells it

  // NOLINTNEXTLINE(modernize-use-nullptr)
  auto operator<=>(const ProgramVersion&) const = default;
};

// What was judged of it on all hosts.
struct ProgramSum {
  VerdictCounts processes;
  std::map<std::string, Verdict> hosts;  // the worst verdict of its processes on each

  bool operator==(const ProgramSum&) const = default;
};

// What was judged of many hosts; a host of unknown name is "".
struct HostSums {
  std::map<std::string, HostSum> hosts;
  std::map<ProgramVersion, ProgramSum> programs;

  [[nodiscard]] bool empty() const { return hosts.empty(); }
  bool operator==(const HostSums&) const = default;

  void add_process(const std::string& host, const ProgramVersion& program, Verdict verdict);
  void add_group(const std::string& host, Verdict verdict);
  // Adds what was judged of other processes, perhaps of the same hosts. The order of such sums makes no difference.
  void add(const HostSums& others);
};

// Returns what nine of ten hosts would have told of, or better: the ninth decile of what each would have; nothing where none
// can say.
[[nodiscard]] std::optional<double> detectable_on_most(const HostSums& sums);

}  // namespace tidemark

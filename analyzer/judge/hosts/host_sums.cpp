#include "analyzer/judge/hosts/host_sums.hpp"

#include <algorithm>
#include <vector>

#include "analyzer/numbers/quantile.hpp"

namespace tidemark {
namespace {

void worsen(Verdict& verdict, Verdict other) { verdict = std::max(verdict, other); }

void worsen(ProgramSum& sum, const std::string& host, Verdict verdict) {
  worsen(sum.hosts.try_emplace(host, verdict).first->second, verdict);
}

}  // namespace

void HostSums::add_process(const std::string& host, const ProgramVersion& program, Verdict verdict) {
  HostSum& of_host = hosts[host];
  of_host.processes.add(verdict);
  worsen(of_host.verdict, verdict);
  ProgramSum& of_program = programs[program];
  of_program.processes.add(verdict);
  worsen(of_program, host, verdict);
}

void HostSums::add_group(const std::string& host, Verdict verdict) { worsen(hosts[host].verdict, verdict); }

void HostSums::add(const HostSums& others) {
  for (const auto& [host, other] : others.hosts) {
    HostSum& sum = hosts[host];
    sum.processes.add(other.processes);
    worsen(sum.verdict, other.verdict);
    sum.detectable_bytes_per_second =
        std::max(sum.detectable_bytes_per_second, other.detectable_bytes_per_second);
  }
  for (const auto& [program, other] : others.programs) {
    ProgramSum& sum = programs[program];
    sum.processes.add(other.processes);
    for (const auto& [host, verdict] : other.hosts) worsen(sum, host, verdict);
  }
}

std::optional<double> detectable_on_most(const HostSums& sums) {
  constexpr double kMost = 0.9;
  std::vector<double> rates;
  for (const auto& [host, sum] : sums.hosts) {
    if (sum.detectable_bytes_per_second) rates.push_back(*sum.detectable_bytes_per_second);
  }
  if (rates.empty()) return std::nullopt;
  return take_quantile(rates, kMost);
}

}  // namespace tidemark

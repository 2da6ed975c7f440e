#include "analyzer/judge/hosts/programs_over_hosts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "analyzer/judge/hosts/program_version.hpp"

namespace tidemark {
namespace {

// Chance that a version is told of though it does not matter.
constexpr double kLevel = 0.05;

// A program's versions on one host, and its worst verdict there.
struct OnHost {
  Verdict verdict = Verdict::kInsufficient;
  std::string version;  // the oldest of those that leak, otherwise the newest
  bool is_known = true;
};

using Hosts = std::map<std::string, OnHost>;

bool alerts(Verdict verdict) { return verdict >= Verdict::kLeak; }

void add(Hosts& hosts, const std::string& host, const std::string& version, Verdict verdict) {
  const auto [found, is_new] = hosts.try_emplace(host, OnHost{verdict, version, !version.empty()});
  if (is_new) return;
  OnHost& known = found->second;
  known.is_known = known.is_known && !version.empty();
  const bool leaks = alerts(verdict), leaked = alerts(known.verdict);
  const bool tells_more = leaks == leaked ? is_older(version, known.version) == leaks : leaks;
  if (tells_more) known.version = version;
  known.verdict = std::max(known.verdict, verdict);
}

double log_choose(std::size_t all, std::size_t chosen) {
  const auto n = static_cast<double>(all), k = static_cast<double>(chosen);
  return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
}

// Of what is only suspect nothing is known.
bool is_known_to_be_well_or_not(const OnHost& host) {
  return alerts(host.verdict) || host.verdict == Verdict::kClean;
}

std::optional<SinceVersion> find_since(const Hosts& hosts) {
  const std::string* oldest = nullptr;
  std::size_t known = 0, leaking = 0;
  for (const auto& [name, host] : hosts) {
    if (!is_known_to_be_well_or_not(host)) continue;
    if (!host.is_known) return std::nullopt;
    ++known;
    if (!alerts(host.verdict)) continue;
    ++leaking;
    if (oldest == nullptr || is_older(host.version, *oldest)) oldest = &host.version;
  }
  if (oldest == nullptr) return std::nullopt;
  const auto older =
      static_cast<std::size_t>(std::count_if(hosts.begin(), hosts.end(), [&](const auto& host) {
        return host.second.verdict == Verdict::kClean && is_older(host.second.version, *oldest);
      }));
  if (older == 0) return std::nullopt;
  const double chance = std::exp(log_choose(known - older, leaking) - log_choose(known, leaking));
  return chance <= kLevel ? std::optional(SinceVersion{*oldest, older}) : std::nullopt;
}

ProgramOverHosts over_hosts(const ProgramKey& program, const VerdictCounts& processes, const Hosts& hosts) {
  ProgramOverHosts over{program, Verdict::kInsufficient, processes, {}, {}, find_since(hosts)};
  for (const auto& [host, on] : hosts) {
    over.hosts.add(on.verdict);
    over.verdict = std::max(over.verdict, on.verdict);
    if (alerts(on.verdict)) over.alerting.push_back(host);
  }
  return over;
}

}  // namespace

std::vector<ProgramOverHosts> programs_over_hosts(const HostSums& sums) {
  std::map<ProgramKey, std::pair<VerdictCounts, Hosts>> programs;
  for (const auto& [version, sum] : sums.programs) {
    auto& [processes, hosts] = programs[version.program];
    processes.add(sum.processes);
    for (const auto& [host, verdict] : sum.hosts) add(hosts, host, version.version, verdict);
  }
  std::vector<ProgramOverHosts> grow;
  for (const auto& [program, sums_of_it] : programs) {
    ProgramOverHosts over = over_hosts(program, sums_of_it.first, sums_of_it.second);
    if (over.verdict >= Verdict::kSuspect) grow.push_back(std::move(over));
  }
  std::stable_sort(grow.begin(), grow.end(), [](const ProgramOverHosts& one, const ProgramOverHosts& other) {
    return std::tuple(one.alerting.size(), one.verdict, one.hosts[Verdict::kSuspect]) >
           std::tuple(other.alerting.size(), other.verdict, other.hosts[Verdict::kSuspect]);
  });
  return grow;
}

}  // namespace tidemark

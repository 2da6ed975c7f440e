#include "analyzer/reports/text/host_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "analyzer/reports/text/finding_text.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kUnknownHost = "a host of unknown name";

VerdictCounts count_hosts(const HostSums& sums) {
  VerdictCounts counts;
  for (const auto& [name, host] : sums.hosts) counts.add(host.verdict);
  return counts;
}

}  // namespace

std::string host_name(const std::string& host) {
  return host.empty() ? std::string(kUnknownHost) : printable(host);
}

std::string hosts_clause(const Report& report) {
  if (report.hosts.hosts.size() < 2) return {};
  const VerdictCounts hosts = count_hosts(report.hosts);
  std::vector<std::string> parts;
  const auto add = [&](std::size_t number, std::string_view one, std::string_view many) {
    if (number > 0) parts.push_back(fmt::format("{} {}", number, number == 1 ? one : many));
  };
  add(hosts.alerting(), "leaks", "leak");
  add(hosts[Verdict::kSuspect], "is suspect", "are suspect");
  add(hosts[Verdict::kClean], "is clean", "are clean");
  add(hosts[Verdict::kInsufficient], "could not be judged", "could not be judged");
  const std::vector<std::string_view> words(parts.begin(), parts.end());
  return fmt::format("of {} hosts {}", hosts.all(), enumerate(words, "and"));
}

std::string clean_worth_sentence(const Report& report) {
  return fmt::format("{} nine of ten clean processes {}.",
                     report.hosts.hosts.size() > 1 ? "On nine of ten hosts, in" : "In",
                     worth_text(*report.detectable_bytes_per_second));
}

std::vector<ProgramOverHosts> programs_on_hosts(const Report& report) {
  if (report.hosts.hosts.size() < 2) return {};
  std::vector<ProgramOverHosts> programs = programs_over_hosts(report.hosts);
  std::erase_if(programs, [](const ProgramOverHosts& program) { return program.alerting.size() < 2; });
  return programs;
}

std::string spread_clause(const ProgramOverHosts& program) {
  const std::size_t judged = program.hosts.judged();
  std::string text =
      judged == program.alerting.size()
          ? fmt::format("leaks on all {} hosts that it was judged on", judged)
          : fmt::format("leaks on {} of the {} hosts that it was judged on", program.alerting.size(), judged);
  if (!program.since) return text;
  const std::size_t older = program.since->older_hosts;
  return text + fmt::format(", since version {}: {} with an older one", printable(program.since->version),
                            older == 1 ? "clean on the one" : fmt::format("clean on the {}", older));
}

std::string alerting_hosts_text(const ProgramOverHosts& program, std::size_t most) {
  std::string text;
  const std::size_t named = std::min(most, program.alerting.size());
  for (std::size_t i = 0; i < named; ++i) {
    text += (i == 0 ? "" : ", ") + host_name(program.alerting[i]);
  }
  if (program.alerting.size() > named) text += fmt::format(" and {} more", program.alerting.size() - named);
  return text;
}

std::vector<const std::pair<const std::string, HostSum>*> hosts_worst_first(const Report& report) {
  std::vector<const std::pair<const std::string, HostSum>*> hosts;
  for (const auto& host : report.hosts.hosts) hosts.push_back(&host);
  std::stable_sort(hosts.begin(), hosts.end(), [](const auto* one, const auto* other) {
    const auto rank = [](const HostSum& host) {
      return std::tuple(host.verdict, host.processes.alerting(), host.processes[Verdict::kSuspect]);
    };
    return rank(one->second) > rank(other->second);
  });
  return hosts;
}

ProcessesToTell::ProcessesToTell(const Report& report) {
  if (report.hosts.hosts.size() < 2) return;
  for (const ProgramOverHosts& program : programs_over_hosts(report.hosts)) {
    if (program.alerting.size() + program.hosts[Verdict::kSuspect] > 1) widespread_.insert(program.program);
  }
}

bool ProcessesToTell::tells(const ProcessReport& process) {
  if (!widespread_.contains(process.program)) return true;
  return ++told_[{process.program, process.verdict}] <= kMostOfProgram;
}

}  // namespace tidemark

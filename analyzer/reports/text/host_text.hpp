#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/judge/hosts/programs_over_hosts.hpp"
#include "analyzer/judge/report.hpp"

namespace tidemark {

inline constexpr std::string_view kHostsHeading = "Programs that leak on several hosts";

// Returns its name, printable; for one of unknown name "a host of unknown name".
[[nodiscard]] std::string host_name(const std::string& host);

// Returns "of 300 hosts 212 leak, 3 are suspect and 85 are clean"; empty where there is one alone.
[[nodiscard]] std::string hosts_clause(const Report& report);

// Returns "In nine of ten clean processes ...", on most hosts where there are several. To be asked where the report knows it.
[[nodiscard]] std::string clean_worth_sentence(const Report& report);

// Returns the programs that leak on two hosts or more, the most widespread first.
[[nodiscard]] std::vector<ProgramOverHosts> programs_on_hosts(const Report& report);

// Returns "leaks on 212 of the 300 hosts that it was judged on, since version 4.2: clean on the 88 with an older one".
[[nodiscard]] std::string spread_clause(const ProgramOverHosts& program);

// Returns "alpha, beta, gamma and 209 more".
[[nodiscard]] std::string alerting_hosts_text(const ProgramOverHosts& program, std::size_t most);

// Returns the hosts, worst first: with those of whose processes most leak before others.
[[nodiscard]] std::vector<const std::pair<const std::string, HostSum>*> hosts_worst_first(
    const Report& report);

// Of a program that leaks on many hosts so many processes are told one by one; what grows elsewhere grows alike.
inline constexpr std::size_t kMostOfProgram = 3;

// Says which processes are told one by one: of programs that grow on several hosts the first few of each verdict.
class ProcessesToTell {
 public:
  explicit ProcessesToTell(const Report& report);

  // Returns whether the process is told. To be asked once for each, worst first.
  [[nodiscard]] bool tells(const ProcessReport& process);

 private:
  std::set<ProgramKey> widespread_;
  std::map<std::pair<ProgramKey, Verdict>, std::size_t> told_;
};

}  // namespace tidemark

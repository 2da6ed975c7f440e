#include "analyzer/reports/json/hosts_json.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace tidemark {

Json to_json(const VerdictCounts& counts) {
  Json json = Json::object();
  for (const Verdict verdict : kVerdictsWorstFirst) json[std::string(to_string(verdict))] = counts[verdict];
  return json;
}

VerdictCounts parse_counts(const Json& json) {
  VerdictCounts counts;
  for (const Verdict verdict : kVerdictsWorstFirst)
    counts.add(verdict, parse_count(json.at(std::string(to_string(verdict)))));
  return counts;
}

Json hosts_json(const HostSums& sums) {
  Json hosts = Json::array();
  for (const auto& [name, sum] : sums.hosts) {
    hosts.push_back({{"host", text_or_null(name)},
                     {"verdict", to_string(sum.verdict)},
                     {"processes", to_json(sum.processes)},
                     {"detectable_bytes_per_second", to_json(sum.detectable_bytes_per_second)}});
  }
  return hosts;
}

Json programs_json(const HostSums& sums) {
  std::map<std::string, std::size_t> places;
  for (const auto& [name, sum] : sums.hosts) places.emplace(name, places.size());
  Json programs = Json::array();
  for (const auto& [program, sum] : sums.programs) {
    Json hosts = Json::object();
    for (const auto& [host, verdict] : sum.hosts)
      hosts[std::string(to_string(verdict))].push_back(places.at(host));
    programs.push_back({{"name", program.program.name},
                        {"script", text_or_null(program.program.script)},
                        {"version", text_or_null(program.version)},
                        {"processes", to_json(sum.processes)},
                        {"hosts", hosts}});
  }
  return programs;
}

HostSums parse_sums(const Json& hosts, const Json& programs) {
  HostSums sums;
  std::vector<std::string> names;
  for (const Json& host : hosts) {
    names.push_back(parse_text_or_empty(host.at("host")));
    sums.hosts[names.back()] = {parse_counts(host.at("processes")), parse_verdict(host.at("verdict")),
                                parse_number(host.at("detectable_bytes_per_second"))};
  }
  for (const Json& json : programs) {
    ProgramSum& sum =
        sums.programs[{{json.at("name").get<std::string>(), parse_text_or_empty(json.at("script")), {}},
                       parse_text_or_empty(json.at("version"))}];
    sum.processes = parse_counts(json.at("processes"));
    for (const auto& [verdict, places] : json.at("hosts").items()) {
      for (const Json& place : places) {
        const std::size_t number = parse_count(place);
        if (number >= names.size()) throw MisfitReport("a program ran on a host that is not listed");
        sum.hosts[names[number]] = parse_verdict(Json(verdict));
      }
    }
  }
  return sums;
}

}  // namespace tidemark

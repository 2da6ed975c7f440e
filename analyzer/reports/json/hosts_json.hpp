#pragma once

#include "analyzer/judge/hosts/host_sums.hpp"
#include "analyzer/reports/json/json_values.hpp"

namespace tidemark {

// Returns how many are of each verdict, by its name.
[[nodiscard]] Json to_json(const VerdictCounts& counts);

// Returns the hosts, and the programs, each with the places of its hosts among those, by its verdict there.
[[nodiscard]] Json hosts_json(const HostSums& sums);
[[nodiscard]] Json programs_json(const HostSums& sums);

// The same backwards. Throw as json_values.
[[nodiscard]] VerdictCounts parse_counts(const Json& json);
[[nodiscard]] HostSums parse_sums(const Json& hosts, const Json& programs);

}  // namespace tidemark

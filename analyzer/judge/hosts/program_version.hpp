#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark {

// Returns the version that a path names, that of the part nearest to its end: 4.2.1 of /opt/agentd-4.2.1/bin/agentd, 15 of
// /usr/lib/postgresql/15/bin/postgres; empty where it names none. A version is numbers with dots behind the begin, a '-', '_',
// '@' or 'v' of a part, or a number alone that is the name of the program's directory, or of the one around its bin/.
[[nodiscard]] std::string version_in_path(std::string_view path);

// Returns the version of a program: that in the path of its script, where it runs one, otherwise of its executable.
//
// script     see ProgramKey
// arguments  as they were recorded; none where they are not all known
[[nodiscard]] std::string version_of(const std::optional<std::string>& exe, const std::string& script,
                                     const std::vector<std::string>& arguments);

// Returns whether one version is older than another: numbers are compared as numbers, 4.9 < 4.10, and 4.2-rc1 comes before 4.2.
[[nodiscard]] bool is_older(std::string_view one, std::string_view other);

}  // namespace tidemark

#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace tidemark {

// The statements that make a history of version i one of version i + 1; version 0 is an empty database. A change of the
// tables appends a step, and never touches an older one.
inline constexpr std::size_t kHistoryVersion = 1;
extern const std::array<std::string_view, kHistoryVersion> kSqliteSteps;
extern const std::array<std::string_view, kHistoryVersion> kPostgresqlSteps;

}  // namespace tidemark

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark {

// Wall-clock time, UTC, without leap seconds, as CLOCK_REALTIME counts it.
using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

// Returns `time` as RFC 3339 in UTC with milliseconds: "2026-11-21T01:54:07.250Z".
[[nodiscard]] std::string format_rfc3339(WallTime time);

// Returns the time that `text` states: "2026-11-21T01:54:07.25+01:00". 'T' may be a space, the offset may be
// Z or missing, which is UTC, seconds may be missing, and the fraction may have up to nine digits; a date alone is its
// midnight.
// Returns nullopt for anything else, for a day that no calendar has and for a year outside 1970-2261.
[[nodiscard]] std::optional<WallTime> parse_rfc3339(std::string_view text);

}  // namespace tidemark

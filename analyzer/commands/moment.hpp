#pragma once

#include <optional>
#include <string_view>

#include "common/rfc3339.hpp"

namespace tidemark {

// Returns the moment that a person names:
//   2026-11-21T09:30:00Z, 2026-11-21T10:30+01:00   RFC 3339, seconds or not
//   2026-11-21 09:30, 2026-11-21                   the same without an offset: in the machine's time zone (TZ)
//   09:30, yesterday, today                        today at that time, or the midnight that the day begins with, there
//   -10m, now                                      so long before `now`
// Returns nullopt for anything else.
[[nodiscard]] std::optional<WallTime> parse_moment(std::string_view text, WallTime now);

}  // namespace tidemark

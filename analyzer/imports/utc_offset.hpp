#pragma once

#include <chrono>
#include <string>

namespace tidemark {

// Returns what `text`, "+02:00" or "-05:30" or "Z", states: how far local times are ahead of UTC.
// Throws UserError for anything else.
[[nodiscard]] std::chrono::minutes parse_utc_offset(const std::string& text);

}  // namespace tidemark

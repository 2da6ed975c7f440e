#pragma once

#include <chrono>
#include <string>

namespace tidemark {

// Returns how far local times are ahead of UTC, as `text` states it: "+02:00", "-05:30" or "Z". Throws
// UserError for anything else.
[[nodiscard]] std::chrono::minutes parse_utc_offset(const std::string& text);

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "common/rfc3339.hpp"

namespace tidemark {

// So many events wait in a directory for who reads them; of more the oldest are removed.
inline constexpr std::size_t kMostEvents = 1000;

// Returns the name of an event's file: "20261130T154024Z-000012.json". Later ones come later in the order of their bytes.
[[nodiscard]] std::string event_name(WallTime judged, std::uint64_t number);

// Puts an event into a directory, in which it appears whole, and removes the oldest beyond kMostEvents. Throws FileError.
void put_event(const std::string& directory, const std::string& name, const std::string& event);

}  // namespace tidemark

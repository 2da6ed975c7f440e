#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "analyzer/groups/memory_map.hpp"

namespace tidemark {

// Returns the colour of one of a map's areas, "#rrggbb", to be told from its neighbours on white and on black.
//
// index  of the area; at least MemoryMap::kMostPrograms for the others
[[nodiscard]] std::string_view map_colour(std::size_t index);

// Draws a map as an inline <svg> as draw_plot does: the areas on one another, the largest at the bottom; the limit where
// it lies within the scale; MemAvailable below, the gaps shaded, and the tests along the axis.
//
// label  what the picture shows, for people who cannot see it
[[nodiscard]] std::string draw_memory_map(const MemoryMap& map, std::string_view label);

}  // namespace tidemark

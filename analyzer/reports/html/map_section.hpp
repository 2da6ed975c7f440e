#pragma once

#include <cstddef>
#include <string>

#include "analyzer/groups/memory_map.hpp"

namespace tidemark {

// Returns the section that shows what all processes held together over a whole run: the map, in one sentence and as a
// table of its largest programs.
//
// most_tests  drawn along the axis, the longest
[[nodiscard]] std::string map_section(const MemoryMap& map, std::size_t most_tests);

}  // namespace tidemark

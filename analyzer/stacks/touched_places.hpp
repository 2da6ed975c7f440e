#pragma once

#include <cstddef>

#include "analyzer/findings/first_touches.hpp"
#include "analyzer/stacks/fault_stacks.hpp"
#include "analyzer/stacks/source_lines.hpp"

namespace tidemark {

// Functions of a place that people are told, and by which stacks are one place.
inline constexpr std::size_t kToldFunctions = 4;
// Places of a window that are kept; few grow in more.
inline constexpr std::size_t kMostPlaces = 10;

// Returns the frames of a stack, the innermost first, with their names and, where `lines` finds them, lines and
// inlined functions.
//
// lines  null for none
[[nodiscard]] std::vector<TouchFrame> name_frames(const std::vector<CodeFrame>& frames,
                                                  const WeighedStack& stack, SourceLines* lines);

// Returns where the memory of a window was first touched: its stacks without the frames of allocators and of what
// starts programs, those with the same last few functions, and in the innermost the same line, together.
//
// lines  null for none
// Cost   one look for each frame of each stack, see SourceLines
[[nodiscard]] FirstTouches find_first_touches(const std::vector<CodeFrame>& frames,
                                              const WindowStacks& window, SourceLines* lines);

}  // namespace tidemark

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

// Names the frames of stacks, each once.
class FrameNames {
 public:
  // frames  that the stacks refer to
  // lines   null for none; they and the frames must outlive this
  FrameNames(const std::vector<CodeFrame>& frames, SourceLines* lines)
      : frames_(frames), lines_(lines), named_(frames.size()) {}

  // Returns the frames of a stack, the innermost first, with their names and, where a module's file tells them, lines
  // and inlined functions.
  [[nodiscard]] std::vector<TouchFrame> name(const WeighedStack& stack);
  [[nodiscard]] const std::vector<CodeFrame>& frames() const { return frames_; }

 private:
  [[nodiscard]] std::vector<TouchFrame> name(const CodeFrame& frame) const;

  const std::vector<CodeFrame>& frames_;
  SourceLines* lines_;
  std::vector<std::vector<TouchFrame>> named_;  // none empty that is known
};

// Returns where the memory of a window was first touched: its stacks without the frames of allocators, of what
// starts programs and, where they name the functions of scripts, of their interpreter, those with the same last few functions, and in the innermost the same line, together.
//
// Cost  one look for each frame, see SourceLines
[[nodiscard]] FirstTouches find_first_touches(const WindowStacks& window, FrameNames& names);

}  // namespace tidemark

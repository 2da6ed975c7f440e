#pragma once

#include <cstddef>
#include <vector>

#include "analyzer/findings/first_touches.hpp"
#include "analyzer/stacks/fault_stacks.hpp"
#include "analyzer/stacks/touched_places.hpp"

namespace tidemark {

// What a picture of stacks has at most: more boxes are left out, the narrowest first, and those that nobody could see.
struct FlameSize {
  std::size_t most_boxes = 400;
  double least_share = 0.005;
  int most_depth = 60;
};

// Returns the boxes of a picture of a window's stacks: all of them first, then each function above its caller, by name.
// What starts programs has no box; of stacks that could not be followed to their end the outermost box says so.
//
// Returns  nothing where the window has no faults
[[nodiscard]] std::vector<FlameBox> draw_flames(const WindowStacks& window, FrameNames& names,
                                                const FlameSize& size = {});

}  // namespace tidemark

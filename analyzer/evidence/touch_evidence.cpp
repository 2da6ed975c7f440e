#include "analyzer/evidence/touch_evidence.hpp"

#include <algorithm>
#include <cmath>

#include "analyzer/evidence/cause.hpp"
#include "analyzer/stacks/flame_graph.hpp"
#include "analyzer/stacks/touched_places.hpp"

namespace tidemark {
namespace {

StackWindow window_of(const GrowthToExplain& growth) {
  const Finding& finding = *growth.finding;
  const std::int64_t begin = growth.first_ns + std::llround(finding.window.begin_seconds * 1e9);
  return {growth.parts,
          begin,
          begin + std::llround(finding.window.seconds * 1e9),
          finding.cause == to_string(Cause::kFileMappings),
          {}};
}

bool is_sampled(const GrowthToExplain& growth) {
  return std::any_of(growth.parts.begin(), growth.parts.end(),
                     [](const LifePart& part) { return part.recording->has_fault_stacks; });
}

FirstTouches tell(const WindowStacks& window, FrameNames& names, bool has_boxes) {
  FirstTouches touches = find_first_touches(window, names);
  if (has_boxes && touches.is_told()) touches.boxes = draw_flames(window, names);
  return touches;
}

}  // namespace

bool is_explained_by_touches(const Finding& finding) {
  const bool is_of_used_memory = finding.metric == Metric::kRss || finding.metric == Metric::kAnon;
  return is_of_used_memory && finding.window.samples > 0 && finding.last_bytes > finding.first_bytes;
}

void add_first_touches(std::span<const GrowthToExplain> growths, bool has_boxes) {
  std::vector<const GrowthToExplain*> explained;
  for (const GrowthToExplain& growth : growths) {
    if (is_sampled(growth) && explained.size() < kMostExplained) explained.push_back(&growth);
  }
  if (explained.empty()) return;
  std::vector<StackWindow> windows;
  windows.reserve(explained.size());
  for (const GrowthToExplain* growth : explained) windows.push_back(window_of(*growth));
  const StackSet touched = read_fault_stacks(windows);
  const StackSet kept = read_fault_stacks(windows, kMostStacksOfWindow, StackEvidence::kKept);
  SourceLines lines;
  FrameNames names_of_touched(touched.frames, &lines);
  FrameNames names_of_kept(kept.frames, &lines);
  for (std::size_t i = 0; i < explained.size(); ++i) {
    // What is kept tells better where it leaks, where there is enough of it.
    const bool is_kept = kept.windows[i].samples >= FirstTouches::kFewestSamples;
    FirstTouches& touches = explained[i]->finding->first_touches;
    touches = is_kept ? tell(kept.windows[i], names_of_kept, has_boxes)
                      : tell(touched.windows[i], names_of_touched, has_boxes);
    touches.is_kept = is_kept;
    touches.lost_samples = touched.windows[i].lost_samples;
  }
}

}  // namespace tidemark

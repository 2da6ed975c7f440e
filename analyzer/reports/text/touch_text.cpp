#include "analyzer/reports/text/touch_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/stacks/code_names.hpp"
#include "analyzer/stacks/touched_places.hpp"
#include "analyzer/text/plain_amounts.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kNameWidth = 80;
// A place of less is none that people need to hear of.
constexpr double kLeastShare = 0.05;

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string address_of(const TouchFrame& frame) {
  if (frame.module.empty()) return "code made at run time";
  const std::string_view module = file_name(frame.module);
  return frame.address ? fmt::format("{}+{:#x}", module, *frame.address) : std::string(module);
}

std::string name_of(const TouchFrame& frame) {
  return frame.function.empty() ? address_of(frame) : shorten_middle(short_name(frame.function), kNameWidth);
}

std::string where_text(const TouchFrame& frame) {
  if (frame.file && frame.line) return fmt::format(" ({}:{})", file_name(*frame.file), *frame.line);
  if (frame.file) return fmt::format(" ({})", file_name(*frame.file));
  return frame.function.empty() ? "" : fmt::format(" ({})", address_of(frame));
}

std::string percent(double share) { return fmt::format("{:.0f} %", 100.0 * share); }

}  // namespace

const Finding* finding_with_touches(std::span<const Finding> findings) {
  const auto found = std::find_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.first_touches.is_told() && !finding.suppressed;
  });
  return found != findings.end() ? &*found : nullptr;
}

std::string_view touched_in_words(const Finding& finding) {
  return finding.first_touches.is_kept ? "kept memory last written in" : "first touched in";
}

std::string place_text(const TouchedPlace& place) {
  std::string last = name_of(place.frames.front());
  std::string text = last + where_text(place.frames.front());
  std::size_t told = 1;
  for (const TouchFrame& frame : std::span(place.frames).subspan(1)) {
    std::string name = name_of(frame);
    if (name == last) continue;
    if (++told > kToldFunctions) break;
    text += " <- " + name;
    last = std::move(name);
  }
  return printable(text);
}

std::vector<std::string> touch_lines(const Finding& finding, std::size_t most) {
  std::vector<std::string> lines;
  const FirstTouches& touches = finding.first_touches;
  if (!touches.is_told()) return lines;
  const double growth = finding.last_bytes - finding.first_bytes;
  if (touches.places.front().share < kLeastShare) {
    return {fmt::format("many places, none of them {} of {}, by {}", percent(kLeastShare), plain_size(growth),
                        count_of(static_cast<std::size_t>(touches.samples), "sample", "samples"))};
  }
  for (const TouchedPlace& place : touches.places) {
    if (lines.size() == most || place.share < kLeastShare) break;
    std::string& line = lines.emplace_back(
        fmt::format("{}: {}", place_text(place), plain_part(place.share * growth, growth)));
    if (lines.size() == 1)
      line += ", by " + count_of(static_cast<std::size_t>(touches.samples), "sample", "samples");
    if (place.is_new() == true)
      line += fmt::format("; new: {} now, {} before", percent(place.share), percent(*place.share_before));
  }
  return lines;
}

std::string touch_figures(const Finding& finding) {
  const FirstTouches& touches = finding.first_touches;
  std::string text;
  if (touches.samples > 0.0 && !touches.is_told())
    text = fmt::format("too few samples of page faults to tell where it grows ({:.0f})", touches.samples);
  if (touches.lost_samples > 0.0)
    text += fmt::format("{}{:.0f} of all samples of page faults were lost meanwhile",
                        text.empty() ? "" : "; ", touches.lost_samples);
  return text;
}

}  // namespace tidemark

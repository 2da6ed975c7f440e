#include "analyzer/stacks/touched_places.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "analyzer/stacks/code_names.hpp"

namespace tidemark {
namespace {

// What was counted of stacks that are one place.
struct PlaceCount {
  std::vector<TouchFrame> frames;  // of the heaviest
  double heaviest = 0.0;
  double faults = 0.0;
  double samples = 0.0;
  double faults_before = 0.0;
};

// What frames are the same by.
std::string code_of(const TouchFrame& frame) {
  return frame.function.empty() ? fmt::format("{}+{:#x}", frame.module, frame.address.value_or(0))
                                : fmt::format("{} {}", frame.module, frame.function);
}

std::string line_of(const TouchFrame& frame) {
  return fmt::format("{} {}:{}", code_of(frame), frame.file.value_or(""), frame.line.value_or(0));
}

std::string place_of(const std::vector<TouchFrame>& frames) {
  std::string key = line_of(frames.front());
  for (std::size_t i = 1; i < std::min(frames.size(), kToldFunctions); ++i) key += '\n' + code_of(frames[i]);
  return key;
}

std::vector<TouchFrame> own_code(std::vector<TouchFrame> frames) {
  std::vector<TouchFrame> own;
  for (const TouchFrame& frame : frames) {
    if (kind_of_code(frame) == CodeKind::kOwn) own.push_back(frame);
  }
  return own.empty() ? std::move(frames) : own;
}

// "11" of "/usr/lib/libpython3.11.so.1.0" and "/usr/bin/python3.11".
std::optional<int> python_minor(const std::string& module) {
  constexpr std::string_view kName = "python3.";
  const auto at = module.rfind(kName);
  if (at == std::string::npos || module.find('/', at) != std::string::npos) return std::nullopt;
  int minor = 0;
  const char* const end = module.data() + module.size();
  const auto [next, error] = std::from_chars(module.data() + at + kName.size(), end, minor);
  return error == std::errc() ? std::optional(minor) : std::nullopt;
}

void see_code(const std::vector<CodeFrame>& frames, const WeighedStack& stack, double all,
              FirstTouches& touches) {
  bool is_unnamed = false;
  for (const std::uint32_t place : stack.frames) {
    const CodeFrame& frame = frames[place];
    is_unnamed = is_unnamed || (!frame.module && !frame.symbol);
    if (frame.module && !touches.python_minor) touches.python_minor = python_minor(*frame.module);
    if (!frame.module && frame.symbol && read_symbol(*frame.symbol).file) touches.has_scripts = true;
  }
  if (is_unnamed) touches.unnamed_share += stack.faults / all;
}

}  // namespace

std::vector<TouchFrame> name_frames(const std::vector<CodeFrame>& frames, const WeighedStack& stack,
                                    SourceLines* lines) {
  std::vector<TouchFrame> named;
  for (const std::uint32_t place : stack.frames) {
    const CodeFrame& frame = frames[place];
    CodeName name = read_symbol(frame.symbol.value_or(""));
    const TouchFrame recorded{std::move(name.function), frame.module.value_or(""),
                              frame.build_id,           frame.address,
                              std::move(name.file),     name.line};
    if (lines == nullptr || !frame.module || !frame.build_id || !frame.address) {
      named.push_back(recorded);
      continue;
    }
    const auto& found = lines->find(*frame.module, *frame.build_id, *frame.address);
    if (found.empty()) named.push_back(recorded);
    for (std::size_t i = 0; i < found.size(); ++i) {
      TouchFrame& one = named.emplace_back(recorded);
      // The last is the function that the symbol names.
      const bool is_outermost = i + 1 == found.size();
      if (!is_outermost || one.function.empty()) one.function = read_symbol(found[i].function).function;
      if (found[i].line <= 0 || found[i].file.empty()) continue;
      one.file = found[i].file;
      one.line = found[i].line;
    }
  }
  return named;
}

FirstTouches find_first_touches(const std::vector<CodeFrame>& frames, const WindowStacks& window,
                                SourceLines* lines) {
  FirstTouches touches;
  touches.samples = window.samples;
  touches.lost_samples = window.lost_samples;
  if (window.faults <= 0.0) return touches;
  std::map<std::string, PlaceCount> places;
  std::map<std::string, double> of_lines;
  for (const WeighedStack& stack : window.stacks) {
    see_code(frames, stack, window.faults, touches);
    std::vector<TouchFrame> own = own_code(name_frames(frames, stack, lines));
    if (own.empty()) continue;
    of_lines[line_of(own.front())] += stack.faults;
    PlaceCount& count = places[place_of(own)];
    count.faults += stack.faults;
    count.samples += stack.samples;
    count.faults_before += stack.faults_before;
    if (!count.frames.empty() && stack.faults <= count.heaviest) continue;
    count.heaviest = stack.faults;
    count.frames = std::move(own);
  }
  const bool knows_before = window.samples_before >= FirstTouches::kFewestSamples;
  for (auto& [key, count] : places) {
    if (count.faults <= 0.0) continue;
    TouchedPlace& place = touches.places.emplace_back();
    place.share = count.faults / window.faults;
    place.samples = count.samples;
    place.line_share = of_lines.at(line_of(count.frames.front())) / window.faults;
    if (knows_before) place.share_before = count.faults_before / window.faults_before;
    place.frames = std::move(count.frames);
  }
  std::stable_sort(
      touches.places.begin(), touches.places.end(),
      [](const TouchedPlace& one, const TouchedPlace& other) { return one.share > other.share; });
  if (touches.places.size() > kMostPlaces) touches.places.resize(kMostPlaces);
  return touches;
}

}  // namespace tidemark

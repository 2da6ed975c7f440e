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

// Of functions that call themselves, and parts of one that the compiler split, the innermost stands for all.
std::vector<TouchFrame> own_code(std::vector<TouchFrame> frames) {
  const bool has_scripts = std::any_of(frames.begin(), frames.end(), [](const TouchFrame& frame) {
    return frame.module.empty() && frame.file;
  });
  std::vector<TouchFrame> own;
  for (const TouchFrame& frame : frames) {
    const CodeKind kind = kind_of_code(frame);
    if (kind != CodeKind::kOwn && (kind != CodeKind::kInterpreter || has_scripts)) continue;
    if (own.empty() || code_of(own.back()) != code_of(frame)) own.push_back(frame);
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

std::vector<TouchFrame> FrameNames::name(const WeighedStack& stack) {
  std::vector<TouchFrame> frames;
  for (const std::uint32_t place : stack.frames) {
    std::vector<TouchFrame>& named = named_[place];
    if (named.empty()) named = name(frames_[place]);
    frames.insert(frames.end(), named.begin(), named.end());
  }
  return frames;
}

std::vector<TouchFrame> FrameNames::name(const CodeFrame& frame) const {
  CodeName name = read_symbol(frame.symbol.value_or(""));
  const TouchFrame recorded{std::move(name.function), frame.module.value_or(""),
                            frame.build_id,           frame.address,
                            std::move(name.file),     name.line};
  if (lines_ == nullptr || !frame.module || !frame.build_id || !frame.address) return {recorded};
  const auto& found = lines_->find(*frame.module, *frame.build_id, *frame.address);
  if (found.empty()) return {recorded};
  std::vector<TouchFrame> named(found.size(), recorded);
  for (std::size_t i = 0; i < found.size(); ++i) {
    // The last is the function that the symbol names.
    const bool is_outermost = i + 1 == found.size();
    if (!is_outermost || recorded.function.empty())
      named[i].function = read_symbol(found[i].function).function;
    if (found[i].line <= 0 || found[i].file.empty()) continue;
    named[i].file = found[i].file;
    named[i].line = found[i].line;
  }
  return named;
}

FirstTouches find_first_touches(const WindowStacks& window, FrameNames& names) {
  FirstTouches touches;
  touches.samples = window.samples;
  touches.lost_samples = window.lost_samples;
  if (window.faults <= 0.0) return touches;
  std::map<std::string, PlaceCount> places;
  std::map<std::string, double> of_lines;
  for (const WeighedStack& stack : window.stacks) {
    see_code(names.frames(), stack, window.faults, touches);
    std::vector<TouchFrame> own = own_code(names.name(stack));
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

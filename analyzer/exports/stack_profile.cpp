#include "analyzer/exports/stack_profile.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "analyzer/exports/pprof.hpp"
#include "analyzer/exports/profile_names.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

using Json = nlohmann::ordered_json;

// Semicolons part functions.
std::string folded_name(const TouchFrame& frame) {
  std::string name = profile_name(frame);
  std::replace(name.begin(), name.end(), ';', ':');
  return name;
}

std::string to_folded(const StackProfile& profile) {
  std::map<std::string, double> stacks;
  for (const ProfileStack& stack : profile.stacks) {
    std::string line = stack.is_whole ? "" : std::string(kCutOff);
    for (std::size_t i = stack.frames.size(); i-- > 0;) {
      if (!line.empty()) line += ';';
      line += folded_name(stack.frames[i]);
    }
    stacks[line] += stack.faults;
  }
  std::string text;
  for (const auto& [line, faults] : stacks)
    text += fmt::format("{} {:.0f}\n", line, faults * static_cast<double>(profile.bytes_per_fault));
  return text;
}

Json to_speedscope_frame(const TouchFrame& frame) {
  Json json{{"name", profile_name(frame)}};
  if (frame.file) json["file"] = *frame.file;
  if (frame.line) json["line"] = *frame.line;
  return json;
}

std::string to_speedscope(const StackProfile& profile) {
  std::map<std::string, std::size_t> places;
  Json frames = Json::array(), samples = Json::array(), weights = Json::array();
  const auto place_of = [&](const Json& frame) {
    const auto [known, is_new] =
        places.try_emplace(frame.dump(-1, ' ', false, Json::error_handler_t::replace), frames.size());
    if (is_new) frames.push_back(frame);
    return known->second;
  };
  double total = 0.0;
  for (const ProfileStack& stack : profile.stacks) {
    Json sample = Json::array();
    if (!stack.is_whole) sample.push_back(place_of({{"name", kCutOff}}));
    for (std::size_t i = stack.frames.size(); i-- > 0;)
      sample.push_back(place_of(to_speedscope_frame(stack.frames[i])));
    const double bytes = stack.faults * static_cast<double>(profile.bytes_per_fault);
    samples.push_back(sample);
    weights.push_back(std::llround(bytes));
    total += bytes;
  }
  const Json json{{"$schema", "https://www.speedscope.app/file-format-schema.json"},
                  {"shared", {{"frames", frames}}},
                  {"profiles", Json::array({{{"type", "sampled"},
                                             {"name", profile.name},
                                             {"unit", "bytes"},
                                             {"startValue", 0},
                                             {"endValue", std::llround(total)},
                                             {"samples", samples},
                                             {"weights", weights}}})},
                  {"name", profile.name},
                  {"activeProfileIndex", 0},
                  {"exporter", "tidemark"}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string profile_name(const TouchFrame& frame) {
  if (!frame.function.empty()) return frame.function;
  if (frame.module.empty()) return "[code made at run time]";
  const std::string module = frame.module.substr(frame.module.rfind('/') + 1);
  return frame.address ? fmt::format("{}+{:#x}", module, *frame.address) : module;
}

ProfileFormat parse_profile_format(std::string_view name) {
  if (name == "folded") return ProfileFormat::kFolded;
  if (name == "pprof") return ProfileFormat::kPprof;
  if (name == "speedscope") return ProfileFormat::kSpeedscope;
  throw UserError(fmt::format("format: '{}' is none of folded, pprof and speedscope", name));
}

std::string format_profile(const StackProfile& profile, ProfileFormat format) {
  switch (format) {
    case ProfileFormat::kFolded:
      return to_folded(profile);
    case ProfileFormat::kPprof:
      return to_pprof(profile);
    case ProfileFormat::kSpeedscope:
      return to_speedscope(profile);
  }
  return {};
}

}  // namespace tidemark

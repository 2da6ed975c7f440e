#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/findings/first_touches.hpp"

namespace tidemark {

struct ProfileStack {
  std::vector<TouchFrame> frames;  // the innermost first; none empty
  bool is_whole = false;           // the last one is where the thread began
  double faults = 0.0;
};

// Stacks of page faults for programs that draw profiles.
struct StackProfile {
  std::string name;
  std::vector<ProfileStack> stacks;
  std::int64_t bytes_per_fault = 4096;
  std::int64_t begin_wall_ns = 0;
  std::int64_t length_ns = 0;
};

enum class ProfileFormat { kFolded, kPprof, kSpeedscope };

// Returns the format of that name: folded, pprof, speedscope. Throws UserError.
[[nodiscard]] ProfileFormat parse_profile_format(std::string_view name);

// Returns the profile as a file of the format; the same for the same stacks, in whatever order.
//
// folded      a line a stack, "main;handle;cache_put 123", the outermost function first, and bytes
// pprof       profile.proto, compressed by gzip, of faults and bytes
// speedscope  JSON, its weights bytes
[[nodiscard]] std::string format_profile(const StackProfile& profile, ProfileFormat format);

}  // namespace tidemark

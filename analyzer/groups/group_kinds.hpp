#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace tidemark {

// The kinds of groups that are judged as processes are, by their names in options, rules and reports: all lives
// of a program, a process tree, a control group, the machine.
inline constexpr std::array<std::string_view, 4> kGroupKinds{"program", "tree", "cgroup", "machine"};

[[nodiscard]] inline bool is_group_kind(std::string_view name) {
  return std::find(kGroupKinds.begin(), kGroupKinds.end(), name) != kGroupKinds.end();
}

}  // namespace tidemark

#include "recorder/cgroups.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include "common/text.hpp"
#include "recorder/proc_text.hpp"
#include "schema/rows.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kRounds = 64;

// Version 1 has no word for "unlimited", but the largest multiple of a page.
constexpr std::int64_t kLeastUnlimited = std::int64_t{1} << 62U;

std::optional<std::int64_t> parse_limit(std::string_view text) {
  if (text.starts_with("max")) return kUnlimited;
  std::uint64_t bytes = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), bytes).ec != std::errc()) return std::nullopt;
  return bytes >= static_cast<std::uint64_t>(kLeastUnlimited) ? kUnlimited : static_cast<std::int64_t>(bytes);
}

std::optional<std::int64_t> read_limit_file(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  return parse_limit(line);
}

}  // namespace

Cgroups::Cgroups(const ProcFiles& files, std::string sys_root)
    : files_(files), sys_root_(std::move(sys_root)) {}

std::shared_ptr<const Cgroup> Cgroups::of_process(pid_t pid) {
  const auto text = files_.read_file(std::to_string(pid) + "/cgroup");
  const auto path = text ? parse_memory_cgroup(*text) : std::nullopt;
  if (!path) return nullptr;
  std::weak_ptr<Cgroup>& known = groups_[{path->is_v1, std::string(path->path)}];
  if (auto group = known.lock()) return group;
  auto group = std::make_shared<Cgroup>();
  group->token = ++last_token_;
  group->is_v1 = path->is_v1;
  group->path = path->path;
  group->name = escape_name(path->path);
  group->limit_bytes = read_limit(*group);
  known = group;
  return group;
}

void Cgroups::refresh() {
  const std::size_t count = (groups_.size() + kRounds - 1) / kRounds;
  auto place = groups_.lower_bound(next_refreshed_);
  for (std::size_t i = 0; i < count && !groups_.empty(); ++i) {
    if (place == groups_.end()) place = groups_.begin();
    if (const auto group = place->second.lock()) {
      group->limit_bytes = read_limit(*group);
      ++place;
    } else {
      place = groups_.erase(place);
    }
  }
  next_refreshed_ = place == groups_.end() ? Key() : place->first;
}

void Cgroups::report(std::vector<CgroupReading>& readings) const {
  for (const auto& [key, held] : groups_) {
    if (const auto group = held.lock()) readings.push_back({group->token, &group->name, group->limit_bytes});
  }
}

// The least of the group's own limit and those above it. Within a container the groups above are not mounted,
// and the path may begin with parts that do not exist there.
std::optional<std::int64_t> Cgroups::read_limit(const Cgroup& group) const {
  const std::filesystem::path root = group.is_v1 ? sys_root_ + "/memory" : sys_root_;
  const char* file = group.is_v1 ? "memory.limit_in_bytes" : "memory.max";
  std::filesystem::path below = std::filesystem::path(group.path).relative_path();
  std::optional<std::int64_t> least;
  for (;; below = below.parent_path()) {
    if (const auto limit = read_limit_file(root / below / file))
      least = std::min(least.value_or(kUnlimited), *limit);
    if (below.empty()) return least;
  }
}

}  // namespace tidemark

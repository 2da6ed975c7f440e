#include "recorder/procfs/cgroups.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <utility>

#include "common/text.hpp"
#include "recorder/procfs/proc_text.hpp"
#include "schema/rows.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kRounds = 64;

// Of version 1 a line for each of some dozen hierarchies.
constexpr std::size_t kCgroupFileSize = 16384;

// Version 1 has no word for "unlimited", but the largest multiple of a page.
constexpr std::int64_t kLeastUnlimited = std::int64_t{1} << 62U;

std::optional<std::int64_t> parse_limit(std::string_view text) {
  if (text.starts_with("max")) return kUnlimited;
  std::uint64_t bytes = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), bytes).ec != std::errc()) return std::nullopt;
  return bytes >= static_cast<std::uint64_t>(kLeastUnlimited) ? kUnlimited : static_cast<std::int64_t>(bytes);
}

// The least of the group's own limit and those above it; files that are not there say nothing.
std::optional<std::int64_t> read_limit(const Cgroup& group) {
  std::optional<std::int64_t> least;
  for (const std::string& path : group.limit_files) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) continue;
    std::array<char, 64> buffer;
    if (const auto limit = parse_limit(read_start(file.number(), buffer).text))
      least = std::min(least.value_or(kUnlimited), *limit);
  }
  return least;
}

}  // namespace

Cgroups::Cgroups(const ProcFiles& files, std::string sys_root)
    : files_(files), sys_root_(std::move(sys_root)) {}

std::shared_ptr<const Cgroup> Cgroups::of_process(pid_t pid, const std::shared_ptr<const Cgroup>& before) {
  std::array<char, kCgroupFileSize> buffer;
  const auto text = files_.read_file_of(pid, "cgroup", buffer);
  const auto path = text ? parse_cgroup(*text, "memory") : std::nullopt;
  if (!path) return nullptr;
  if (before && before->is_v1 == path->is_v1 && before->path == path->path) return before;
  std::weak_ptr<Cgroup>& known = groups_[{path->is_v1, std::string(path->path)}];
  if (auto group = known.lock()) return group;
  auto group = std::make_shared<Cgroup>();
  group->token = ++last_token_;
  group->is_v1 = path->is_v1;
  group->path = path->path;
  group->name = escape_name(path->path);
  group->limit_files = limit_files_of(*group);
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
  if (place == groups_.end()) place = groups_.begin();
  if (place != groups_.end()) next_refreshed_ = place->first;
}

void Cgroups::report(std::vector<CgroupReading>& readings) const {
  for (const auto& [key, held] : groups_) {
    if (const auto group = held.lock()) readings.push_back({group->token, &group->name, group->limit_bytes});
  }
}

// Within a container the groups above are not mounted, and the path may begin with parts that do not exist
// there.
std::vector<std::string> Cgroups::limit_files_of(const Cgroup& group) const {
  const std::filesystem::path root = group.is_v1 ? sys_root_ + "/memory" : sys_root_;
  const char* file = group.is_v1 ? "memory.limit_in_bytes" : "memory.max";
  std::vector<std::string> files;
  std::filesystem::path below = std::filesystem::path(group.path).relative_path();
  for (;; below = below.parent_path()) {
    files.push_back((root / below / file).string());
    if (below.empty()) return files;
  }
}

}  // namespace tidemark

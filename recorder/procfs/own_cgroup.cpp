#include "recorder/procfs/own_cgroup.hpp"

#include <fcntl.h>

#include <array>
#include <cstdlib>
#include <string_view>

#include "common/text.hpp"
#include "recorder/procfs/proc_text.hpp"

namespace tidemark {
namespace {

constexpr std::int64_t kLeastChangeKib = 1024;
constexpr std::chrono::seconds kLeastPause{1};

struct FileNames {
  const char* memory;
  const char* events;
  const char* anon;
  const char* shmem;
  const char* inactive_file;
};
constexpr FileNames kVersion1{"memory.usage_in_bytes", "memory.oom_control", "total_rss", "total_shmem",
                              "total_inactive_file"};
constexpr FileNames kVersion2{"memory.current", "memory.events", "anon", "shmem", "inactive_file"};

Descriptor open_in(const std::string& directory, const char* name) {
  return Descriptor(open((directory + "/" + name).c_str(), O_RDONLY | O_CLOEXEC));
}

std::optional<std::int64_t> read_kib(std::string_view text, const char* name) {
  const auto bytes = parse_counter(text, name);
  return bytes ? std::optional(*bytes / 1024) : std::nullopt;
}

}  // namespace

OwnCgroup::OwnCgroup(const ProcFiles& files, const std::string& sys_root) {
  const auto text = files.read_file("self/cgroup");
  const auto group = text ? parse_cgroup(*text, "memory") : std::nullopt;
  if (!group) return;
  is_v1_ = group->is_v1;
  const std::string directory = sys_root + (is_v1_ ? "/memory" : "") + std::string(group->path);
  const FileNames& names = is_v1_ ? kVersion1 : kVersion2;
  memory_ = open_in(directory, names.memory);
  if (!memory_.is_open()) return;
  stat_ = open_in(directory, "memory.stat");
  events_ = open_in(directory, names.events);
  path_ = escape_name(group->path);
}

void OwnCgroup::read(TickRow& tick, std::chrono::nanoseconds now) {
  if (!path_) return;
  std::array<char, 256> buffer{};
  const std::string text(read_start(memory_.number(), buffer).text);
  if (text.empty()) return;
  tick.cgroup_memory_kib = std::strtoll(text.c_str(), nullptr, 10) / 1024;
  tick.cgroup_oom_kills = parse_counter(read_start(events_.number(), buffer).text, "oom_kill");
  read_parts(*tick.cgroup_memory_kib, now);
  tick.cgroup_anon_kib = parts_.cgroup_anon_kib;
  tick.cgroup_shmem_kib = parts_.cgroup_shmem_kib;
  tick.cgroup_slab_kib = parts_.cgroup_slab_kib;
  tick.cgroup_inactive_file_kib = parts_.cgroup_inactive_file_kib;
}

void OwnCgroup::read_parts(std::int64_t memory_kib, std::chrono::nanoseconds now) {
  if (memory_at_parts_kib_ &&
      (std::abs(memory_kib - *memory_at_parts_kib_) < kLeastChangeKib || now - parts_read_at_ < kLeastPause))
    return;
  memory_at_parts_kib_ = memory_kib;
  parts_read_at_ = now;
  std::array<char, 8192> buffer{};
  const std::string_view text = read_start(stat_.number(), buffer).text;
  const FileNames& names = is_v1_ ? kVersion1 : kVersion2;
  parts_.cgroup_anon_kib = read_kib(text, names.anon);
  parts_.cgroup_shmem_kib = read_kib(text, names.shmem);
  parts_.cgroup_slab_kib = read_kib(text, "slab_unreclaimable");
  parts_.cgroup_inactive_file_kib = read_kib(text, names.inactive_file);
}

}  // namespace tidemark

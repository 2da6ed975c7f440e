#include "recorder/procfs/mounts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "recorder/procfs/proc_text.hpp"

namespace tidemark {
namespace {

constexpr std::array<std::string_view, 17> kLocalFileSystems{
    "tmpfs", "ramfs", "rootfs",   "ext2",     "ext3",  "ext4",    "xfs",  "btrfs", "overlay",
    "f2fs",  "zfs",   "bcachefs", "squashfs", "erofs", "iso9660", "vfat", "exfat"};

// A line has the mount's id as its first word, the mount point as its fifth, and the type behind a dash (proc(5)).
struct Mount {
  std::string_view id;
  std::string_view point;
  std::string_view type;
};

Mount take_mount(std::string_view& mounts) {
  std::string_view line = take_until(mounts, "\n");
  Mount mount;
  mount.id = take_until(line, " ");
  for (int word = 1; word < 5; ++word) mount.point = take_until(line, " ");
  static_cast<void>(take_until(line, "- "));
  mount.type = take_until(line, " ");
  return mount;
}

}  // namespace

std::string_view mount_at(std::string_view mounts, std::string_view point) {
  std::string_view of_root;
  std::string_view of_point;
  while (!mounts.empty()) {
    const Mount mount = take_mount(mounts);
    if (mount.point == "/") of_root = mount.type;
    if (mount.point == point) of_point = mount.type;
  }
  return of_point.empty() ? of_root : of_point;
}

std::string_view mount_of_id(std::string_view mounts, std::uint64_t id) {
  while (!mounts.empty()) {
    const Mount mount = take_mount(mounts);
    std::uint64_t number = 0;
    const auto end = mount.id.data() + mount.id.size();
    if (std::from_chars(mount.id.data(), end, number).ptr == end && number == id) return mount.type;
  }
  return {};
}

bool is_local(std::string_view type) {
  return std::find(kLocalFileSystems.begin(), kLocalFileSystems.end(), type) != kLocalFileSystems.end();
}

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tidemark {

// Beyond some 2,000 mounts the rest is not looked at.
inline constexpr std::size_t kMostMountBytes = std::size_t{1} << 18U;

// Both return the type of a mounted file system, such as "ext4", from the text of a /proc/PID/mountinfo; empty where
// there is none.
//
// Of several on one another the last counts; what is no mount point lies on the root's.
[[nodiscard]] std::string_view mount_at(std::string_view mounts, std::string_view point);
// id  as statx(2) gives it
[[nodiscard]] std::string_view mount_of_id(std::string_view mounts, std::uint64_t id);

// Whether the kernel reads such files by itself. One that waits for another machine or a program (NFS, FUSE) may not
// answer, and holds up who opens a file on it, or only asks for its size.
[[nodiscard]] bool is_local(std::string_view type);

}  // namespace tidemark

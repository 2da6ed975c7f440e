#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "recorder/procfs/proc_files.hpp"

namespace tidemark {

// How files that a program leaves in its own /tmp are read. All that lies there is somebody else's: nothing but a
// regular file of the right user is opened, no link is followed and no other mount entered.

// Who a process is to those who look for such a file.
struct TmpUser {
  uid_t user;       // its effective one
  std::string pid;  // as it sees itself
};

// nullopt where the process is gone, and where its /tmp is on a file system that may not answer (see is_local).
[[nodiscard]] std::optional<TmpUser> find_tmp_user(const ProcFiles& files, pid_t pid);

// Opens the /tmp of a process's own file system; not open where there is none. find_tmp_user has looked at it before.
[[nodiscard]] Descriptor open_tmp(const ProcFiles& files, pid_t pid);

// Opens a directory in it; not open where it is none, or not that user's.
[[nodiscard]] Descriptor open_owned_directory(const Descriptor& tmp, const std::string& name, uid_t owner);

// Opens a file for reading; not open where it is no regular file, not that user's, empty, or larger than that. Not
// open either where the kernel cannot promise to follow no link (before Linux 5.6).
[[nodiscard]] Descriptor open_owned_file(const Descriptor& directory, const std::string& name, uid_t owner,
                                         std::int64_t most_bytes);

}  // namespace tidemark

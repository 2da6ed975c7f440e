#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "recorder/procfs/proc_files.hpp"
#include "schema/rows.hpp"

namespace tidemark {

// Where a Java virtual machine keeps its counters: /tmp/`directory`/`name` in its own file system.
struct JvmHeapFile {
  std::string directory;  // "hsperfdata_" and a user's name
  std::string name;       // its PID as it sees itself
  uid_t owner;            // its user, whose both have to be
};

// Looks for that file by its name, where the kernel says that reading it cannot wait for another machine or
// process (FUSE, NFS and the like); nullopt where there is none.
//
// Cost  two small files, and a listing of its /tmp, some 4000 names at most
[[nodiscard]] std::optional<JvmHeapFile> find_jvm_heap_file(const ProcFiles& files, pid_t pid);

// Reads it; nullopt where it is gone or says nothing (see parse_jvm_heap). What lies there is somebody else's:
// nothing but a regular file of at most 1 MiB in a directory, both of that user, is read, and no link is followed.
//
// Cost  mostly 32 KiB, some 30 us
[[nodiscard]] std::optional<JvmHeap> read_jvm_heap(const ProcFiles& files, pid_t pid,
                                                   const JvmHeapFile& file);

}  // namespace tidemark

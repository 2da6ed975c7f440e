#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/descriptor.hpp"
#include "recorder/procfs/proc_files.hpp"

namespace tidemark {

// A line of /proc/PID/maps.
struct Mapping {
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  std::uint64_t offset = 0;  // in the file
  std::uint64_t inode = 0;   // 0: of no file
  bool is_executable = false;
  bool is_shared = false;
  std::string path;  // as the process sees it, or a name such as "[heap]"; empty: none

  [[nodiscard]] bool is_of_file() const { return inode != 0 && path.starts_with('/'); }
  bool operator==(const Mapping&) const = default;
};

// Returns the lines that are sound, ascending by address. The kernel's " (deleted)" is taken off the path.
[[nodiscard]] std::vector<Mapping> parse_mappings(std::string_view maps);

// Returns the mapping that an address lies in, null where there is none. `mappings` ascend.
[[nodiscard]] const Mapping* find_mapping(std::span<const Mapping> mappings, std::uint64_t address);

// Opens the file of an executable mapping for reading; not open where it is not there any more and cannot be reached by
// what is still open of it, and where it may not be read or may not answer.
[[nodiscard]] Descriptor open_mapped_file(const ProcFiles& files, pid_t pid, const Mapping& mapping);

// Opens the /tmp/perf-PID.map that a process has written of the code it made; not open where there is none, or what lies
// there is no regular file of its user, or too large.
[[nodiscard]] Descriptor open_code_map(const ProcFiles& files, pid_t pid);

}  // namespace tidemark

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tidemark {

// What the kernel says of a process whose last thread exits.
struct ExitRecord {
  pid_t pid = 0;
  pid_t ppid = 0;
  std::uint32_t uid = 0;
  std::string comm;                 // as the kernel has it, not escaped
  std::int64_t peak_vm_kib = 0;     // highest VmSize since its last exec
  std::uint64_t program_inode = 0;  // of the program file
};

// A source of the exits of processes.
class ExitSource {
 public:
  virtual ~ExitSource() = default;
  ExitSource(const ExitSource&) = delete;
  ExitSource& operator=(const ExitSource&) = delete;

  // Appends the exits since the last call, in their order. Never blocks. Returns whether that is all.
  [[nodiscard]] virtual bool take(std::vector<ExitRecord>& exits) = 0;

 protected:
  ExitSource() = default;
};

}  // namespace tidemark

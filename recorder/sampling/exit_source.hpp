#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "schema/rows.hpp"

namespace tidemark {

// What ends within this time after a signal to stop was stopped by it (FORMAT.md): DefaultTimeoutStopSec of systemd.
inline constexpr std::chrono::seconds kStopPatience{90};

// What is told of a process whose last thread exits.
struct ExitRecord {
  pid_t pid = 0;
  // Of the following nothing is known where the name is empty: somebody has waited for it, and knows no more.
  pid_t ppid = 0;
  std::uint32_t uid = 0;
  std::string comm;                 // as the kernel has it, not escaped
  std::uint64_t program_inode = 0;  // of the program file
  ExitValues exit{};
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

// Returns what a wait status (wait(2)) tells: an exit code or a signal.
[[nodiscard]] ExitValues exit_of_wait_status(int wait_status);

// Fills in what one source knows of an exit and another does not.
void add_missing(ExitValues& exit, const ExitValues& other);

// The exits that the kernel tells of, where it does, and those of processes that this one has waited for.
class ReapedExits final : public ExitSource {
 public:
  // told  null where the kernel does not tell; outlives this
  explicit ReapedExits(ExitSource* told) : told_(told) {}

  void add(pid_t pid, const ExitValues& exit);
  [[nodiscard]] bool take(std::vector<ExitRecord>& exits) override;

 private:
  ExitSource* told_;
  std::vector<ExitRecord> reaped_;
};

}  // namespace tidemark

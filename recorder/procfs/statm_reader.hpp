#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "common/descriptor.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "recorder/procfs/proc_text.hpp"

namespace tidemark {

// Where the memory of one process is read.
struct StatmSource {
  pid_t pid = 0;
  std::int64_t start_ticks = 0;
  Descriptor statm;           // kept open, where the budget allows
  bool reads_thread = false;  // the descriptor is a thread's, its leader has exited
};

// The path of a process's or thread's statm in its directory.
[[nodiscard]] std::string statm_path(pid_t pid);

// Reads the statm of many processes and keeps as many of their descriptors as the budget allows. The kernel
// ties a kept one to its process: it never answers for another with the same PID.
class StatmReader {
 public:
  // files   outlives the reader
  // budget  how many descriptors to keep; what is beyond it is opened, read and closed each time
  StatmReader(const ProcFiles& files, std::size_t budget) : files_(files), budget_(budget) {}

  // Keeps the descriptor for the source, in place of the one it had; closes it where the budget is spent.
  void keep(StatmSource& source, Descriptor descriptor);
  void drop(StatmSource& source);
  [[nodiscard]] std::size_t kept() const { return kept_; }

  // Returns the values, all 0 for a zombie, or nullopt with what has failed.
  [[nodiscard]] std::optional<Statm> read(const StatmSource& source,
                                          std::optional<ReadFailure>& failure) const;
  // Reads a living thread of a process whose leader has exited, keeps its descriptor, and returns whether
  // there was one. Also finds the leader itself alive again: a thread's exec gives it the leader's PID.
  [[nodiscard]] bool read_living_thread(StatmSource& source, Statm& statm);

 private:
  const ProcFiles& files_;
  std::size_t budget_;
  std::size_t kept_ = 0;
};

}  // namespace tidemark

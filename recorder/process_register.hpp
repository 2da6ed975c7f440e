#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "recorder/cgroups.hpp"
#include "recorder/proc_files.hpp"
#include "recorder/process_filter.hpp"
#include "recorder/process_reader.hpp"
#include "recorder/runtime.hpp"
#include "recorder/snapshot.hpp"

namespace tidemark {

enum class ProcessKind {
  kNew,        // listed, not looked at yet
  kRecorded,   // in every snapshot
  kWatched,    // not admitted by name or user, which can change
  kIgnored,    // a kernel thread, or outside the tree: stays so until the PID has another owner
  kNoMemory,   // a zombie
  kUnreadable  // its files may not be read (hidepid)
};

// What samplers know of a process beside its memory. One that has no token is not registered.
struct RegisteredProcess {
  ProcessKind kind = ProcessKind::kNew;
  bool in_tree = false;
  std::uint32_t slot = 0;
  std::uint64_t token = 0;
  std::unique_ptr<ProcessRow> row;
  std::unique_ptr<ProgramImage> image;
  std::shared_ptr<const Cgroup> cgroup;
  Runtime runtime = Runtime::kUnknown;
  LaterLooks later_looks;
  std::int64_t vm_size_at_look_kib = 0;  // 0 before the first
};

// Registers processes - identity, filter, control group, runtime - and makes snapshots of them. Calls beside
// the snapshots' read files of a process.
class ProcessRegister {
 public:
  // files  outlives the register
  ProcessRegister(const ProcFiles& files, const std::string& cgroup_root, ProcessFilter filter);

  // Registers a process, or the program that it goes on with after an exec; its kind is then kRecorded or
  // kWatched. A start time that it has had before means another program in the same process, or a PID that
  // was given again within one clock tick; both are a further generation.
  void enter(RegisteredProcess& process, ProcessFacts facts);
  // To be told of the same program looked at again: a server that starts as root and then drops to its user,
  // or a thread pool that names its processes late, may be admitted now.
  void look_again(RegisteredProcess& process, ProcessFacts facts);
  void forget(RegisteredProcess& process);
  void find_cgroup(RegisteredProcess& process);
  // Looks at what is mapped, where that may tell more of the runtime, it is the time to, and there is
  // something else mapped than at the last look. Does so for a few processes a snapshot.
  void recognize_later(RegisteredProcess& process, std::int64_t vm_size_kib);

  void begin_snapshot();
  // values: null where the process was there and could not be read
  void report(const RegisteredProcess& process, const MemoryValues* values);
  void count_unread() { ++snapshot_.unread; }
  // Valid until the next begin_snapshot().
  [[nodiscard]] const Snapshot& finish_snapshot();

 private:
  [[nodiscard]] std::uint32_t take_slot();

  ProcessFilter filter_;
  Cgroups cgroups_;
  RuntimeRecognizer runtimes_;
  std::vector<std::uint32_t> free_slots_;
  std::uint32_t slot_count_ = 0;
  std::uint64_t last_token_ = 0;
  std::size_t looks_left_ = 0;  // at mappings, for the present snapshot
  Snapshot snapshot_;
};

}  // namespace tidemark

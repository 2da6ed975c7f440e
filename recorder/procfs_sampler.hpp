#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "recorder/cgroups.hpp"
#include "recorder/proc_files.hpp"
#include "recorder/process_filter.hpp"
#include "recorder/process_reader.hpp"
#include "recorder/runtime.hpp"
#include "recorder/snapshot.hpp"
#include "recorder/statm_reader.hpp"
#include "recorder/turns.hpp"

namespace tidemark {

struct SamplerSettings {
  std::string proc_root = "/proc";
  std::string cgroup_root = "/sys/fs/cgroup";
  std::int64_t page_size_kib = 4;
  // How many statm descriptors to keep; processes beyond it are opened, read and closed at each scan.
  std::size_t descriptor_budget = 0;
  CommandLinePolicy command_lines = CommandLinePolicy::kFull;

  bool operator==(const SamplerSettings&) const = default;
};

// Samples every process under a /proc directory.
//
// A process is told from a later one with its PID by its kept statm descriptor, which the kernel ties to the
// process, and by its start time where none is kept. An exec shows in statm's text size; one that leaves that
// as it was is found by its program file or stack address when its memory shrinks, or in turn, a few
// processes a scan. A leader that has exited has an empty statm: one of its living threads is read in its
// stead.
class ProcfsSampler {
 public:
  // Throws FileError where the root is not a readable directory.
  ProcfsSampler(SamplerSettings settings, ProcessFilter filter);
  ~ProcfsSampler() = default;
  ProcfsSampler(const ProcfsSampler&) = delete;
  ProcfsSampler& operator=(const ProcfsSampler&) = delete;

  // Returns all recorded processes with their values; valid until the next scan. Cost: one directory listing
  // and one read of each process watched. Throws FileError where the root cannot be listed any more.
  [[nodiscard]] const Snapshot& scan();

  // How many statm descriptors are kept.
  [[nodiscard]] std::size_t kept_descriptors() const { return statm_reader_.kept(); }

 private:
  enum class Kind {
    kNew,        // listed, not looked at yet
    kRecorded,   // in every snapshot
    kWatched,    // not admitted by name or user, which an exec can change
    kIgnored,    // a kernel thread, or outside the tree: stays so until the PID has another owner
    kNoMemory,   // a zombie
    kUnreadable  // its files may not be read (hidepid)
  };

  struct Entry : StatmSource {
    Kind kind = Kind::kNew;
    bool in_tree = false;
    std::uint32_t slot = 0;
    std::uint64_t token = 0;
    Statm last{};
    std::unique_ptr<ProcessRow> row;
    std::unique_ptr<ProgramImage> image;
    std::shared_ptr<const Cgroup> cgroup;
    Runtime runtime = Runtime::kUnknown;
    LaterLooks later_looks;
  };

  void merge_listing();
  [[nodiscard]] Entry* find(pid_t pid);
  void forget(Entry& entry);
  void look_at(Entry& entry);
  [[nodiscard]] bool resolve_descent(Entry& entry, const Stat& stat);
  [[nodiscard]] bool heads_tree(const Entry& entry) const;
  void classify(Entry& entry, ProcessFacts facts);
  [[nodiscard]] std::uint32_t take_slot();
  void read(Entry& entry, bool due);
  void look_again(Entry& entry, bool due);
  void begin_anew(Entry& entry);
  void look_at_and_report(Entry& entry);
  void read_memory(Entry& entry, bool due);
  void check_image(Entry& entry, bool has_exec);
  void recognize_later(Entry& entry);
  static void set_runtime(Entry& entry, Runtime runtime);
  void report(const Entry& entry, const Statm* statm);

  SamplerSettings settings_;
  ProcessFilter filter_;
  ProcFiles files_;
  StatmReader statm_reader_;
  Cgroups cgroups_;
  RuntimeRecognizer runtimes_;
  std::vector<Entry> entries_;  // ascending by PID
  std::vector<Entry> merged_;
  std::vector<pid_t> pids_;
  std::vector<std::uint32_t> free_slots_;
  std::uint32_t slot_count_ = 0;
  std::uint64_t last_token_ = 0;
  std::optional<std::int64_t> tree_root_start_ticks_;  // of the first process that had the root's PID
  // Separate, so that a small tree on a large machine does not wait for all that is not recorded.
  Turns sampled_turns_;
  Turns other_turns_;
  std::size_t sudden_checks_left_ = 0;
  Snapshot snapshot_;
};

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "recorder/procfs/proc_files.hpp"
#include "recorder/procfs/statm_reader.hpp"
#include "recorder/sampling/descent.hpp"
#include "recorder/sampling/process_register.hpp"
#include "recorder/sampling/sampler.hpp"
#include "recorder/sampling/turns.hpp"

namespace tidemark {

// Samples every process under a /proc directory.
//
// A process is told from a later one with its PID by its kept statm descriptor, which the kernel ties to the
// process, and by its start time where none is kept. An exec shows in statm's text size; one that leaves that
// as it was is found by its program file or stack address when its memory shrinks, or in turn, a few
// processes a scan. A leader that has exited has an empty statm: one of its living threads is read in its
// stead.
class ProcfsSampler : public Sampler {
 public:
  // Throws FileError where the root is not a readable directory.
  ProcfsSampler(SamplerSettings settings, ProcessFilter filter);

  // Cost  one directory listing, and one read of each process that is recorded or watched
  [[nodiscard]] const Snapshot& scan(ExitSource* exits) override;
  [[nodiscard]] std::string_view name() const override { return "procfs"; }

  // How many statm descriptors are kept.
  [[nodiscard]] std::size_t kept_descriptors() const { return statm_reader_.kept(); }

 private:
  struct Entry : StatmSource, RegisteredProcess {
    Statm last{};
    bool is_end_told = false;  // of one without memory, by its status
  };

  void forget(Entry& entry);
  void become_zombie(Entry& entry);
  void tell_zombies_end(Entry& entry);
  void take_cpu(Entry& entry, const Stat& stat);
  void look_at(Entry& entry);
  [[nodiscard]] bool belongs_to_tree(Entry& entry, const Stat& stat);
  void enter(Entry& entry, ProcessFacts facts);
  void read(Entry& entry, bool due);
  void look_again(Entry& entry, bool due);
  void begin_anew(Entry& entry);
  void look_at_and_report(Entry& entry);
  void read_memory(Entry& entry, bool due);
  void check_image(Entry& entry, bool has_exec);
  void report(Entry& entry);

  SamplerSettings settings_;
  bool records_tree_;
  std::int64_t ns_per_clock_tick_;
  Descent descent_;
  ProcFiles files_;
  StatmReader statm_reader_;
  ProcessRegister register_;
  std::vector<Entry> entries_;  // ascending by PID
  std::vector<pid_t> pids_;
  // Separate, so that a small tree on a large machine does not wait for all that is not recorded.
  Turns sampled_turns_;
  Turns other_turns_;
  std::size_t sudden_checks_left_ = 0;
};

}  // namespace tidemark

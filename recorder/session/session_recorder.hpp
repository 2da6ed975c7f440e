#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recorder/output/session_output.hpp"
#include "recorder/procfs/host.hpp"
#include "recorder/procfs/own_cgroup.hpp"
#include "recorder/sampling/exit_listener.hpp"
#include "recorder/sampling/process_filter.hpp"
#include "recorder/sampling/sampler.hpp"
#include "recorder/session/cpu_budget.hpp"
#include "recorder/session/mark_message.hpp"
#include "recorder/stacks/stack_sampler.hpp"
#include "recorder/system/clock.hpp"

namespace tidemark {

// Whether the kernel is asked to tell of exits. kAuto: where this process's capabilities allow it.
enum class ExitsChoice { kAuto, kTaskstats, kNone };

// Whether the stacks of page faults are sampled. kAuto: where that is allowed, in a session that records a command. kKept: also
// those of who writes last what is kept.
enum class FaultStacksChoice { kAuto, kOn, kKept, kOff };

struct SessionSettings {
  OutputSettings output;
  std::optional<std::string> mark_socket;  // where to listen for marks, in place of the usual one
  std::chrono::nanoseconds interval{0};
  double max_cpu = 1.0;  // share of one core
  SamplerSettings sampler;
  FilterSettings filter;
  ExitsChoice exits = ExitsChoice::kAuto;
  FaultStacksChoice fault_stacks = FaultStacksChoice::kAuto;
  std::uint32_t fault_stack_bytes = 8192;

  bool operator==(const SessionSettings&) const = default;
};

// One session: takes ticks until it is ended.
//
// A tick that cannot be written is lost, and counted with its reason in the next one that can; it is logged
// once an episode, and never ends the session.
class SessionRecorder {
 public:
  // Opens or creates the recording and writes the session row.
  //
  // Throws  UserError; SqliteError as SessionOutput does
  SessionRecorder(const SessionSettings& settings, Clock clock, Log log);

  // Scans and writes once.
  //
  // missed  ticks that were due before this one and were left out
  void take_tick(std::int64_t missed);

  // Takes a mark; the next tick that can be written writes it. Returns false where too many wait already, and this
  // one is not taken.
  bool add_mark(const MarkMessage& message, const MarkOrigin& origin);

  // Takes how a process ended that this one has waited for.
  void note_reaped(pid_t pid, const ExitValues& exit) { reaped_.add(pid, exit); }

  // Has what was sampled unwound between ticks. Returns whether to call it again, shortly, before the next tick.
  bool pump_stacks();

  // As SessionOutput::end; marks and stacks that wait get a last tick.
  bool end();

  // The interval in force: a multiple of the one asked for, where scans cost more than max_cpu allows.
  [[nodiscard]] std::chrono::nanoseconds interval() const { return budget_.interval(); }

  [[nodiscard]] std::int64_t ticks_written() const { return ticks_written_; }

  // How many processes of the tree live that is recorded, as of the last scan; absent before it, and where none is.
  [[nodiscard]] std::optional<std::int64_t> in_tree() const { return in_tree_; }

 private:
  [[nodiscard]] SessionRow describe_session(const SessionSettings& settings) const;
  [[nodiscard]] std::optional<StackSampler> begin_stacks(const SessionSettings& settings);
  void take_stacks(TickRow& tick, const Snapshot& snapshot);
  void note_what_is_hidden(const SessionSettings& settings);
  void count_unseen(const Snapshot& snapshot);
  void scan_and_write(std::int64_t missed);
  void note_lost(std::int64_t missed, const std::string& reason);
  void note_late(std::int64_t missed);
  void note_matches(const Snapshot& snapshot);
  void warn_of_no_match();
  [[nodiscard]] std::optional<std::string> gap_reason(std::int64_t missed);
  void keep_budget();

  CpuBudget budget_;
  Clock clock_;
  Log log_;
  std::unique_ptr<Sampler> sampler_;
  std::unique_ptr<ExitListener> exits_;  // null: the kernel does not tell of them
  ReapedExits reaped_;
  HostProbe host_;
  std::optional<OwnCgroup> cgroup_;  // where it is that of all that is recorded
  TaskStarts task_starts_;
  OwnCost own_cost_;
  std::string fault_stacks_ = "off";  // as session.fault_stacks has it
  std::optional<StackSampler> stack_sampler_;
  std::vector<ProcessStack> stacks_;  // not written yet
  SessionOutput output_;
  std::int64_t ticks_written_ = 0;
  bool records_tree_;
  std::optional<std::int64_t> in_tree_;
  std::string
      filters_;  // empty once a process has matched them, once it is said that none does, and where there are none
  std::chrono::nanoseconds begun_;
  std::optional<std::int64_t> unseen_;  // processes at most, since the last tick written
  std::int64_t lost_ = 0;
  std::string lost_reason_;
  bool failing_ = false;
  // Of the scans in the present minute:
  std::int64_t late_ = 0;
  std::int64_t due_ = 0;
  std::chrono::nanoseconds late_since_;
  std::chrono::nanoseconds cpu_used_;   // until the last tick
  std::chrono::nanoseconds suspended_;  // until the last tick
  bool was_suspended_ = false;          // since the last one written
  std::vector<MarkRow> marks_;          // not written yet
};

}  // namespace tidemark

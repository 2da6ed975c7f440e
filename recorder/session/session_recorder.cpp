#include "recorder/session/session_recorder.hpp"

#include <fmt/core.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "common/error.hpp"
#include "common/sqlite.hpp"
#include "common/text.hpp"
#include "common/units.hpp"
#include "common/uuid.hpp"
#include "common/version.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "recorder/procfs/task_limit.hpp"
#include "recorder/sampling/make_sampler.hpp"
#include "recorder/system/capabilities.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kLateWindow = std::chrono::minutes(1);

// An interruption between reading the two clocks that tell a suspend is shorter.
constexpr nanoseconds kLeastSuspend = std::chrono::seconds(1);

// What has been sampled last is worth that much waiting at the end.
constexpr std::chrono::milliseconds kUnwindPatience{300};

// Beyond any number of tests between two ticks, and a bound where none can be written.
constexpr std::size_t kMostMarksWaiting = 10'000;

std::unique_ptr<ExitListener> listen_for_exits(const SessionSettings& settings, const Log& log) {
  const bool is_asked_for = settings.exits == ExitsChoice::kTaskstats;
  const bool may = has_capability(CAP_NET_ADMIN) && is_own_procfs(settings.sampler.proc_root);
  if (!is_asked_for && (settings.exits == ExitsChoice::kNone || !may)) return nullptr;
  try {
    return std::make_unique<ExitListener>();
  } catch (const ExitsUnavailable& reason) {
    if (is_asked_for) throw UserError(fmt::format("exits: they cannot be listened to: {}", reason.what()));
    // A command's output is not the place for notes.
    if (!settings.filter.tree_root) {
      log("note", fmt::format("exits cannot be listened to ({}); processes that live for less than an "
                              "interval are only counted",
                              reason.what()));
    }
    return nullptr;
  }
}

// The command's, or the container's; a service on a host has one of its own.
std::optional<OwnCgroup> own_cgroup(const SessionSettings& settings) {
  const ProcFiles files(settings.sampler.proc_root);
  SessionRow session;
  describe_host(files, session);
  const bool is_commands = settings.filter.tree_root == getpid() && !settings.filter.tree_root_itself;
  if (!is_commands && session.in_container != 1) return std::nullopt;
  return OwnCgroup(files, settings.sampler.cgroup_root);
}

}  // namespace

SessionRecorder::SessionRecorder(const SessionSettings& settings, Clock clock, Log log)
    : budget_(settings.interval, settings.max_cpu),
      clock_(std::move(clock)),
      log_(std::move(log)),
      sampler_(make_sampler(settings.sampler, settings.filter, log_)),
      exits_(listen_for_exits(settings, log_)),
      reaped_(exits_.get()),
      host_(ProcFiles(settings.sampler.proc_root)),
      cgroup_(own_cgroup(settings)),
      task_starts_(ProcFiles(settings.sampler.proc_root)),
      stack_sampler_(begin_stacks(settings)),
      output_(settings.output, describe_session(settings), clock_, log_),
      records_tree_(settings.filter.tree_root.has_value()),
      begun_(clock_.boottime()),
      late_since_(clock_.boottime()),
      cpu_used_(clock_.cpu()),
      suspended_(clock_.suspended()) {
  if (const ProcessFilter filter(settings.filter); !filter.admits_all()) filters_ = filter.to_json();
  // Of its own descendants a recorder sees everything, and a command's output is not the place for notes.
  if (!settings.filter.tree_root) note_what_is_hidden(settings);
}

SessionRow SessionRecorder::describe_session(const SessionSettings& settings) const {
  SessionRow session;
  session.uuid = random_uuid();
  session.interval_ns = settings.interval.count();
  session.recorder_version = kVersion;
  session.sampler = sampler_->name();
  session.filters = ProcessFilter(settings.filter).to_json();
  session.command_line_policy = to_string(settings.sampler.command_lines);
  describe_host(ProcFiles(settings.sampler.proc_root), session);
  session.tasks_max = read_task_limit(ProcFiles(settings.sampler.proc_root),
                                      cgroup_ ? std::optional(settings.sampler.cgroup_root) : std::nullopt);
  if (cgroup_) session.cgroup = cgroup_->path();
  session.fault_stacks = fault_stacks_;
  return session;
}

std::optional<StackSampler> SessionRecorder::begin_stacks(const SessionSettings& settings) {
  const bool is_commands = settings.filter.tree_root == getpid() && !settings.filter.tree_root_itself;
  const bool is_kept = settings.fault_stacks == FaultStacksChoice::kKept;
  const bool is_on = is_kept || settings.fault_stacks == FaultStacksChoice::kOn;
  if (!is_on && (settings.fault_stacks == FaultStacksChoice::kOff || !is_commands)) return std::nullopt;
  fault_stacks_ = is_kept ? "kept" : "on";
  try {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < kLeastStackDescriptors)
      throw StacksUnavailable(fmt::format("fewer than {} files may be open", kLeastStackDescriptors));
    if (!is_own_procfs(settings.sampler.proc_root))
      throw StacksUnavailable(settings.sampler.proc_root + " is not that of this system");
    return std::optional<StackSampler>(
        std::in_place,
        StackSettings{is_commands ? FaultScope::kCommand : FaultScope::kHost, settings.fault_stack_bytes,
                      settings.max_cpu, is_kept, find_unwinder()},
        ProcFiles(settings.sampler.proc_root));
  } catch (const StacksUnavailable& reason) {
    const std::string text = fmt::format("they cannot be sampled: {}", reason.what());
    if (is_on && is_commands) throw UserError("fault-stacks: " + text);
    // A service had better record without them than not at all.
    if (is_on) log_("warning", "stacks of page faults: " + text);
    fault_stacks_ = reason.what();
    return std::nullopt;
  }
}

void SessionRecorder::take_stacks(TickRow& tick, const Snapshot& snapshot) {
  if (!stack_sampler_) return;
  stack_sampler_->take(snapshot, clock_.boottime());
  stack_sampler_->move_stacks_to(stacks_);
  tick.fault_samples_lost = stack_sampler_->take_lost();
  if (tick.recorder_cpu_ns) *tick.recorder_cpu_ns += stack_sampler_->cpu().count();
  if (const std::string& failure = stack_sampler_->failure(); !failure.empty()) {
    log_("warning", fmt::format("stacks of page faults are not sampled any more: {}", failure));
    stack_sampler_.reset();
  }
}

void SessionRecorder::note_what_is_hidden(const SessionSettings& settings) {
  SessionRow session;
  describe_host(ProcFiles(settings.sampler.proc_root), session);
  const std::string visibility = session.visibility.value_or("all");
  if (visibility != "all") {
    log_("note", fmt::format("{} is mounted with {}: processes of other users may not be seen",
                             settings.sampler.proc_root, visibility));
  }
  TickRow tick;
  host_.read_memory(tick);
  if (!tick.mem_available_kib) log_("note", "what memory is available cannot be read, and is not recorded");
  if (!tick.psi_some_total_us) log_("note", "memory pressure (PSI) cannot be read, and is not recorded");
}

void SessionRecorder::take_tick(std::int64_t missed) {
  note_late(missed);
  scan_and_write(missed);
  keep_budget();
}

bool SessionRecorder::add_mark(const MarkMessage& message, const MarkOrigin& origin) {
  if (marks_.size() >= kMostMarksWaiting) return false;
  marks_.push_back({message.kind, escape_name(message.name), (clock_.boottime() - origin.age).count(),
                    (clock_.wall() - origin.age).count(), origin.sender, message.held_kib});
  return true;
}

bool SessionRecorder::pump_stacks() {
  if (!stack_sampler_) return false;
  stack_sampler_->pump(clock_.boottime());
  return stack_sampler_->is_busy();
}

bool SessionRecorder::end() {
  if (stack_sampler_) {
    stack_sampler_->finish(kUnwindPatience);
    stack_sampler_->move_stacks_to(stacks_);
  }
  if (!marks_.empty() || !stacks_.empty()) scan_and_write(0);
  warn_of_no_match();
  return output_.end();
}

// A busy machine makes some scans late now and then, which the recording counts. What is worth a line is that
// they cannot keep up.
void SessionRecorder::note_late(std::int64_t missed) {
  late_ += missed;
  due_ += missed + 1;
  if (clock_.boottime() - late_since_ < kLateWindow) return;
  if (late_ >= due_ / 10 && late_ > 0)
    log_("warning", fmt::format("{} of the last {} scans came too late and were left out", late_, due_));
  late_ = 0;
  due_ = 0;
  late_since_ = clock_.boottime();
}

void SessionRecorder::note_matches(const Snapshot& snapshot) {
  if (!snapshot.processes.empty() || !snapshot.exits.empty()) filters_.clear();
  if (clock_.boottime() - begun_ >= kLateWindow) warn_of_no_match();
}

void SessionRecorder::warn_of_no_match() {
  if (!filters_.empty())
    log_("warning", fmt::format("no process has matched the filters so far: {}", filters_));
  filters_.clear();
}

void SessionRecorder::keep_budget() {
  const nanoseconds used = clock_.cpu();
  const nanoseconds before = budget_.interval();
  budget_.add_tick(used - std::exchange(cpu_used_, used));
  if (budget_.interval() <= before) return;
  log_("warning", fmt::format("scans cost more than --max-cpu allows; the interval is now {}",
                              format_duration(budget_.interval())));
}

void SessionRecorder::scan_and_write(std::int64_t missed) {
  TickRow tick;
  const nanoseconds begin = clock_.boottime();
  tick.boottime_ns = begin.count();
  tick.wall_ns = clock_.wall().count();
  tick.interval_ns = budget_.interval().count();
  tick.missed_before = lost_ + missed;
  tick.gap_reason = gap_reason(missed);
  const Snapshot* snapshot = nullptr;
  try {
    snapshot = &sampler_->scan(&reaped_);
  } catch (const FileError& error) {
    note_lost(missed, fmt::format("scan failed: {}", error.what()));
    return;
  }
  tick.scan_duration_ns = (clock_.boottime() - begin).count();
  tick.processes_seen = snapshot->seen;
  tick.processes_unread = snapshot->unread;
  if (records_tree_) in_tree_ = snapshot->in_tree;
  note_matches(*snapshot);
  count_unseen(*snapshot);
  tick.short_lived_unknown = unseen_;
  host_.read_memory(tick);
  if (cgroup_) cgroup_->read(tick, begin);
  own_cost_.read(tick);
  take_stacks(tick, *snapshot);
  const auto lose = [&](const std::exception& error) {
    note_lost(missed, fmt::format("write failed: {}", error.what()));
    if (unseen_) *unseen_ += snapshot->count_unseen_exits();
  };
  try {
    output_.write_tick(tick, *snapshot, marks_, stacks_);
    marks_.clear();
    stacks_.clear();
  } catch (const SqliteError& error) {
    return lose(error);
  } catch (const UserError& error) {
    return lose(error);
  }
  unseen_.reset();
  if (failing_) log_("note", fmt::format("recording again; {} ticks were lost", lost_));
  failing_ = false;
  was_suspended_ = false;
  lost_ = 0;
  ++ticks_written_;
}

// What has started and is not here now has come and gone; which is a thread, only exits would tell.
void SessionRecorder::count_unseen(const Snapshot& snapshot) {
  const auto started = task_starts_.since_last();
  if (!snapshot.has_all_exits && !started) return;
  const std::int64_t known = snapshot.arrivals + snapshot.count_unseen_exits();
  const std::int64_t unseen = snapshot.has_all_exits ? 0 : std::max<std::int64_t>(0, *started - known);
  unseen_ = unseen_.value_or(0) + unseen;
}

std::optional<std::string> SessionRecorder::gap_reason(std::int64_t missed) {
  const nanoseconds suspended = clock_.suspended();
  was_suspended_ = was_suspended_ || suspended - suspended_ >= kLeastSuspend;
  suspended_ = suspended;
  if (lost_ > 0) return lost_reason_;
  if (was_suspended_) return "suspended";
  if (missed > 0) return "late";
  return std::nullopt;
}

void SessionRecorder::note_lost(std::int64_t missed, const std::string& reason) {
  lost_ += missed + 1;
  if (failing_) return;
  failing_ = true;
  lost_reason_ = reason;  // what comes later may only follow from it
  log_("warning", fmt::format("{}; ticks are lost until this is over", reason));
}

}  // namespace tidemark

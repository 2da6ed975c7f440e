#include "recorder/commands/host_recording.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <utility>

#include "common/error.hpp"
#include "common/units.hpp"
#include "recorder/sampling/process_filter.hpp"
#include "recorder/system/startup_memory.hpp"

namespace tidemark {
namespace {

// The first ticks look at every process and write all that there is; from then on only changes count.
constexpr std::int64_t kStartTicks = 2;

}  // namespace

HostRecording::HostRecording(const SessionSettings& settings, const EndSettings& end, ReadSettings read_again,
                             const Environment& environment, Clock clock, Log log)
    : settings_(settings),
      read_again_(std::move(read_again)),
      clock_(std::move(clock)),
      log_(std::move(log)),
      manager_(environment, log_),
      signals_{SIGINT, SIGTERM, SIGHUP},
      loop_(
          settings.interval, signals_, [this](std::int64_t missed) { take_tick(missed); },
          [this](const SignalQueue::Signal& signal) { take_signal(signal); }) {
  loop_.between_ticks([this] { return session_ && session_->pump_stacks(); });
  end_.emplace(end, loop_.context(), [this](const std::string& why) {
    log_("note", "the recording ends: " + why);
    loop_.stop();
  });
  begin(settings);
  if (const auto allowed = watchdog_time(environment, getpid()))
    watchdog_.emplace(loop_, *allowed, [this] { manager_.alive(status()); });
}

bool HostRecording::run() {
  manager_.ready(status());
  loop_.run();
  manager_.stopping();
  marks_->take_waiting();
  marks_.reset();
  return session_->end();
}

void HostRecording::begin(const SessionSettings& settings) {
  session_.emplace(settings, clock_, log_);
  try {
    take_marks(settings);
  } catch (...) {
    session_->end();
    session_.reset();
    throw;
  }
  settings_ = settings;
  loop_.restart(settings.interval);
}

// Who stays connected to send marks stays so over a reload.
void HostRecording::take_marks(const SessionSettings& settings) {
  if (marks_ && settings.mark_socket == settings_.mark_socket &&
      settings.sampler.proc_root == settings_.sampler.proc_root)
    return;
  if (marks_) marks_->take_waiting();
  marks_.reset();
  marks_ = take_marks_of_host(loop_.context(), *session_, settings, log_);
}

void HostRecording::take_tick(std::int64_t missed) {
  const std::int64_t before = session_->ticks_written();
  session_->take_tick(missed);
  loses_ticks_ = session_->ticks_written() == before;
  if (!loses_ticks_ && session_->ticks_written() == kStartTicks) give_back_startup_memory();
  loop_.set_interval(session_->interval());
  if (watchdog_) watchdog_->look();
  if (session_->in_tree() > 0) has_seen_tree_ = true;
  if (session_->in_tree() == 0) end_with_tree();
}

void HostRecording::end_with_tree() {
  const pid_t root = *settings_.filter.tree_root;
  if (!has_seen_tree_) {
    session_->end();
    throw UserError(fmt::format("pid-tree: there is no process {}", root));
  }
  log_("note", fmt::format("process {} and all its descendants have ended, and so does the recording", root));
  loop_.stop();
}

void HostRecording::take_signal(const SignalQueue::Signal& signal) {
  // A terminal that is closed takes its programs along, whatever they have read.
  if (signal.number == SIGHUP && signal.is_from_process && read_again_) {
    reload();
  } else {
    loop_.stop();
  }
}

void HostRecording::reload() {
  manager_.reloading(std::chrono::steady_clock::now().time_since_epoch());
  try {
    const SessionSettings settings = read_again_();
    const bool is_new = settings != settings_;
    if (is_new) replace(settings);
    refusal_.clear();
    log_("note", is_new ? "the configuration was read again: " + status()
                        : "the configuration was read again and has not changed");
  } catch (const std::exception& error) {
    if (!session_) throw;
    refusal_ = error.what();
    log_("error",
         fmt::format("the new configuration is refused, and the old one stays in force: {}", refusal_));
  }
  manager_.ready(status());
}

// Leaves no session where even the old settings cannot be used any more.
void HostRecording::replace(const SessionSettings& settings) {
  const ProcessFilter checked(settings.filter);
  const SessionSettings old = settings_;
  session_->end();
  try {
    begin(settings);
  } catch (const std::exception&) {
    begin(old);
    throw;
  }
}

std::string HostRecording::status() const {
  std::string text = fmt::format("recording to {}, a scan every {}", settings_.output.path,
                                 format_duration(session_->interval()));
  if (session_->ticks_written() > 0) text += fmt::format("; {} scans written", session_->ticks_written());
  if (loses_ticks_) text += "; scans are being lost, see the log";
  if (!refusal_.empty()) text += "; the new configuration is refused: " + refusal_;
  return text;
}

}  // namespace tidemark

#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <optional>
#include <utility>

#include <boost/program_options/value_semantic.hpp>

#include "common/error.hpp"
#include "common/program.hpp"
#include "recorder/commands/commands.hpp"
#include "recorder/commands/recorder_options.hpp"
#include "recorder/session/mark_intake.hpp"
#include "recorder/session/recording_loop.hpp"
#include "recorder/session/session_recorder.hpp"
#include "recorder/system/child_process.hpp"
#include "recorder/system/log.hpp"
#include "schema/index_faults.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;
using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view kText =
    "Runs COMMAND and records it and all its descendants. Ends when COMMAND ends, with its status: 128 + n "
    "after\n"
    "signal n, 127 not found, 126 not executable, 125 where the recorder itself fails before COMMAND is "
    "started.\n"
    "Signals that a process sends to the recorder are passed on to COMMAND. Orphaned descendants become "
    "children of\n"
    "the recorder, so their getppid() names it. '--' is needed only before a COMMAND that begins with "
    "'-'.\n\n"
    "  tidemark-recorder exec --output tests.tidemark ctest --output-on-failure\n"
    "  tidemark-recorder exec --append --interval 1s -- make -j4\n"
    "  tidemark-analyzer analyze tests.tidemark";

// Follows a command from its start to its end.
class CommandRun {
 public:
  using OnReaped = std::function<void(pid_t, const ExitValues&)>;

  // on_reaped  told how each process ended that was waited for
  CommandRun(bool waits_for_descendants, OnReaped on_reaped)
      : waits_for_descendants_(waits_for_descendants), on_reaped_(std::move(on_reaped)) {}

  // As start_command.
  void start(std::span<const std::string> command, const InheritedState& state) {
    command_ = start_command(command, state);
  }

  // Returns whether the run is over.
  bool take_signal(const SignalQueue::Signal& signal) {
    if (signal.number == SIGCHLD) return reap();
    if (is_stop(signal.number) && !(signal.is_from_process && signal.sender == command_)) {
      stop_signal_ = signal.number;
      stopped_at_ = SteadyClock::now();
    }
    if (status_) return signal.is_from_process;
    // The kernel's signals, a terminal's for one, reach the command without us; its own need not come back to
    // it.
    if (signal.is_from_process && signal.sender != command_) kill(command_, signal.number);
    return false;
  }

  // Only once the run is over.
  [[nodiscard]] int status() const { return *status_; }

 private:
  bool reap() {
    for (;;) {
      int wait_status = 0;
      const pid_t pid = waitpid(-1, &wait_status, WNOHANG);
      if (pid == command_) status_ = to_exit_status(wait_status);
      if (pid > 0) tell(pid, wait_status);
      if (pid < 0 && errno == ECHILD) return true;
      if (pid <= 0) return status_.has_value() && !waits_for_descendants_;
    }
  }

  // A terminal's signals reach the command as they reach us.
  void tell(pid_t pid, int wait_status) const {
    ExitValues exit = exit_of_wait_status(wait_status);
    if (pid == command_ && stop_signal_ && SteadyClock::now() - stopped_at_ <= kStopPatience)
      exit.stop_signal = *stop_signal_;
    on_reaped_(pid, exit);
  }

  static bool is_stop(int signal) {
    return signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
  }

  pid_t command_ = 0;
  bool waits_for_descendants_;
  OnReaped on_reaped_;
  std::optional<int> status_;
  std::optional<int> stop_signal_;
  SteadyClock::time_point stopped_at_;
};

// Where SIGCHLD is ignored the kernel reaps, and the command's status is lost. Returns the action that was in
// force.
struct sigaction take_default_child_action() {
  struct sigaction default_action = {};
  struct sigaction previous = {};
  default_action.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &default_action, &previous);
  return previous;
}

int record_command(std::span<const std::string> command, const SessionSettings& settings,
                   bool waits_for_descendants, const rlimit& descriptor_limit) {
  const struct sigaction child_action = take_default_child_action();
  const SignalQueue signals{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGWINCH};
  SessionRecorder session(settings, system_clock(), log_to_stderr);
  adopt_orphans();
  CommandRun run(waits_for_descendants,
                 [&](pid_t pid, const ExitValues& exit) { session.note_reaped(pid, exit); });
  // Whatever becomes of the recording, the command runs on to its end.
  bool recording = true;
  const auto record = [&](std::int64_t missed) {
    if (!recording) return;
    try {
      session.take_tick(missed);
    } catch (const std::exception& error) {
      recording = false;
      log_to_stderr("warning", fmt::format("recording has stopped: {}", error.what()));
    }
  };
  RecordingLoop* running = nullptr;
  RecordingLoop loop(settings.interval, signals, record, [&](const SignalQueue::Signal& signal) {
    if (run.take_signal(signal)) running->stop();
  });
  running = &loop;
  MarkIntake marks;
  // Last, so that nothing that may fail stands between the start of the command and the wait for its end.
  try {
    marks = take_marks_of_command(loop.context(), session, settings, log_to_stderr);
    if (marks.socket) setenv(kSocketVariable, marks.socket->path().c_str(), 1);
    run.start(command, {signals.previous_mask(), child_action, descriptor_limit});
  } catch (...) {
    session.end();
    throw;
  }
  loop.run();
  record(loop.begin_tick());
  session.end();
  return run.status();
}

}  // namespace

int exec_command(std::span<const std::string> arguments) {
  po::options_description options =
      recording_options("100ms", "the recording; one that is there is kept as FILE.1");
  options.add_options()("append,a", po::bool_switch(),
                        "append a session to the recording that is there, in place of beginning it anew");
  options.add_options()("wait-descendants", po::bool_switch(),
                        "go on until all descendants have ended, not just COMMAND");
  const std::size_t count = count_option_arguments(options, arguments);
  const Settings settings = read_settings(options, {}, arguments.first(count), recorder_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-recorder exec [OPTION...] [--] COMMAND [ARGUMENT...]", kText, options);
    return 0;
  }
  std::span<const std::string> command = arguments.subspan(count);
  if (!command.empty() && command.front() == "--") command = command.subspan(1);
  if (command.empty()) throw UserError("exec: the command is missing; write it behind the options");
  const rlimit descriptor_limit = raise_descriptor_limit();
  survive_index_faults();
  SessionSettings session = to_session_settings(settings);
  session.output.begins_anew = !settings["append"].as<bool>();
  session.filter.tree_root = getpid();
  session.filter.tree_root_itself = false;
  try {
    return record_command(command, session, settings["wait-descendants"].as<bool>(), descriptor_limit);
  } catch (const CommandNotStarted& error) {
    log_to_stderr("error", error.what());
    return error.status();
  }
}

}  // namespace tidemark

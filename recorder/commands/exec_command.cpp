#include <fmt/core.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include <boost/program_options/value_semantic.hpp>

#include "common/error.hpp"
#include "common/program.hpp"
#include "recorder/commands/command_run.hpp"
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

int record_command(std::span<const std::string> command, const SessionSettings& settings,
                   bool waits_for_descendants, const rlimit& descriptor_limit) {
  const struct sigaction child_action = take_default_child_action();
  const SignalQueue signals(kSignalsOfRun);
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
  loop.between_ticks([&] { return recording && session.pump_stacks(); });
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
  marks.take_waiting();
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

#include <csignal>

#include <boost/program_options/value_semantic.hpp>

#include "common/program.hpp"
#include "recorder/commands.hpp"
#include "recorder/log.hpp"
#include "recorder/mark_intake.hpp"
#include "recorder/recorder_options.hpp"
#include "recorder/recording_loop.hpp"
#include "recorder/session_recorder.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Records the memory of every process (kernel threads apart) until it gets SIGINT or SIGTERM. An "
    "existing\n"
    "recording is appended to, as a new session.\n\n"
    "  tidemark-recorder run --output /var/tmp/night.tidemark --interval 1s\n"
    "  tidemark-recorder run --include '^my_server' --exclude gdb --user tester";

}  // namespace

int run_command(std::span<const std::string> arguments) {
  po::options_description options = recording_options("1s");
  options.add_options()("pid-tree", po::value<std::string>(), "record only this process and its descendants");
  add_service_options(options);
  const Settings settings = read_settings(options, {}, arguments, recorder_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-recorder run [OPTION...]", kText, options);
    return 0;
  }
  raise_descriptor_limit();
  const SessionSettings session_settings = to_session_settings(settings);
  const SignalQueue signals{SIGINT, SIGTERM, SIGHUP};
  SessionRecorder session(session_settings, system_clock(), log_to_stderr);
  RecordingLoop* running = nullptr;
  RecordingLoop loop(
      session_settings.interval, signals,
      [&](std::int64_t missed) {
        session.take_tick(missed);
        running->set_interval(session.interval());
      },
      [&](const SignalQueue::Signal&) { running->stop(); });
  running = &loop;
  MarkIntake marks;
  try {
    marks = take_marks_of_host(loop.context(), session, session_settings, log_to_stderr);
  } catch (...) {
    session.end();
    throw;
  }
  loop.run();
  return session.end() ? 0 : 3;
}

}  // namespace tidemark

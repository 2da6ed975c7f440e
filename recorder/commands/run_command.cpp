#include <sys/types.h>

#include <boost/program_options/value_semantic.hpp>
#include <limits>

#include "common/error.hpp"
#include "common/program.hpp"
#include "recorder/commands/commands.hpp"
#include "recorder/commands/host_recording.hpp"
#include "recorder/commands/recorder_options.hpp"
#include "recorder/sampling/process_filter.hpp"
#include "recorder/system/log.hpp"
#include "schema/index_faults.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Records the memory of every process (kernel threads apart) until it gets SIGINT or SIGTERM, or until "
    "what\n--duration, --until-exit or --pid-tree say. An existing recording is appended to, as a new "
    "session. With --config a SIGHUP has the file read again; without, it "
    "ends the\n"
    "recording, and so does a terminal that is closed.\n\n"
    "  tidemark-recorder run --output /var/tmp/night.tidemark --interval 1s\n"
    "  tidemark-recorder run --include '^my_server' --exclude gdb --user tester\n"
    "  tidemark-recorder run --duration 30m --output half-an-hour.tidemark\n"
    "  tidemark-recorder run --config /etc/tidemark/recorder.ini --check";

po::options_description run_options() {
  po::options_description options =
      recording_options("1s", "the recording; a new session is appended to one that is there");
  options.add_options()("pid-tree", po::value<std::string>(),
                        "record only this process and its descendants, until all of them have ended");
  options.add_options()("duration", po::value<std::string>(), "end after this time, such as 30m");
  options.add_options()("until-exit", po::value<std::string>(), "end when the process of this PID has ended");
  add_service_options(options);
  options.add_options()("check", po::bool_switch(), "only say whether the settings can be used, and end");
  return options;
}

EndSettings to_end_settings(const Settings& settings) {
  EndSettings end;
  if (settings.count("duration") != 0) end.duration = duration_setting(settings, "duration");
  if (end.duration && end.duration->count() <= 0)
    throw UserError("duration: after no time there is nothing recorded; write 30m, say");
  if (settings.count("until-exit") != 0)
    end.process =
        static_cast<pid_t>(*whole_setting(settings, "until-exit", 1, std::numeric_limits<pid_t>::max()));
  return end;
}

}  // namespace

int run_command(std::span<const std::string> arguments) {
  const po::options_description options = run_options();
  const auto read = [&] { return read_settings(options, {}, arguments, recorder_environment()); };
  const Settings settings = read();
  if (settings.count("help") != 0) {
    print_command_help("tidemark-recorder run [OPTION...]", kText, options);
    return 0;
  }
  raise_descriptor_limit();
  survive_index_faults();
  const SessionSettings session = to_session_settings(settings);
  const EndSettings end = to_end_settings(settings);
  if (settings["check"].as<bool>()) {
    const ProcessFilter checked(session.filter);
    return 0;
  }
  HostRecording::ReadSettings read_again;
  if (settings.count("config") != 0) read_again = [&] { return to_session_settings(read()); };
  return HostRecording(session, end, read_again, current_environment(), system_clock(), log_to_stderr).run()
             ? 0
             : 3;
}

}  // namespace tidemark

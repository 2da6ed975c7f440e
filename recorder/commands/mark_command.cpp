#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <string_view>

#include "common/error.hpp"
#include "common/program.hpp"
#include "common/settings.hpp"
#include "recorder/commands/commands.hpp"
#include "recorder/commands/mark_run.hpp"
#include "recorder/session/mark_message.hpp"
#include "recorder/system/child_process.hpp"
#include "recorder/system/log.hpp"
#include "recorder/system/unix_socket.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Tells a running recorder that a test begins or ends, or anything else (note). It goes into the "
    "recording\n"
    "with the time and the caller's PID, and the analyzer then says which tests memory grew in. Tests may\n"
    "overlap. NAME has at most 1000 bytes. Ends with 2 where no recorder listens. 'run' runs COMMAND as a\n"
    "test and ends with its status: 128 + n after signal n, 127 not found, 126 not executable, 125 where no\n"
    "recorder listens.\n\n"
    "  tidemark-recorder mark begin upload\n"
    "  ./upload_test\n"
    "  tidemark-recorder mark end upload\n\n"
    "  tidemark-recorder mark --if-running run upload -- ./upload_test --fast\n"
    "  tidemark-recorder mark note 'deployed build 1234'";

constexpr int kPatienceSeconds = 1;
constexpr int kRunFailure = 125;  // as env(1) and timeout(1) have it

MarkMessage message_of(std::span<const std::string> words) {
  if (words.empty()) throw UserError("mark: begin, end, note or run is missing; --help shows how");
  if (words.size() > 2) throw UserError("mark: there is more than one name; options stand before the kind");
  return parse_mark(to_text({words[0], words.size() > 1 ? words[1] : "", true}));
}

// Returns a stream, not open where no recorder listens and that may be.
Descriptor connect_to_recorder(const std::string& path, bool may_be_absent) {
  Descriptor stream = connect_unix(path + kStreamSuffix, kPatienceSeconds, kSendMark);
  if (!stream.is_open() && !may_be_absent)
    throw FileError(path, kSendMark, "no recorder listens there; --if-running makes that no error");
  return stream;
}

int run_test(const std::string& path, bool may_be_absent, std::span<const std::string> words) {
  if (words.empty()) throw UserError("mark run: the test's name is missing");
  const std::string name = parse_mark(to_text({"begin", words[0]})).name;
  std::span<const std::string> command = words.subspan(1);
  if (!command.empty() && command.front() == "--") command = command.subspan(1);
  if (command.empty()) throw UserError("mark run: the command is missing; write it behind the name");
  try {
    return run_marked(connect_to_recorder(path, may_be_absent), path, name, command);
  } catch (const CommandNotStarted& error) {
    log_to_stderr("error", error.what());
    return error.status();
  } catch (const FileError& error) {
    log_to_stderr("error", error.what());
    return kRunFailure;
  }
}

}  // namespace

int mark_command(std::span<const std::string> arguments) {
  po::options_description options("Options");
  options.add_options()("help,h", "print this help");
  options.add_options()("socket", po::value<std::string>()->default_value(kServiceSocket),
                        "where the recorder listens; exec sets TIDEMARK_SOCKET to it for its command");
  options.add_options()("if-running", po::bool_switch(),
                        "do nothing where no recorder listens, and end with 0");
  // Options stand before the kind, so that a name may look like one.
  const std::size_t count = count_option_arguments(options, arguments);
  const Settings settings = read_settings(options, {}, arguments.first(count), current_environment());
  if (settings.count("help") != 0) {
    print_command_help(
        "tidemark-recorder mark [OPTION...] begin|end|note NAME\n"
        "       tidemark-recorder mark [OPTION...] run NAME [--] COMMAND [ARGUMENT...]",
        kText, options);
    return 0;
  }
  const std::string path = *text_setting(settings, "socket");
  const bool may_be_absent = settings["if-running"].as<bool>();
  const std::span<const std::string> words = arguments.subspan(count);
  if (!words.empty() && words.front() == "run") return run_test(path, may_be_absent, words.subspan(1));
  const MarkMessage message = message_of(words);
  const Descriptor stream = connect_to_recorder(path, may_be_absent);
  if (stream.is_open()) send_mark(stream, to_line(message), path);
  return 0;
}

}  // namespace tidemark

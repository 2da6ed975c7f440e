#include <fmt/core.h>
#include <sys/socket.h>

#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/error.hpp"
#include "common/program.hpp"
#include "common/settings.hpp"
#include "recorder/commands/commands.hpp"
#include "recorder/session/mark_message.hpp"
#include "recorder/system/unix_socket.hpp"

namespace tidemark {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kText =
    "Tells a running recorder that a test begins or ends, or anything else (note). It goes into the "
    "recording\n"
    "with the time and the caller's PID, and the analyzer then says which tests memory grew in. Tests may\n"
    "overlap. NAME has at most 1000 bytes. Ends with 2 where no recorder listens.\n\n"
    "  tidemark-recorder mark begin upload\n"
    "  ./upload_test\n"
    "  tidemark-recorder mark end upload\n"
    "  tidemark-recorder mark note 'deployed build 1234'";

constexpr int kPatienceSeconds = 1;
constexpr const char* kAction = "send the mark";

MarkMessage message_of(std::span<const std::string> words) {
  if (words.empty()) throw UserError("mark: begin, end or note is missing; --help shows how");
  if (words.size() > 2) throw UserError("mark: there is more than one name; options stand before the kind");
  return parse_packet(to_packet({words[0], words.size() > 1 ? words[1] : "", true}));
}

std::string exchange(const Descriptor& connection, const std::string& packet, const std::string& path) {
  if (send(connection.number(), packet.data(), packet.size(), MSG_NOSIGNAL) < 0)
    throw FileError(path, kAction, std::strerror(errno));
  std::array<char, 4096> buffer{};
  const ssize_t size = recv(connection.number(), buffer.data(), buffer.size(), 0);
  if (size > 0) return {buffer.data(), static_cast<std::size_t>(size)};
  if (size == 0) throw FileError(path, kAction, "the recorder is about to end, and may not have recorded it");
  const bool late = errno == EAGAIN;
  throw FileError(path, kAction, late ? "the recorder did not answer within 1 s" : std::strerror(errno));
}

}  // namespace

int mark_command(std::span<const std::string> arguments) {
  po::options_description options("Options");
  options.add_options()("help,h", "print this help");
  options.add_options()("socket", po::value<std::string>()->default_value(kServiceSocket),
                        "where the recorder listens; exec sets TIDEMARK_SOCKET to it for its command");
  // Options stand before the kind, so that a name may look like one.
  const std::size_t count = count_option_arguments(options, arguments);
  const Settings settings = read_settings(options, {}, arguments.first(count), current_environment());
  if (settings.count("help") != 0) {
    print_command_help("tidemark-recorder mark [--socket PATH] begin|end|note NAME", kText, options);
    return 0;
  }
  const std::string packet = to_packet(message_of(arguments.subspan(count)));
  const std::string path = *text_setting(settings, "socket");
  const Descriptor connection = connect_unix(path, kPatienceSeconds, kAction);
  const std::string answer = exchange(connection, packet, path);
  if (answer != kMarkAccepted) throw FileError(path, kAction, answer);
  return 0;
}

}  // namespace tidemark

#include "recorder/procfs/listening_sockets.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "recorder/system/listening_tcp.hpp"

namespace tidemark {
namespace {

// Who listens does so on one of the first descriptors that it opens.
constexpr std::size_t kMostDescriptors = 256;
// Some 1700 sockets of TCP, of which those that listen come first; and 3000 of Unix.
constexpr std::size_t kMostText = std::size_t{256} << 10U;

constexpr std::pair kUsualPorts{32768, 60999};

// Takes the next line off the front of `text`; only whole ones, nullopt at the end.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// Returns the word at a place, counted from 0; empty where there are fewer.
std::string_view word_at(std::string_view line, int place) {
  for (;;) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const std::size_t end = std::min(line.find(' '), line.size());
    if (place-- == 0) return line.substr(0, end);
    if (end == line.size()) return {};
    line.remove_prefix(end);
  }
}

template <typename Number>
std::optional<Number> to_number(std::string_view word, int base) {
  Number number{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number, base);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return number;
}

// Returns the inodes of the lines, but for the heading, that `accept` accepts, up to the first that ends it.
template <typename Accept>
SocketInodes collect(std::string_view text, int inode_place, bool ends_at_first_other, Accept accept) {
  SocketInodes inodes;
  static_cast<void>(take_line(text));
  while (const auto line = take_line(text)) {
    if (!accept(*line)) {
      if (ends_at_first_other) break;
      continue;
    }
    if (const auto inode = to_number<std::uint64_t>(word_at(*line, inode_place), 10))
      inodes.push_back(*inode);
  }
  return inodes;
}

// Of an address such as 0100007F:1F90.
std::optional<int> port_of(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return to_number<int>(address.substr(colon + 1), 16);
}

std::pair<int, int> given_ports(const ProcFiles& files) {
  std::string text = files.read_file("sys/net/ipv4/ip_local_port_range").value_or("");
  std::replace(text.begin(), text.end(), '\t', ' ');
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto first = to_number<int>(word_at(text, 0), 10);
  const auto last = to_number<int>(word_at(text, 1), 10);
  return first && last ? std::pair(*first, *last) : kUsualPorts;
}

// The sockets among the first descriptors of a process.
struct FirstSockets {
  SocketInodes inodes;
  bool are_all = true;  // that it has
};

// Returns nullopt where they cannot be read.
std::optional<FirstSockets> sockets_of(const ProcFiles& files, pid_t pid) {
  constexpr std::string_view kStart = "socket:[";
  auto descriptors = files.list_descriptors(pid, kMostDescriptors);
  if (!descriptors) return std::nullopt;
  descriptors->insert(descriptors->begin(), 0);
  FirstSockets sockets;
  sockets.are_all = descriptors->size() <= kMostDescriptors;
  for (std::size_t i = 0; i < descriptors->size() && i < kMostDescriptors; ++i) {
    const auto link = files.read_link(std::to_string(pid) + "/fd/" + std::to_string((*descriptors)[i]));
    if (!link || !link->starts_with(kStart)) continue;
    const std::string_view number = std::string_view(*link).substr(kStart.size());
    if (const auto inode = to_number<std::uint64_t>(number.substr(0, number.find(']')), 10))
      sockets.inodes.push_back(*inode);
  }
  return sockets;
}

bool has_any(const FirstSockets& sockets, const SocketInodes& listening) {
  return std::any_of(listening.begin(), listening.end(), [&](std::uint64_t inode) {
    return std::find(sockets.inodes.begin(), sockets.inodes.end(), inode) != sockets.inodes.end();
  });
}

// Whether a process has this process's network namespace.
bool is_in_own_network(const ProcFiles& files, pid_t pid) {
  const auto own = files.read_link("self/ns/net");
  return own && files.read_link(std::to_string(pid) + "/ns/net") == own;
}

}  // namespace

SocketInodes parse_listening_tcp(std::string_view text) {
  return collect(text, 9, true, [](std::string_view line) { return word_at(line, 3) == "0A"; });
}

SocketInodes parse_listening_unix(std::string_view text) {
  constexpr std::uint32_t kAccepts = 0x10000;  // __SO_ACCEPTCON
  return collect(text, 6, false, [](std::string_view line) {
    const auto flags = to_number<std::uint32_t>(word_at(line, 3), 16);
    return flags && (*flags & kAccepts) != 0;
  });
}

SocketInodes parse_listening_udp(std::string_view text, std::pair<int, int> given_ports) {
  return collect(text, 9, false, [&](std::string_view line) {
    const auto port = port_of(word_at(line, 1));
    const auto peer = port_of(word_at(line, 2));
    const bool is_given = port && *port >= given_ports.first && *port <= given_ports.second;
    return port && *port != 0 && !is_given && peer == 0;
  });
}

std::optional<bool> listens_on_socket(const ProcFiles& files, pid_t pid) {
  const auto sockets = sockets_of(files, pid);
  if (!sockets) return std::nullopt;
  bool is_all = sockets->are_all;
  if (sockets->inodes.empty()) return is_all ? std::optional(false) : std::nullopt;
  bool could_read = false;
  const auto has_any_of = [&](const char* file, auto parse) {
    const auto text = files.read_file(std::to_string(pid) + "/net/" + file, kMostText);
    if (!text) return false;
    could_read = true;
    // Those of TCP that listen come first.
    if (text->size() >= kMostText && std::string_view(file).substr(0, 3) != "tcp") is_all = false;
    return has_any(*sockets, parse(*text));
  };
  const auto has_tcp = [&] {
    const auto listening = is_in_own_network(files, pid) ? list_listening_tcp() : std::nullopt;
    if (!listening) return has_any_of("tcp", parse_listening_tcp) || has_any_of("tcp6", parse_listening_tcp);
    could_read = true;
    return has_any(*sockets, *listening);
  };
  const auto parse_udp = [ports = given_ports(files)](std::string_view text) {
    return parse_listening_udp(text, ports);
  };
  const bool listens = has_tcp() || has_any_of("unix", parse_listening_unix) ||
                       has_any_of("udp", parse_udp) || has_any_of("udp6", parse_udp);
  if (listens) return true;
  return could_read && is_all ? std::optional(false) : std::nullopt;
}

}  // namespace tidemark

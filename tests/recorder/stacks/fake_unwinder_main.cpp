#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "recorder/stacks/unwind_message.hpp"
#include "recorder/stacks/unwinder_process.hpp"
#include "tests/recorder/stacks/fake_unwinder.hpp"

// Stands in for tidemark-unwinder. What it does is what its file is called, since the recorder gives it no arguments.
namespace tidemark::testing {
namespace {

struct Packet {
  std::vector<std::byte> bytes;
  std::uint32_t files = 0;
};

bool receive(Packet& packet) {
  packet.bytes.resize(2 * kMostMessageBytes);
  iovec part{packet.bytes.data(), packet.bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(256 * sizeof(int))> control{};
  msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  const ssize_t count = recvmsg(STDIN_FILENO, &header, 0);
  if (count <= 0) return false;
  packet.bytes.resize(static_cast<std::size_t>(count));
  packet.files = 0;
  if (const cmsghdr* const rights = CMSG_FIRSTHDR(&header)) {
    packet.files = static_cast<std::uint32_t>((rights->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    std::array<int, 256> numbers{};
    std::memcpy(numbers.data(), CMSG_DATA(rights), packet.files * sizeof(int));
    for (std::uint32_t i = 0; i < packet.files; ++i) close(numbers.at(i));
  }
  return true;
}

void send_bytes(const std::vector<std::byte>& bytes) {
  if (send(STDIN_FILENO, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) _exit(1);
}

void log(std::string line) {
  line += '\n';
  if (write(kFakeUnwinderLog, line.data(), line.size()) < 0) return;  // nobody wants to know
}

void log_message(const Packet& packet) {
  if (const auto modules = decode_modules(packet.bytes)) {
    log((modules->has_code_map ? "map of " : "modules of ") + std::to_string(modules->process));
  } else if (const auto forget = decode_forget(packet.bytes)) {
    log("forget " + std::to_string(forget->process));
  }
}

void send_back(const Packet& packet) {
  std::vector<std::byte> bytes(sizeof packet.files);
  std::memcpy(bytes.data(), &packet.files, sizeof packet.files);
  bytes.insert(bytes.end(), packet.bytes.begin(), packet.bytes.end());
  send_bytes(bytes);
}

StackMessage answer_to(const std::string& name, std::uint64_t id) {
  if (name == "answer-nothing") return {id, false, {}};
  if (name == "answer-unknown") return {id, false, {{std::nullopt, 0x7000, "", ""}}};
  return {id, true, {{0, 0x1234, "touch\x01", "ab12"}, {100'000, UINT64_MAX, "made", ""}}};
}

void answer_all(const std::string& name) {
  Packet packet;
  for (int samples = 0; receive(packet);) {
    log_message(packet);
    const auto sample = decode_sample(packet.bytes);
    if (!sample) continue;
    ++samples;
    log("sample of " + std::to_string(sample->process));
    if (name == "end") return;
    if (name == "silent" || (name == "skip" && samples % 2 != 0)) continue;
    send_bytes(encode(answer_to(name, sample->id)));
    log("answered");
    if (name == "last-words") return;
  }
}

// Leaves a child in its session, by which its number stays in use until the socket is closed.
void leave_number() {
  char byte = 0;
  if (setsid() > 0 && fork() == 0 && read(STDIN_FILENO, &byte, 1) > 0) _exit(1);
}

int run(const std::string& name) {
  std::vector<char> memory;
  if (name == "finder") {
    try {
      std::puts(find_unwinder().c_str());
    } catch (const std::exception& error) {
      std::puts(error.what());
    }
  } else if (name == "deaf") {
    pause();
  } else if (name == "leave-number") {
    leave_number();
  } else if (name == "echo") {
    for (Packet packet; receive(packet);) send_back(packet);
  } else if (name == "silent-and-fat") {
    memory.assign(std::size_t{32} << 20U, 'x');
    answer_all("silent");
  } else {
    answer_all(name);
  }
  return 0;
}

}  // namespace
}  // namespace tidemark::testing

int main() { return tidemark::testing::run(std::filesystem::read_symlink("/proc/self/exe").filename()); }

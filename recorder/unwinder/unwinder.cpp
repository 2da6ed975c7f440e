#include "recorder/unwinder/unwinder.hpp"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "common/descriptor.hpp"
#include "recorder/stacks/unwind_message.hpp"
#include "recorder/unwinder/process_image.hpp"

namespace tidemark {
namespace {

// A stack of 64 KiB, the most that the kernel copies, comes with a header.
constexpr std::size_t kMostPacketBytes = kMostMessageBytes + 64 * 1024;
constexpr std::size_t kMostDescriptors = kMostModulesAMessage + 1;

struct Packet {
  std::vector<std::byte> bytes;
  std::vector<Descriptor> descriptors;
};

// Returns false at the end.
bool receive(int socket, Packet& packet) {
  packet.bytes.resize(kMostPacketBytes);
  packet.descriptors.clear();
  iovec part{packet.bytes.data(), packet.bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMostDescriptors * sizeof(int))> control{};
  msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  ssize_t count = -1;
  do {
    count = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count <= 0) return false;
  packet.bytes.resize(static_cast<std::size_t>(count));
  for (cmsghdr* part_of = CMSG_FIRSTHDR(&header); part_of != nullptr;
       part_of = CMSG_NXTHDR(&header, part_of)) {
    if (part_of->cmsg_level != SOL_SOCKET || part_of->cmsg_type != SCM_RIGHTS) continue;
    // The space for them is rounded up, and may have another one.
    const std::size_t sent = (part_of->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < sent; ++i) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(part_of) + i * sizeof number, sizeof number);
      packet.descriptors.emplace_back(number);
    }
  }
  return true;
}

class Unwinder {
 public:
  explicit Unwinder(int socket) : socket_(socket) {}

  // Returns false where the recorder does not take answers any more.
  bool answer(Packet& packet) {
    if (const auto modules = decode_modules(packet.bytes)) {
      learn(*modules, packet.descriptors);
    } else if (const auto forgotten = decode_forget(packet.bytes)) {
      images_.erase(forgotten->process);
    } else if (const auto sample = decode_sample(packet.bytes)) {
      return answer(*sample);
    }
    return true;
  }

 private:
  void learn(const ModulesMessage& message, std::vector<Descriptor>& files) {
    if (message.begins) images_.erase(message.process);
    ProcessImage& image = images_.try_emplace(message.process, names_).first->second;
    for (std::size_t i = 0; i < message.modules.size() && i < files.size(); ++i)
      image.add_module(message.modules[i], std::move(files[i]));
    if (message.has_code_map && files.size() > message.modules.size())
      image.set_code_map(CodeMap(std::move(files.back())));
  }

  bool answer(const SampleMessage& sample) {
    StackMessage stack;
    stack.id = sample.id;
    if (const auto image = images_.find(sample.process); image != images_.end())
      stack = image->second.unwind(sample, std::chrono::steady_clock::now().time_since_epoch());
    const std::vector<std::byte> bytes = encode(stack);
    ssize_t count = -1;
    do {
      count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    } while (count < 0 && errno == EINTR);
    return count >= 0;
  }

  int socket_;
  SymbolNames names_;
  std::map<std::uint32_t, ProcessImage> images_;
};

// Files and maps are others', and may have been made to do harm. What it really takes is for the recorder to watch.
void bound_resources() {
  const auto limit = [](auto resource, rlim_t most) {
    rlimit now{};
    if (getrlimit(resource, &now) != 0) return;
    now.rlim_max = std::min(now.rlim_max, most);
    now.rlim_cur = now.rlim_max;
    setrlimit(resource, &now);
  };
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which reserve terabytes
  // Also the files themselves, which libdwfl maps privately, count.
  limit(RLIMIT_DATA, rlim_t{4} << 30U);
#endif
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
}

}  // namespace

int serve_unwinding(int socket) {
  bound_resources();
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
  Unwinder unwinder(socket);
  Packet packet;
  while (receive(socket, packet)) {
    if (!unwinder.answer(packet)) return 1;
  }
  return 0;
}

}  // namespace tidemark

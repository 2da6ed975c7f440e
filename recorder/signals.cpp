#include "recorder/signals.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace tidemark {

SignalQueue::SignalQueue(std::initializer_list<int> signals) {
  sigset_t set{};
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  descriptor_ = Descriptor(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!descriptor_.is_open()) throw std::system_error(errno, std::generic_category(), "signalfd");
  // A closed stderr must not end the recorder; written to in vain it is an error code.
  sigaddset(&set, SIGPIPE);
  sigprocmask(SIG_BLOCK, &set, &previous_mask_);
}

SignalQueue::~SignalQueue() { sigprocmask(SIG_SETMASK, &previous_mask_, nullptr); }

std::optional<SignalQueue::Signal> SignalQueue::take() const {
  signalfd_siginfo info{};
  if (read(descriptor_.number(), &info, sizeof info) != static_cast<ssize_t>(sizeof info))
    return std::nullopt;
  const bool from_process = info.ssi_code <= 0;  // SI_USER, SI_QUEUE, SI_TKILL; the kernel's own are above
  return Signal{static_cast<int>(info.ssi_signo), from_process ? static_cast<pid_t>(info.ssi_pid) : 0};
}

}  // namespace tidemark

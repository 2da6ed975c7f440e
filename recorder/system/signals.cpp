#include "recorder/system/signals.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>

namespace tidemark {
namespace {

// A blocked signal waits even where it is ignored, so that a signalfd would take what nohup(1) has turned off. (A shell
// turns SIGINT off for what a script starts in the background, which is no wish of anybody's.)
bool is_turned_off(int signal) {
  struct sigaction action = {};
  return signal == SIGHUP && sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

SignalQueue::SignalQueue(std::initializer_list<int> signals) {
  sigemptyset(&blocked_);
  for (const int signal : signals) {
    if (!is_turned_off(signal)) sigaddset(&blocked_, signal);
  }
  descriptor_ = Descriptor(signalfd(-1, &blocked_, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!descriptor_.is_open()) throw std::system_error(errno, std::generic_category(), "signalfd");
  // A closed stderr or a file at its size limit must not end the recorder; written to in vain it is an error
  // code.
  sigaddset(&blocked_, SIGPIPE);
  sigaddset(&blocked_, SIGXFSZ);
  sigprocmask(SIG_BLOCK, &blocked_, &previous_mask_);
}

// What still waits came too late to be answered; unblocked, it would end the process.
SignalQueue::~SignalQueue() {
  const timespec at_once{};
  while (sigtimedwait(&blocked_, nullptr, &at_once) > 0) {}
  sigprocmask(SIG_SETMASK, &previous_mask_, nullptr);
}

std::optional<SignalQueue::Signal> SignalQueue::take() const {
  signalfd_siginfo info{};
  if (read(descriptor_.number(), &info, sizeof info) != static_cast<ssize_t>(sizeof info))
    return std::nullopt;
  const bool is_from_process = info.ssi_code <= 0;  // SI_USER, SI_QUEUE, SI_TKILL; the kernel's own are above
  const pid_t sender = is_from_process ? static_cast<pid_t>(info.ssi_pid) : 0;
  return Signal{static_cast<int>(info.ssi_signo), is_from_process, sender};
}

}  // namespace tidemark

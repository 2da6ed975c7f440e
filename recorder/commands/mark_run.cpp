#include "recorder/commands/mark_run.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "common/error.hpp"
#include "recorder/commands/command_run.hpp"
#include "recorder/session/mark_message.hpp"
#include "recorder/system/log.hpp"

namespace tidemark {
namespace {

void take_answer(const Descriptor& stream, const std::string& path) {
  std::array<char, 4096> buffer{};
  const ssize_t size = recv(stream.number(), buffer.data(), buffer.size(), 0);
  if (size == 0)
    throw FileError(path, kSendMark, "the recorder is about to end, and may not have recorded it");
  if (size < 0) {
    const bool late = errno == EAGAIN;
    throw FileError(path, kSendMark, late ? "the recorder did not answer within 1 s" : std::strerror(errno));
  }
  std::string answer(buffer.data(), static_cast<std::size_t>(size));
  if (answer.ends_with('\n')) answer.pop_back();
  if (answer == kMarkAccepted) return;
  if (answer.starts_with(kMarkRefused)) answer.erase(0, kMarkRefused.size());
  throw UserError(path + ": " + answer);
}

// Does what may fail, and no more than warns where it does.
template <typename Action>
void warn_of_failure(Action action) {
  try {
    action();
  } catch (const UserError& error) {
    log_to_stderr("warning", error.what());
  }
}

void wait_for_end(CommandRun& run, const SignalQueue& signals) {
  for (;;) {
    while (const auto signal = signals.take()) {
      if (run.take_signal(*signal)) return;
    }
    pollfd ready{signals.descriptor(), POLLIN, 0};
    poll(&ready, 1, -1);
  }
}

}  // namespace

void send_mark(const Descriptor& stream, const std::string& line, const std::string& path) {
  if (send(stream.number(), line.data(), line.size(), MSG_NOSIGNAL) < 0)
    throw FileError(path, kSendMark, std::strerror(errno));
  take_answer(stream, path);
}

int run_marked(const Descriptor& stream, const std::string& path, const std::string& name,
               std::span<const std::string> command) {
  InheritedState state;
  state.child_action = take_default_child_action();
  getrlimit(RLIMIT_NOFILE, &state.descriptor_limit);
  const SignalQueue signals(kSignalsOfRun);
  state.signal_mask = signals.previous_mask();
  CommandRun run;
  const auto end_test = [&] {
    if (stream.is_open()) warn_of_failure([&] { send_mark(stream, to_line({"end", name}), path); });
  };
  const auto hear_of_begin = [&] {
    if (stream.is_open()) warn_of_failure([&] { take_answer(stream, path); });
  };
  try {
    run.start(command, state, {stream.number(), to_line({"begin", name})});
  } catch (const CommandNotStarted&) {
    hear_of_begin();
    end_test();
    throw;
  }
  hear_of_begin();
  wait_for_end(run, signals);
  end_test();
  return run.status();
}

}  // namespace tidemark

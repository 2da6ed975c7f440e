#include "tests/support/real_process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string_view>
#include <thread>

namespace tidemark::testing {
namespace {

std::vector<std::string> make_environment(const std::vector<std::string>& variables) {
  std::vector<std::string> environment = variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!std::string_view(*entry).starts_with("TIDEMARK_")) environment.emplace_back(*entry);
  }
  return environment;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

RealProcess::RealProcess(const Launch& launch) {
  write_bytes(directory_.file("in"), launch.input);
  const int in = open(directory_.file("in").c_str(), O_RDONLY | O_CLOEXEC);
  const int out = open(directory_.file("out").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const int err = open(directory_.file("err").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  std::vector<std::string> command = launch.command;
  std::vector<std::string> environment = make_environment(launch.variables);
  const std::vector<char*> arguments = pointers_to(command);
  const std::vector<char*> variables = pointers_to(environment);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    if (launch.before_exec) launch.before_exec();
    execvpe(arguments[0], arguments.data(), variables.data());
    _exit(99);
  }
  for (const int descriptor : {in, out, err}) close(descriptor);
  if (pid_ < 0) throw std::runtime_error("fork failed");
}

RealProcess::~RealProcess() {
  if (status_) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void RealProcess::send(int signal) const {
  if (!status_) kill(pid_, signal);
}

bool RealProcess::is_running() {
  if (status_) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return true;
  status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return false;
}

int RealProcess::wait(std::chrono::seconds patience) {
  if (!comes_true([this] { return !is_running(); }, patience))
    throw std::runtime_error("the process does not end");
  return *status_;
}

Outcome run_to_end(const Launch& launch) {
  RealProcess process(launch);
  const int status = process.wait();
  return {status, process.output(), process.errors()};
}

bool comes_true(const std::function<bool()>& condition, std::chrono::seconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace tidemark::testing

#include "recorder/session/mark_intake.hpp"

#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <utility>

#include "common/error.hpp"

namespace tidemark {
namespace {

constexpr mode_t kOwnerAndGroup = 0660;
constexpr mode_t kOwner = 0600;

// The tests that have begun and not ended, by name.
class RunningTests {
 public:
  // Returns whether an end had a begin. A recorder that has been started again does not know of earlier ones.
  bool take(const MarkMessage& message) {
    const auto running = counts_.find(message.name);
    if (message.kind == "begin") {
      if (running != counts_.end()) {
        ++running->second;
      } else if (counts_.size() < kMost) {
        counts_.emplace(message.name, 1);
      }
    } else if (message.kind == "end") {
      if (running == counts_.end()) return counts_.size() == kMost;
      if (--running->second == 0) counts_.erase(running);
    }
    return true;
  }

 private:
  static constexpr std::size_t kMost = 4096;
  std::map<std::string, std::int64_t, std::less<>> counts_;
};

std::unique_ptr<MarkSocket> listen_at(const std::string& path, mode_t mode, boost::asio::io_context& context,
                                      SessionRecorder& session, const SessionSettings& settings,
                                      const Log& log) {
  const auto take = [&session, running = RunningTests()](
                        const MarkMessage& message,
                        const MarkOrigin& origin) mutable -> std::optional<std::string> {
    if (!session.add_mark(message, origin)) return "too many marks wait to be written";
    if (running.take(message)) return std::nullopt;
    return fmt::format("the mark is recorded, but since this recorder was started no '{}' has begun",
                       message.name);
  };
  return std::make_unique<MarkSocket>(context, path, mode, ProcFiles(settings.sampler.proc_root), take, log);
}

std::string temporary_directory() {
  const char* given = std::getenv("TMPDIR");
  return given != nullptr && *given == '/' ? given : "/tmp";
}

}  // namespace

MarkIntake take_marks_of_host(boost::asio::io_context& context, SessionRecorder& session,
                              const SessionSettings& settings, const Log& log) {
  MarkIntake intake;
  const std::string path = settings.mark_socket.value_or(kServiceSocket);
  std::error_code ignored;
  const bool is_there = std::filesystem::is_directory(std::filesystem::path(path).parent_path(), ignored);
  if (!settings.mark_socket && !is_there) return intake;
  try {
    intake.socket = listen_at(path, kOwnerAndGroup, context, session, settings, log);
  } catch (const FileError& error) {
    if (settings.mark_socket) throw;
    log("note", fmt::format("{}; no marks are taken", error.what()));
  }
  return intake;
}

MarkIntake take_marks_of_command(boost::asio::io_context& context, SessionRecorder& session,
                                 const SessionSettings& settings, const Log& log) {
  MarkIntake intake;
  try {
    if (!settings.mark_socket) {
      remove_abandoned_directories(temporary_directory());
      intake.directory = std::make_unique<PrivateDirectory>(temporary_directory());
    }
    const std::string path = intake.directory ? intake.directory->socket_path() : *settings.mark_socket;
    intake.socket = listen_at(path, kOwner, context, session, settings, log);
  } catch (const FileError& error) {
    if (settings.mark_socket) throw;
    log("note", fmt::format("{}; no marks are taken", error.what()));
  }
  return intake;
}

}  // namespace tidemark

#include "recorder/session/mark_intake.hpp"

#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>

#include "common/error.hpp"

namespace tidemark {
namespace {

constexpr mode_t kOwnerAndGroup = 0660;
constexpr mode_t kOwner = 0600;

std::unique_ptr<MarkSocket> listen_at(const std::string& path, mode_t mode, boost::asio::io_context& context,
                                      SessionRecorder& session, const SessionSettings& settings) {
  const auto take = [&session](const MarkMessage& message,
                               std::optional<pid_t> sender) -> std::optional<std::string> {
    if (session.add_mark(message.kind, message.name, sender)) return std::nullopt;
    return "too many marks wait to be written";
  };
  return std::make_unique<MarkSocket>(context, path, mode, ProcFiles(settings.sampler.proc_root), take);
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
    intake.socket = listen_at(path, kOwnerAndGroup, context, session, settings);
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
    intake.socket = listen_at(path, kOwner, context, session, settings);
  } catch (const FileError& error) {
    if (settings.mark_socket) throw;
    log("note", fmt::format("{}; no marks are taken", error.what()));
  }
  return intake;
}

}  // namespace tidemark

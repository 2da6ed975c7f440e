#include "recorder/system/private_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string_view>

#include "common/error.hpp"
#include "recorder/system/unix_socket.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kPrefix = "tidemark-";
constexpr std::string_view kRandom = "XXXXXX";
constexpr const char* kSocketName = "/marks";

std::optional<struct stat> look_at(const std::string& path) {
  struct stat status = {};
  if (lstat(path.c_str(), &status) != 0) return std::nullopt;
  return status;
}

// time() may lag behind the stamps of files by a clock tick.
std::time_t now() { return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()); }

// Only this user can have made what lies in such a directory.
bool is_ours(const std::string& path, std::chrono::seconds grace) {
  const auto status = look_at(path);
  constexpr mode_t kPermissions = 07777;
  return status && S_ISDIR(status->st_mode) && (status->st_mode & kPermissions) == S_IRWXU &&
         status->st_uid == geteuid() && now() - status->st_mtime >= grace.count();
}

void remove_abandoned_sockets(const std::string& directory) {
  std::error_code error;
  for (std::filesystem::directory_iterator place(directory, error), end; !error && place != end;
       place.increment(error)) {
    const std::string path = place->path();
    const auto status = look_at(path);
    if (status && S_ISSOCK(status->st_mode) && is_abandoned_socket(path)) unlink(path.c_str());
  }
}

}  // namespace

PrivateDirectory::PrivateDirectory(const std::string& parent)
    : path_(parent + '/' + std::string(kPrefix) + std::string(kRandom)) {
  if (mkdtemp(path_.data()) == nullptr) throw FileError(path_, "make the directory", std::strerror(errno));
}

PrivateDirectory::~PrivateDirectory() { rmdir(path_.c_str()); }

std::string PrivateDirectory::socket_path() const { return path_ + kSocketName; }

void remove_abandoned_directories(const std::string& parent, std::chrono::seconds grace) {
  std::error_code error;
  for (std::filesystem::directory_iterator place(parent, error), end; !error && place != end;
       place.increment(error)) {
    const std::string name = place->path().filename();
    const std::string path = place->path();
    if (!name.starts_with(kPrefix) || name.size() != kPrefix.size() + kRandom.size() || !is_ours(path, grace))
      continue;
    remove_abandoned_sockets(path);
    rmdir(path.c_str());  // fails where anything is in it
  }
}

}  // namespace tidemark

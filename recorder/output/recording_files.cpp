#include "recorder/output/recording_files.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "common/error.hpp"
#include "schema/new_recording.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {
namespace {

constexpr std::array kCompanions{"-wal", "-shm", "-journal"};

bool is_there(const std::string& path) {
  struct stat status = {};
  return lstat(path.c_str(), &status) == 0;
}

// A descriptor of the place alone takes no fchmod().
std::string path_of(const Descriptor& place) { return fmt::format("/proc/self/fd/{}", place.number()); }

void remove_companions(const std::string& path) {
  for (const char* companion : kCompanions) unlink((path + companion).c_str());
}

}  // namespace

void remove_recording(const std::string& path) {
  unlink(path.c_str());
  remove_companions(path);
}

ClosedToOthers::ClosedToOthers(const std::string& path)
    : place_(open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)) {
  struct stat status = {};
  if (!place_.is_open() || fstat(place_.number(), &status) != 0) return;
  mode_ = status.st_mode & 07777U;
  static_cast<void>(chmod(path_of(place_).c_str(), mode_ & 07700U));
}

ClosedToOthers::~ClosedToOthers() {
  if (mode_ != 0) static_cast<void>(chmod(path_of(place_).c_str(), mode_));
}

void rename_companions(const std::string& path, const std::string& now) {
  std::error_code ignored;
  for (const char* companion : kCompanions)
    std::filesystem::rename(path + companion, now + companion, ignored);
}

bool has_log(const std::string& path) {
  std::error_code error;
  return std::filesystem::file_size(path + "-wal", error) > 0 && !error;
}

std::optional<std::string> keep_earlier_recording(const std::string& path) {
  if (is_place_for_new(path)) return std::nullopt;
  check_is_recording(path);
  std::string earlier = path + ".1";
  if (is_there(earlier)) check_is_recording(earlier);
  // They would be taken for those of the one that comes. The file itself stays until another takes its place.
  remove_companions(earlier);
  if (std::rename(path.c_str(), earlier.c_str()) != 0)
    throw FileError(path, "rename it to " + earlier, std::strerror(errno));
  rename_companions(path, earlier);
  return earlier;
}

}  // namespace tidemark

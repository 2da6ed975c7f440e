#include "recorder/output/recording_files.hpp"

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

void remove_companions(const std::string& path) {
  for (const char* companion : kCompanions) unlink((path + companion).c_str());
}

}  // namespace

void remove_recording(const std::string& path) {
  unlink(path.c_str());
  remove_companions(path);
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

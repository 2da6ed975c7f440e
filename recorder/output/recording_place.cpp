#include "recorder/output/recording_place.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <optional>
#include <utility>

#include "common/error.hpp"

namespace tidemark {
namespace {

Descriptor open_place(const std::string& path) {
  return Descriptor(open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
}

std::optional<struct stat> look_at(const Descriptor& file) {
  struct stat status = {};
  if (!file.is_open() || fstat(file.number(), &status) != 0) return std::nullopt;
  return status;
}

// What cannot be looked at just now is taken to be as it was.
bool has_name(const struct stat& file, const std::string& path) {
  struct stat named = {};
  if (lstat(path.c_str(), &named) != 0) return errno != ENOENT && errno != ENOTDIR;
  return named.st_dev == file.st_dev && named.st_ino == file.st_ino;
}

// Neither the file nor its log ever shrinks while it is written to. Takes the new size.
bool has_shrunk(const struct stat& file, Bytes& bytes) {
  const auto now = static_cast<Bytes>(file.st_size);
  return now < std::exchange(bytes, now);
}

}  // namespace

// SQLite's names: those of the files themselves, where the one given is a link.
RecordingPlace::RecordingPlace(const Database& database)
    : path_(sqlite3_db_filename(database.handle(), "main")),
      log_path_(sqlite3_filename_wal(sqlite3_db_filename(database.handle(), "main"))),
      file_(open_place(path_)) {
  if (!file_.is_open()) throw FileError(path_, "follow the recording", std::strerror(errno));
  static_cast<void>(look());
}

RecordingFate RecordingPlace::look() {
  const auto file = look_at(file_);
  if (!file || file->st_nlink == 0) return RecordingFate::kRemoved;
  if (has_shrunk(*file, file_bytes_)) return RecordingFate::kCut;
  if (!has_name(*file, path_)) return RecordingFate::kMoved;
  if (!log_.is_open()) log_ = open_place(log_path_);
  const auto log = look_at(log_);
  if (!log) return RecordingFate::kInPlace;
  if (has_shrunk(*log, log_bytes_)) return RecordingFate::kCut;
  return has_name(*log, log_path_) ? RecordingFate::kInPlace : RecordingFate::kLogTaken;
}

std::string RecordingPlace::present_path() const {
  const std::string link = "/proc/self/fd/" + std::to_string(file_.number());
  std::array<char, PATH_MAX> name{};
  const ssize_t size = readlink(link.c_str(), name.data(), name.size());
  return size < 0 ? path_ : std::string(name.data(), static_cast<std::size_t>(size));
}

}  // namespace tidemark

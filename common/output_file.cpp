#include "common/output_file.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "common/error.hpp"

namespace tidemark {
namespace {

namespace fs = std::filesystem;

struct FileCloser {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

[[noreturn]] void reject(const std::string& path, int error) {
  throw FileError(path, "write the file", std::strerror(error));
}

// Blocks the signals by which a terminal or a service manager ends a process, while it lives.
class EndingHeld {
 public:
  EndingHeld() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  ~EndingHeld() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  EndingHeld(const EndingHeld&) = delete;
  EndingHeld& operator=(const EndingHeld&) = delete;

 private:
  sigset_t before_{};
};

// /dev/stdout leads by way of /proc/self/fd to any file, which this process must not replace. File systems
// lie below /dev as well: /dev/shm.
bool is_of_the_kernel(const fs::path& directory) {
  const std::string& name = directory.native();
  return name == "/dev" || name == "/proc" || name.starts_with("/proc/");
}

// Returns the path with the links of its directory followed, but not its own.
fs::path resolve_directory(const fs::path& file, const std::string& path) {
  std::error_code error;
  const fs::path directory = fs::weakly_canonical(fs::absolute(file).parent_path(), error);
  if (error) reject(path, error.value());
  return directory / file.filename();
}

// Writes all of `text` to the file `name`; errors name it `path`.
void write_all(const std::string& name, std::string_view text, bool syncs, const std::string& path) {
  std::unique_ptr<std::FILE, FileCloser> file(std::fopen(name.c_str(), "w"));
  if (!file) reject(path, errno);
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size() &&
                          std::fflush(file.get()) == 0 && (!syncs || fsync(fileno(file.get())) == 0);
  if (!is_written) reject(path, errno);
  if (std::fclose(file.release()) != 0) reject(path, errno);
}

}  // namespace

OutputPlace find_output(const std::string& path) {
  constexpr int kMostLinks = 40;  // as the kernel follows
  std::error_code ignored;
  fs::path file = resolve_directory(path, path);
  for (int links = 0; links <= kMostLinks; ++links) {
    if (is_of_the_kernel(file.parent_path())) return {path, true};
    const fs::file_status status = fs::symlink_status(file, ignored);
    if (!fs::is_symlink(status)) {
      const bool in_place = fs::exists(status) && !fs::is_regular_file(status);
      return {in_place ? path : file.string(), in_place};
    }
    file = resolve_directory(file.parent_path() / fs::read_symlink(file, ignored), path);
  }
  reject(path, ELOOP);
}

OutputFile::OutputFile(std::string path, std::vector<std::string> companions)
    : path_(std::move(path)),
      target_(find_output(path_).path),
      temporary_path_(fmt::format("{}.part-{}", target_, getpid())),
      companions_(std::move(companions)) {}

OutputFile::~OutputFile() {
  if (temporary_path_.empty()) return;
  unlink(temporary_path_.c_str());
  for (const std::string& companion : companions_) unlink((temporary_path_ + companion).c_str());
}

void OutputFile::publish() {
  if (std::rename(temporary_path_.c_str(), target_.c_str()) != 0) reject(path_, errno);
  temporary_path_.clear();
}

void write_file(const std::string& path, std::string_view text) {
  if (find_output(path).in_place) {
    write_all(path, text, false, path);
    return;
  }
  const EndingHeld ending_held;
  OutputFile output(path);
  write_all(output.temporary_path(), text, true, path);
  output.publish();
}

}  // namespace tidemark

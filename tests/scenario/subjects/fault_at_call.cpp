// Loaded into a program (LD_PRELOAD), it has one of the calls fail that change or open what lies below FAULT_IN, a
// directory: the FAULT_AT-th, and those after it up to FAULT_FOR of them (1 where it is not given). FAULT says how: the
// name of an error, or "kill" for SIGKILL just before the call. What fails is noted in the file FAULT_LOG, a line each.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

using Path = std::array<char, PATH_MAX>;

long number_of(const char* variable, long otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtol(text, nullptr, 10);
}

const char* text_of(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? "" : text;
}

std::atomic<long> calls{0};

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

void note(const char* call, const char* path) {
  static const auto open_file = real<int(const char*, int, ...)>("open");
  static const auto write_bytes = real<ssize_t(int, const void*, size_t)>("write");
  std::array<char, PATH_MAX + 64> line{};
  const int size = std::snprintf(line.data(), line.size(), "%s %s\n", call, path);
  const int log = open_file(text_of("FAULT_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  static_cast<void>(write_bytes(log, line.data(), static_cast<size_t>(size)));
  close(log);
}

// Returns whether this call is to fail, and sets errno.
bool fails(const char* call, const char* path) {
  static const char* const directory = text_of("FAULT_IN");
  static const long first = number_of("FAULT_AT", LONG_MAX);
  static const long most = number_of("FAULT_FOR", 1);
  if (*directory == '\0' || std::strncmp(path, directory, std::strlen(directory)) != 0) return false;
  const long at = ++calls;
  if (at < first || at - first >= most) return false;
  note(call, path);
  const char* how = text_of("FAULT");
  if (std::strcmp(how, "kill") == 0) kill(getpid(), SIGKILL);
  errno = std::strcmp(how, "EIO") == 0 ? EIO : ENOSPC;
  return true;
}

Path path_of(int descriptor) {
  std::array<char, 64> link{};
  Path path{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
  if (readlink(link.data(), path.data(), path.size() - 1) < 0) path[0] = '\0';
  return path;
}

bool fails(const char* call, int descriptor) { return fails(call, path_of(descriptor).data()); }

// Of a name in a directory.
bool fails(const char* call, int directory, const char* name) {
  if (*name == '/' || directory == AT_FDCWD) return fails(call, name);
  Path path = path_of(directory);
  const size_t size = std::strlen(path.data());
  std::snprintf(path.data() + size, path.size() - size, "/%s", name);
  return fails(call, path.data());
}

mode_t mode_of(int flags, va_list arguments) {
  return (flags & (O_CREAT | __O_TMPFILE)) == 0 ? 0 : static_cast<mode_t>(va_arg(arguments, unsigned));
}

}  // namespace

extern "C" {

int open64(const char* path, int flags, ...) {
  static const auto call = real<int(const char*, int, ...)>("open64");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return fails("open", path) ? -1 : call(path, flags, mode);
}

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open64(path, flags, mode);
}

int openat64(int directory, const char* path, int flags, ...) {
  static const auto call = real<int(int, const char*, int, ...)>("openat64");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return fails("open", directory, path) ? -1 : call(directory, path, flags, mode);
}

int openat(int directory, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return openat64(directory, path, flags, mode);
}

int mkdirat(int directory, const char* path, mode_t mode) noexcept {
  static const auto call = real<int(int, const char*, mode_t)>("mkdirat");
  return fails("mkdir", directory, path) ? -1 : call(directory, path, mode);
}

ssize_t write(int file, const void* bytes, size_t size) {
  static const auto call = real<ssize_t(int, const void*, size_t)>("write");
  return fails("write", file) ? -1 : call(file, bytes, size);
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off_t offset) {
  static const auto call = real<ssize_t(int, const void*, size_t, off_t)>("pwrite64");
  return fails("write", file) ? -1 : call(file, bytes, size, offset);
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  return pwrite64(file, bytes, size, offset);
}

int fsync(int file) {
  static const auto call = real<int(int)>("fsync");
  return fails("fsync", file) ? -1 : call(file);
}

int fdatasync(int file) {
  static const auto call = real<int(int)>("fdatasync");
  return fails("fsync", file) ? -1 : call(file);
}

int ftruncate64(int file, off_t size) noexcept {
  static const auto call = real<int(int, off_t)>("ftruncate64");
  return fails("truncate", file) ? -1 : call(file, size);
}

int ftruncate(int file, off_t size) noexcept { return ftruncate64(file, size); }

int renameat2(int from, const char* old_name, int to, const char* name, unsigned flags) noexcept {
  static const auto call = real<int(int, const char*, int, const char*, unsigned)>("renameat2");
  return fails("rename", to, name) ? -1 : call(from, old_name, to, name, flags);
}

int rename(const char* old_name, const char* name) noexcept {
  static const auto call = real<int(const char*, const char*)>("rename");
  return fails("rename", name) ? -1 : call(old_name, name);
}

int linkat(int from, const char* old_name, int to, const char* name, int flags) noexcept {
  static const auto call = real<int(int, const char*, int, const char*, int)>("linkat");
  return fails("link", to, name) ? -1 : call(from, old_name, to, name, flags);
}

int unlink(const char* path) noexcept {
  static const auto call = real<int(const char*)>("unlink");
  return fails("unlink", path) ? -1 : call(path);
}

int unlinkat(int directory, const char* path, int flags) noexcept {
  static const auto call = real<int(int, const char*, int)>("unlinkat");
  return fails("unlink", directory, path) ? -1 : call(directory, path, flags);
}

}  // extern "C"

// Loaded into a program (LD_PRELOAD), it kills that with SIGKILL just before the KILL_AT-th call that changes a file in
// whose path ".tidemark" stands, or the name of one.
#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr const char* kMark = ".tidemark";

long calls_left = [] {
  const char* count = std::getenv("KILL_AT");
  return count == nullptr ? -1 : std::strtol(count, nullptr, 10);
}();

void count_call() {
  if (calls_left > 0 && --calls_left == 0) kill(getpid(), SIGKILL);
}

void count_change(const char* path) {
  if (std::strstr(path, kMark) != nullptr) count_call();
}

void count_change(int descriptor) {
  std::array<char, 64> link{};
  std::array<char, 512> path{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
  if (readlink(link.data(), path.data(), path.size() - 1) > 0) count_change(path.data());
}

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t write(int file, const void* bytes, size_t size) {
  static const auto call = real<ssize_t(int, const void*, size_t)>("write");
  count_change(file);
  return call(file, bytes, size);
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off_t offset) {
  static const auto call = real<ssize_t(int, const void*, size_t, off_t)>("pwrite64");
  count_change(file);
  return call(file, bytes, size, offset);
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  return pwrite64(file, bytes, size, offset);
}

int fsync(int file) {
  static const auto call = real<int(int)>("fsync");
  count_change(file);
  return call(file);
}

int fdatasync(int file) {
  static const auto call = real<int(int)>("fdatasync");
  count_change(file);
  return call(file);
}

int ftruncate64(int file, off_t size) noexcept {
  static const auto call = real<int(int, off_t)>("ftruncate64");
  count_change(file);
  return call(file, size);
}

int ftruncate(int file, off_t size) noexcept { return ftruncate64(file, size); }

int renameat2(int from, const char* old_name, int to, const char* name, unsigned flags) noexcept {
  static const auto call = real<int(int, const char*, int, const char*, unsigned)>("renameat2");
  count_change(name);
  return call(from, old_name, to, name, flags);
}

int unlink(const char* path) noexcept {
  static const auto call = real<int(const char*)>("unlink");
  count_change(path);
  return call(path);
}

int unlinkat(int directory, const char* path, int flags) noexcept {
  static const auto call = real<int(int, const char*, int)>("unlinkat");
  count_change(path);
  return call(directory, path, flags);
}

}  // extern "C"

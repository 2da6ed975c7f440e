#include "tests/fuzz/fuzz_target.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "tests/support/files.hpp"

namespace tidemark::testing {

FuzzInput::FuzzInput(const std::uint8_t* bytes, std::size_t size)
    : rest_(reinterpret_cast<const char*>(bytes), size) {}

std::uint8_t FuzzInput::take_byte() {
  if (rest_.empty()) return 0;
  const auto byte = static_cast<std::uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return byte;
}

std::int64_t FuzzInput::take_int64() {
  std::int64_t value = 0;
  const std::size_t size = std::min(rest_.size(), sizeof value);
  if (size > 0) std::memcpy(&value, rest_.data(), size);
  rest_.remove_prefix(size);
  return value;
}

std::string_view FuzzInput::take_until(char end) {
  const std::string_view part = rest_.substr(0, rest_.find(end));
  rest_.remove_prefix(std::min(rest_.size(), part.size() + 1));
  return part;
}

const std::string& scratch_directory() {
  static const TemporaryDirectory directory(std::filesystem::is_directory("/dev/shm")
                                                ? "/dev/shm"
                                                : std::filesystem::temp_directory_path().string());
  return directory.path();
}

std::string scratch_file(std::string_view name, std::string_view bytes) {
  std::string path = scratch_directory() + "/" + std::string(name);
  write_bytes(path, bytes);
  return path;
}

void require(bool holds, std::string_view promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(promise.size()), promise.data());
  std::abort();
}

}  // namespace tidemark::testing

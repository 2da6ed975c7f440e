#include "tests/recorder/stacks/fake_unwinder.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <filesystem>

namespace tidemark::testing {

// Programs that are started have the log open, at a number that they know.
FakeUnwinder::FakeUnwinder() : log_(memfd_create("log", MFD_CLOEXEC)) {
  dup2(log_.number(), kFakeUnwinderLog);
}

FakeUnwinder::~FakeUnwinder() { close(kFakeUnwinderLog); }

std::string FakeUnwinder::path(std::string_view name) const {
  std::filesystem::copy_file(TIDEMARK_FAKE_UNWINDER, directory_.file(name),
                             std::filesystem::copy_options::skip_existing);
  return directory_.file(name);
}

int FakeUnwinder::count(std::string_view line) const {
  std::string text = "\n";
  std::array<char, 4096> block{};
  for (off_t at = 0;;) {
    const ssize_t count = pread(log_.number(), block.data(), block.size(), at);
    if (count <= 0) break;
    text.append(block.data(), static_cast<std::size_t>(count));
    at += count;
  }
  const std::string wanted = "\n" + std::string(line) + "\n";
  int found = 0;
  for (std::size_t at = 0; (at = text.find(wanted, at)) != std::string::npos; ++at) ++found;
  return found;
}

}  // namespace tidemark::testing

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "tests/recorder/stacks/page_toucher.hpp"

// Touches memory as it is told to on its standard input, and says where that is.
int main() {
  using tidemark::testing::TouchOrder;
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const int zeros = open("/dev/zero", O_RDONLY | O_CLOEXEC);
  std::array<volatile char, std::size_t{64} * 1024> deep{};  // there is to be that much stack to copy
  for (volatile char& byte : deep) byte = 1;
  char* memory = nullptr;
  std::size_t mapped = 0;
  for (TouchOrder order; read(STDIN_FILENO, &order, sizeof order) == sizeof order;) {
    const std::size_t bytes = order.pages * page;
    if (order.kind != TouchOrder::Kind::kAgain) {
      if (memory != nullptr) munmap(memory, mapped);
      const int sharing = order.kind == TouchOrder::Kind::kShared ? MAP_SHARED : MAP_PRIVATE;
      memory =
          static_cast<char*>(mmap(nullptr, bytes, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0));
      mapped = bytes;
      if (memory == MAP_FAILED) return 1;
      madvise(memory, bytes, MADV_NOHUGEPAGE);
    }
    if (order.kind == TouchOrder::Kind::kByKernel) {
      if (read(zeros, memory, bytes) != static_cast<ssize_t>(bytes)) return 1;
    } else if (order.kind == TouchOrder::Kind::kAgain) {
      std::fill_n(static_cast<volatile char*>(memory), std::min(bytes, mapped), '2');
    } else {
      for (std::size_t at = 0; at < bytes; at += page)
        static_cast<volatile char*>(memory)[at] = deep[at % 64];
    }
    if (write(STDOUT_FILENO, &memory, sizeof memory) != sizeof memory) return 1;
  }
  return 0;
}

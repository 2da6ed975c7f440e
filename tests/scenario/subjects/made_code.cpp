// Keeps some 8 MiB a second, taken by a function of x86-64 that it makes at run time, and writes its /tmp/perf-PID.map after
// half the time: made_code SECONDS

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

std::vector<char*> kept;

void keep() {
  constexpr std::size_t kBytes = 80'000;
  char* block = static_cast<char*>(std::malloc(kBytes));  // NOLINT(cppcoreguidelines-no-malloc)
  std::memset(block, 1, kBytes);
  kept.push_back(block);
}

int main(int count, char** arguments) {
  // push rbp; mov rbp, rsp; call rdi; pop rbp; ret
  constexpr std::array<unsigned char, 8> kCode{0x55, 0x48, 0x89, 0xE5, 0xFF, 0xD7, 0x5D, 0xC3};
  void* const code = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (code == MAP_FAILED) return 1;
  std::memcpy(code, kCode.data(), kCode.size());
  mprotect(code, 4096, PROT_READ | PROT_EXEC);
  const auto made = reinterpret_cast<void (*)(void (*)())>(code);

  const auto begin = std::chrono::steady_clock::now();
  const std::chrono::duration<double> seconds(count > 1 ? std::strtod(arguments[1], nullptr) : 1);
  const std::string path = "/tmp/perf-" + std::to_string(getpid()) + ".map";
  bool is_told = false;
  while (std::chrono::steady_clock::now() < begin + seconds) {
    made(keep);
    usleep(10'000);
    if (is_told || std::chrono::steady_clock::now() < begin + seconds / 2) continue;
    is_told = true;
    std::FILE* const map = std::fopen(path.c_str(), "w");
    if (map == nullptr) return 1;
    std::fprintf(map, "%zx %zx made_at_run_time\n", reinterpret_cast<std::size_t>(code), kCode.size());
    std::fclose(map);
  }
  unlink(path.c_str());
}

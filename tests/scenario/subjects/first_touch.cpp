// A service that keeps what it should give back, some 8 MiB a second: first_touch SECONDS. The tests compile it in several
// ways, and read its functions' names in the recording.

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <vector>

std::vector<char*> cache;

// Each of them does something behind its call, so that its frame is there meanwhile.
[[gnu::noinline]] std::size_t cache_put(std::size_t size) {
  char* block = static_cast<char*>(std::malloc(size));  // NOLINT(cppcoreguidelines-no-malloc)
  std::memset(block, 1, size);
  cache.push_back(block);
  return cache.size();
}

[[gnu::noinline]] std::size_t handle_request(std::size_t size) { return cache_put(size) + 1; }

// What it needs for a while only, smaller than what it keeps.
[[gnu::noinline]] std::size_t parse(std::size_t size) {
  std::vector<char> text(size, 'x');
  return text.back() == 'x' ? text.size() : 0;
}

int main(int count, char** arguments) {
  const double seconds = count > 1 ? std::strtod(arguments[1], nullptr) : 1;
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  std::size_t done = 0;
  while (std::chrono::steady_clock::now() < end) {
    done += handle_request(80'000) + parse(500);
    usleep(10'000);
  }
  return done == 0 ? 1 : 0;
}

// Tells the addresses of its own code: "ADDRESS LINE" of the place behind a call, for addr2line, as a recorder tells it.
#include <cstdio>

extern "C" {
extern char __executable_start;
[[gnu::noinline]] void tell_caller(int line) {
  char* const caller = static_cast<char*>(__builtin_return_address(0)) - 1;
  std::printf("%#lx %d\n", static_cast<unsigned long>(caller - &__executable_start), line);
}
}

namespace cache {
[[gnu::always_inline]] inline void put() { tell_caller(__LINE__); }
}  // namespace cache

[[gnu::noinline]] void handle() {
  cache::put();
  std::puts("");  // no tail call
}

int main() {
  handle();
  tell_caller(__LINE__);
  return 0;
}

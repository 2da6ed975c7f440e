#include <unistd.h>

#include <cstdio>
#include <exception>

#include "recorder/unwinder/unwinder.hpp"

// Started by tidemark-recorder alone, with a socket to it as standard input.
int main() {
  try {
    return tidemark::serve_unwinding(STDIN_FILENO);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tidemark-unwinder: %s\n", error.what());
    return 3;
  }
}

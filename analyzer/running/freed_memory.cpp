#include "analyzer/running/freed_memory.hpp"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace tidemark {

void keep_freed_memory() {
#ifdef __GLIBC__
  // The largest mmap threshold that glibc accepts. A series above it is so long that the faults of its own
  // pages cost little.
  constexpr int kMapAboveBytes = 32 * 1024 * 1024;
  constexpr int kKeepBytes = 256 * 1024 * 1024;
  mallopt(M_MMAP_THRESHOLD, kMapAboveBytes);
  mallopt(M_TRIM_THRESHOLD, kKeepBytes);
#endif
}

}  // namespace tidemark

/* Tells a recorder of Tidemark where tests begin and end. C99 or C++, this header alone.
 *
 *   tidemark_mark_begin("upload");
 *   run_upload_test();
 *   tidemark_mark_end("upload");
 *
 * A mark is one datagram and takes some microseconds. Where no recorder listens, or it does not take it within 100 ms, the
 * mark is lost without a word, and the next ones of that second are not tried. Threads may mark at the same time. errno stays
 * as it is. With it goes what malloc has given out and not got back. A name has any bytes but NUL; of one longer than 1000
 * bytes the end is replaced by a digest of the whole. */
#ifndef TIDEMARK_MARK_H
#define TIDEMARK_MARK_H

#pragma GCC system_header /* C's casts are none of the concern of whoever includes it in C++ */

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define TIDEMARK_MOST_NAME_BYTES 1000
#define TIDEMARK_SERVICE_SOCKET "/run/tidemark/recorder.sock"

#ifdef __cplusplus
extern "C" {
#endif

/* When a mark was not taken; 0: none yet. */
static time_t tidemark_silent_since_;

/* Returns the size of the text "KIND NAME" that is left in `text`. */
static inline size_t tidemark_text_(char* text, size_t room, const char* kind, const char* name) {
  const size_t size = strlen(name);
  const char* byte;
  uint64_t digest = UINT64_C(14695981039346656037); /* FNV-1a */
  int written;
  if (size <= TIDEMARK_MOST_NAME_BYTES) {
    written = snprintf(text, room, "%s %s", kind, name);
  } else {
    for (byte = name; *byte != '\0'; ++byte) {
      digest ^= 0xffU & (unsigned)*byte;
      digest *= UINT64_C(1099511628211);
    }
    written = snprintf(text, room, "%s %.*s...%08lx%08lx", kind, TIDEMARK_MOST_NAME_BYTES - 19, name,
                       (unsigned long)(digest >> 32), (unsigned long)(digest & 0xffffffffU));
  }
  return written < 0 ? 0 : (size_t)written;
}

static inline int tidemark_send_(const char* text, size_t size) {
  union {
    struct sockaddr any;
    struct sockaddr_un named;
  } address;
  const struct timeval patience = {0, 100000};
  const char* path = getenv("TIDEMARK_SOCKET");
  int descriptor;
  int is_sent;
  if (path == NULL || *path == '\0') path = TIDEMARK_SERVICE_SOCKET;
  memset(&address, 0, sizeof address);
  address.named.sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address.named.sun_path) return 0;
  strcpy(address.named.sun_path, path);
  /* One a mark: nothing stays open that a test could count, close or hand to a child. */
  descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return 0;
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  is_sent = sendto(descriptor, text, size, MSG_NOSIGNAL, &address.any, sizeof address) == (ssize_t)size;
  close(descriptor);
  return is_sent;
}

#if defined(__GLIBC__) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 33)
#define TIDEMARK_HAS_MALLINFO2_
#endif
#endif

#ifdef TIDEMARK_HAS_MALLINFO2_
static clock_t tidemark_spent_; /* of CPU time, on counts that were not cheap */
static int
    tidemark_counts_allocations_; /* 0: not known yet; -1: another malloc is in the place of the C library's */

static inline size_t tidemark_in_use_(void) {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

static inline int tidemark_try_count_(void) {
  const size_t probe_size = 1048576;
  const size_t before = tidemark_in_use_();
  void* volatile probe = malloc(probe_size);
  const int is_counted = tidemark_in_use_() >= before + probe_size;
  free(probe);
  return is_counted ? 1 : -1;
}

/* Returns what malloc has given out and not got back, in KiB; negative where that is not to be had. It counts chunk by chunk,
 * which takes milliseconds where a heap is in pieces: then no more than a hundredth of the CPU time goes into it. */
static inline long tidemark_held_kib_(void) {
  const clock_t begin = clock();
  const clock_t spent = __atomic_load_n(&tidemark_spent_, __ATOMIC_RELAXED);
  int counts = __atomic_load_n(&tidemark_counts_allocations_, __ATOMIC_RELAXED);
  long held;
  clock_t took;
  if (counts == 0) {
    counts = tidemark_try_count_();
    __atomic_store_n(&tidemark_counts_allocations_, counts, __ATOMIC_RELAXED);
  }
  if (counts < 0 || (spent > CLOCKS_PER_SEC / 200 && spent > begin / 100)) return -1;
  held = (long)(tidemark_in_use_() / 1024);
  took = clock() - begin;
  if (took > CLOCKS_PER_SEC / 20000) __atomic_fetch_add(&tidemark_spent_, took, __ATOMIC_RELAXED);
  return held;
}
#else
static inline long tidemark_held_kib_(void) { return -1; }
#endif

static inline void tidemark_mark_(const char* kind, const char* name) {
  char text[TIDEMARK_MOST_NAME_BYTES + 64];
  char kind_and_held[40];
  const int error = errno;
  const time_t since = __atomic_load_n(&tidemark_silent_since_, __ATOMIC_RELAXED);
  const time_t now = time(NULL);
  long held;
  if (since != 0 && now >= since && now <= since + 1) return;
  held = strcmp(kind, "note") == 0 ? -1 : tidemark_held_kib_();
  if (held >= 0) {
    snprintf(kind_and_held, sizeof kind_and_held, "%s:%ld", kind, held);
    kind = kind_and_held;
  }
  if (!tidemark_send_(text, tidemark_text_(text, sizeof text, kind, name))) {
    __atomic_store_n(&tidemark_silent_since_, now, __ATOMIC_RELAXED);
  } else if (since != 0) {
    __atomic_store_n(&tidemark_silent_since_, 0, __ATOMIC_RELAXED);
  }
  errno = error;
}

static inline void tidemark_mark_begin(const char* name) { tidemark_mark_("begin", name); }
static inline void tidemark_mark_end(const char* name) { tidemark_mark_("end", name); }
static inline void tidemark_mark_note(const char* text) { tidemark_mark_("note", text); }

#ifdef __cplusplus
}
#endif

#endif

/* Tells a recorder of Tidemark where tests begin and end. C99 or C++, this header alone.
 *
 *   tidemark_mark_begin("upload");
 *   run_upload_test();
 *   tidemark_mark_end("upload");
 *
 * A mark is one datagram and takes some microseconds. Where no recorder listens, or it does not take it within 100 ms, the
 * mark is lost without a word, and the next ones of that second are not tried. Threads may mark at the same time. errno stays
 * as it is. A name has any bytes but NUL; of one longer than 1000 bytes the end is replaced by a digest of the whole. */
#ifndef TIDEMARK_MARK_H
#define TIDEMARK_MARK_H

#pragma GCC system_header /* C's casts are none of the concern of whoever includes it in C++ */

#include <errno.h>
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

static inline void tidemark_mark_(const char* kind, const char* name) {
  char text[TIDEMARK_MOST_NAME_BYTES + 16];
  const int error = errno;
  const time_t since = __atomic_load_n(&tidemark_silent_since_, __ATOMIC_RELAXED);
  const time_t now = time(NULL);
  if (since != 0 && now >= since && now <= since + 1) return;
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

// A service in C: each request goes through ten functions that give back what they take, and opens a session, which is
// never closed. service SECONDS

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SITE __attribute__((noinline))

static uint64_t state = 88172645463325252U;

static size_t any(size_t least, size_t most) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return least + state % (most - least + 1);
}

static char* make_text(size_t length) {
  char* text = malloc(length + 1);
  for (size_t i = 0; i < length; ++i) text[i] = (char)(i % 8 == 7 ? ' ' : 'a' + (state >> (i % 40)) % 26);
  text[length] = '\0';
  return text;
}

SITE size_t parse_request(void) {
  char* request = make_text(any(300, 4000));
  char* fields[600];
  size_t count = 0;
  for (char* rest = request; count < 600;) {
    char* word = strtok_r(NULL, " ", &rest);
    if (word == NULL) break;
    fields[count++] = strdup(word);
  }
  for (size_t i = 0; i < count; ++i) free(fields[i]);
  free(request);
  return count;
}

SITE size_t build_response(void) {
  size_t length = 0;
  size_t room = 128;
  char* response = malloc(room);
  const size_t wanted = any(500, 20000);
  while (length < wanted) {
    if (length + 64 > room) response = realloc(response, room *= 2);
    length += (size_t)snprintf(response + length, 64, "<td>%zu</td>\n", length);
  }
  free(response);
  return length;
}

static int compare(const void* one, const void* other) {
  const uint64_t a = *(const uint64_t*)one;
  const uint64_t b = *(const uint64_t*)other;
  return (a > b) - (a < b);
}

SITE size_t sort_records(void) {
  const size_t count = any(20, 1500);
  uint64_t* records = malloc(count * sizeof *records);
  for (size_t i = 0; i < count; ++i) records[i] = any(0, 1000000);
  qsort(records, count, sizeof *records, compare);
  const size_t middle = records[count / 2];
  free(records);
  return middle;
}

SITE size_t look_up(void) {
  static char* pages[400];
  const size_t place = any(0, 399);
  if (pages[place] == NULL || any(0, 3) == 0) {
    free(pages[place]);
    pages[place] = make_text(any(1000, 8000));
  }
  return strlen(pages[place]);
}

SITE size_t write_log(void) {
  static char* lines[1000];
  static size_t next;
  char line[300];
  snprintf(line, sizeof line, "%zu request of %zu bytes took %zu us, served from %zu", next, any(1, 20000),
           any(1, 9000), any(0, 255));
  char** place = &lines[next++ % 1000];
  free(*place);
  *place = strdup(line);
  return next;
}

SITE size_t render_page(void) {
  struct Part {
    struct Part* next;
    char text[];
  }* parts = NULL;
  size_t length = 0;
  for (size_t i = any(5, 60); i > 0; --i) {
    struct Part* part = malloc(sizeof *part + any(100, 400));
    part->next = parts;
    length += (size_t)sprintf(part->text, "<p>part %zu of a page</p>", i);
    parts = part;
  }
  while (parts != NULL) {
    struct Part* next = parts->next;
    free(parts);
    parts = next;
  }
  return length;
}

SITE size_t decode_body(void) {
  char* body = make_text(any(200, 16000));
  const size_t length = strlen(body);
  unsigned char* decoded = calloc(length / 2 + 1, 1);
  for (size_t i = 0; i + 1 < length; i += 2)
    decoded[i / 2] = (unsigned char)(body[i] << 4 | (body[i + 1] & 15));
  const size_t sum = decoded[length / 4];
  free(decoded);
  free(body);
  return sum;
}

SITE size_t count_words(void) {
  char* text = make_text(any(500, 6000));
  size_t* counts = calloc(1024, sizeof *counts);
  size_t most = 0;
  size_t hash = 5381;
  for (char* letter = text; *letter != '\0'; ++letter) {
    hash = *letter == ' ' ? 5381 : hash * 33 + (size_t)*letter;
    if (*letter == ' ' && ++counts[hash % 1024] > most) most = counts[hash % 1024];
  }
  free(counts);
  free(text);
  return most;
}

SITE size_t resolve_path(void) {
  char* path = malloc(any(100, 250));
  strcpy(path, "/srv/www");
  for (size_t i = any(1, 5); i > 0; --i) sprintf(path + strlen(path), "/%zu", any(0, 99999));
  const size_t length = strlen(path);
  free(path);
  return length;
}

SITE size_t compress_reply(void) {
  char* reply = make_text(any(1000, 12000));
  char* packed = malloc(20000);
  size_t length = 0;
  for (size_t i = 0; reply[i] != '\0'; ++i) {
    if (!isspace((unsigned char)reply[i])) packed[length++] = (char)toupper((unsigned char)reply[i]);
  }
  free(packed);
  free(reply);
  return length;
}

struct Session {
  struct Session* next;
  char* user;
  char data[];
};

static struct Session* sessions;

// What leaks.
SITE size_t open_session(void) {
  const size_t size = any(200, 4000);
  struct Session* session = malloc(sizeof *session + size);
  memset(session->data, 1, size);
  session->user = strdup("somebody@example.org");
  session->next = sessions;
  sessions = session;
  return size;
}

SITE size_t handle_request(void) {
  size_t done = parse_request() + resolve_path() + decode_body();
  done += look_up() + open_session() + sort_records();
  done += count_words() + render_page() + build_response();
  return done + compress_reply() + write_log();
}

int main(int count, char** arguments) {
  const double seconds = count > 1 ? atof(arguments[1]) : 10;
  const struct timespec pause = {0, 10000000};
  size_t done = 0;
  for (int i = 0; i < seconds * 100; ++i) {
    for (int request = 0; request < 20; ++request) done += handle_request();
    nanosleep(&pause, NULL);
  }
  return done == 0;
}

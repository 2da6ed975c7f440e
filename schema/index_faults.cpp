#include "schema/index_faults.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstring>

namespace tidemark {
namespace {

constexpr std::size_t kPageBytes = 4096;  // SQLite maps the index in multiples of 32 KiB

// SQLite's own default: SQLITE_DEFAULT_WAL_AUTOCHECKPOINT.
constexpr int kCheckpointPages = 1000;

// Global, because a signal handler serves the whole process.
volatile std::sig_atomic_t lost_index = 0;

// The only memory of the recorder that is shared, writable and of a file is that index; its pages can be read
// where they cannot be written. Where one cannot be read either (a program file on a broken disk), the copy
// faults again, and the kernel ends the process, since the signal is blocked meanwhile.
void replace_page(int, siginfo_t* info, void*) {
  char* const page =
      static_cast<char*>(info->si_addr) - reinterpret_cast<std::uintptr_t>(info->si_addr) % kPageBytes;
  std::array<char, kPageBytes> content;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  if (info->si_code == BUS_ADRERR) {
    std::memcpy(content.data(), page, kPageBytes);
    if (mmap(page, kPageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
        page) {
      std::memcpy(page, content.data(), kPageBytes);
      lost_index = 1;
      return;
    }
  }
  static_cast<void>(std::signal(SIGBUS, SIG_DFL));  // the access is repeated
}

int forbids_commit(void*) { return lost_index; }

int checkpoint_if_due(void*, sqlite3* connection, const char* name, int pages) {
  // As SQLite's own: what could not be moved now is moved later.
  if (pages >= kCheckpointPages && lost_index == 0)
    static_cast<void>(
        sqlite3_wal_checkpoint_v2(connection, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr));
  return SQLITE_OK;
}

}  // namespace

void survive_index_faults() {
  if (sysconf(_SC_PAGESIZE) != kPageBytes) return;  // larger ones may hold more than one index's pages
  struct sigaction action = {};
  action.sa_sigaction = replace_page;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGBUS, &action, nullptr);
}

bool index_is_lost() { return lost_index != 0; }

void forget_lost_index() { lost_index = 0; }

void guard_against_lost_index(const Database& database) {
  sqlite3_commit_hook(database.handle(), forbids_commit, nullptr);
  sqlite3_wal_hook(database.handle(), checkpoint_if_due, nullptr);
}

}  // namespace tidemark

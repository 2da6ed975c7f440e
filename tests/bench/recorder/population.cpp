// COUNT small processes, of which SHARE_PERCENT change their memory every INTERVAL_MS, each in turn. Prints a
// line once all are there, and ends them when its standard input ends.
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr std::size_t kStep = 64 * 1024;

// Each process sleeps on a word of its own.
using Word = std::atomic<std::uint32_t>;

void wait_for_change(Word& word, std::uint32_t seen) {
  syscall(SYS_futex, &word, FUTEX_WAIT, seen, nullptr, nullptr, 0);
}

// Maps and fills a little memory, and unmaps it at the next call.
[[noreturn]] void live(Word& word) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  void* memory = nullptr;
  for (std::uint32_t seen = 0;;) {
    wait_for_change(word, seen);
    if (word.load() == seen) continue;
    seen = word.load();
    if (memory == nullptr) {
      memory = mmap(nullptr, kStep, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      std::memset(memory, 1, kStep);
    } else {
      munmap(memory, kStep);
      memory = nullptr;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto count = static_cast<std::size_t>(std::stoul(argv[1]));
  const std::size_t changing = count * std::stoul(argv[2]) / 100;
  const int interval_ms = std::stoi(argv[3]);
  auto* words = static_cast<Word*>(
      mmap(nullptr, count * sizeof(Word), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  std::vector<pid_t> children;
  for (std::size_t i = 0; i < count; ++i) {
    const pid_t child = fork();
    if (child == 0) live(words[i]);
    if (child < 0) break;
    children.push_back(child);
  }
  std::printf("%zu\n", children.size());
  std::fflush(stdout);
  pollfd input{STDIN_FILENO, POLLIN, 0};
  for (std::size_t next = 0; poll(&input, 1, interval_ms) == 0;) {
    for (std::size_t i = 0; i < changing; ++i, next = (next + 1) % children.size()) {
      ++words[next];
      syscall(SYS_futex, &words[next], FUTEX_WAKE, 1, nullptr, nullptr, 0);
    }
  }
  for (const pid_t child : children) kill(child, SIGKILL);
  for (const pid_t child : children) waitpid(child, nullptr, 0);
  return children.size() == count ? 0 : 1;
}

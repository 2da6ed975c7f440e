// A program that uses memory in one known way, for a number of seconds: test-subject BEHAVIOUR SECONDS

#include <pthread.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::size_t kMiB = std::size_t{1} << 20U;

using Block = std::unique_ptr<char[]>;  // NOLINT(modernize-avoid-c-arrays): of a size told at run time

Block touched(std::size_t size) {
  Block block(new char[size]);
  std::memset(block.get(), 1, size);
  return block;
}

void keep_calm(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

// Calls `step` every 20 ms.
void repeat(double seconds, const std::function<void()>& step) {
  const auto end = steady_clock::now() + std::chrono::duration<double>(seconds);
  while (steady_clock::now() < end) {
    step();
    std::this_thread::sleep_for(20ms);
  }
}

void leak_heap(double seconds) {
  std::vector<Block> leaked;
  repeat(seconds, [&] { leaked.push_back(touched(kMiB / 4)); });
}

// A server that leaks with every request, and has requests while the file TEST_SUBJECT_LOAD exists.
void leak_under_load(double seconds) {
  const char* load = std::getenv("TEST_SUBJECT_LOAD");
  std::vector<Block> leaked;
  repeat(seconds, [&] {
    if (load != nullptr && access(load, F_OK) == 0) leaked.push_back(touched(kMiB / 4));
  });
}

void* end_at_once(void*) { return nullptr; }

void leave_threads_unjoined(double seconds) {
  repeat(seconds, [] {
    pthread_t thread{};
    pthread_create(&thread, nullptr, end_at_once, nullptr);
  });
}

void hold_steady(double seconds) {
  const Block block = touched(8 * kMiB);
  keep_calm(seconds);
}

void allocate_and_free(double seconds) {
  std::vector<Block> blocks;
  repeat(seconds, [&] {
    if (blocks.size() == 10) blocks.clear();
    blocks.push_back(touched(kMiB));
  });
}

void* leak_in_thread(void* seconds) {
  leak_heap(*static_cast<double*>(seconds));
  std::exit(0);
}

void exit_as_leader(double seconds) {
  static double thread_seconds = seconds;
  pthread_t thread{};
  pthread_create(&thread, nullptr, leak_in_thread, &thread_seconds);
  keep_calm(seconds / 3);
  pthread_exit(nullptr);
}

void leak_under_a_hostile_name(double seconds) {
  prctl(PR_SET_NAME, "a) R 1 (b\nc\x1B");
  leak_heap(seconds);
}

// The one that lives on is nobody's child any more.
void leave_an_orphan(double seconds) {
  const pid_t child = fork();
  if (child == 0) {
    if (fork() == 0) {
      setsid();
      hold_steady(seconds);
    }
    _exit(0);
  }
  waitpid(child, nullptr, 0);
}

// Not a time but a number: of processes that live for 20 ms each, 200 at a time.
void make_short_lived(double number) {
  int alive = 0;
  for (int i = 0; i < static_cast<int>(number); ++i) {
    if (alive == 200) {
      wait(nullptr);
      --alive;
    }
    const pid_t child = fork();
    if (child == 0) {
      usleep(20'000);
      _exit(0);
    }
    if (child > 0) ++alive;
  }
  while (wait(nullptr) > 0) {}
}

void exec(const char* program, const char* behaviour, const std::string& seconds) {
  execl(program, program, behaviour, seconds.c_str(), nullptr);
  std::exit(1);
}

// Three times itself, growing in between, then another program of the same PID.
void exec_itself_and_another(double seconds) {
  const Block block = touched(kMiB * 4);
  keep_calm(0.4);
  if (seconds > 1) exec("/proc/self/exe", "exec", std::to_string(seconds - 1));
  execlp("sleep", "sleep", "0.5", nullptr);
}

}  // namespace

// Read by AddressSanitizer. What leaks on purpose needs no search for leaks at its end, which a further
// process would make.
// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming)
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)

int main(int argc, char** argv) {
  const std::map<std::string, void (*)(double)> behaviours{{"heap-leak", leak_heap},
                                                           {"under-load", leak_under_load},
                                                           {"unjoined", leave_threads_unjoined},
                                                           {"steady", hold_steady},
                                                           {"sawtooth", allocate_and_free},
                                                           {"headless", exit_as_leader},
                                                           {"hostile", leak_under_a_hostile_name},
                                                           {"orphan", leave_an_orphan},
                                                           {"storm", make_short_lived},
                                                           {"exec", exec_itself_and_another}};
  const auto behaviour = argc == 3 ? behaviours.find(argv[1]) : behaviours.end();
  if (behaviour == behaviours.end()) return 2;
  behaviour->second(std::strtod(argv[2], nullptr));
  return 0;
}

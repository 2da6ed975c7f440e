#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/files.hpp"

namespace tidemark::testing {

// The fields of /proc/PID/statm that recordings use, in pages.
struct FakePages {
  std::int64_t size = 1000;
  std::int64_t resident = 100;
  std::int64_t shared = 50;
  std::int64_t text = 10;
  std::int64_t data = 300;
};

inline constexpr FakePages kNoPages{0, 0, 0, 0, 0};

// One process as its files under /proc show it.
struct FakeProcess {
  pid_t pid = 100;
  pid_t ppid = 1;
  std::int64_t start_ticks = 5000;
  std::string comm = "worker";
  char state = 'S';
  std::uint64_t flags = 0x00400000;  // 0x00200000 marks a kernel thread
  uid_t uid = 1000;
  std::uint64_t start_stack = 0x7FFC00001000;
  std::optional<std::string> exe = "worker";  // processes with the same name here run the same file
  std::string command_line = std::string("worker\0--fast\0", 14);
  int wait_status = 0;
  FakePages pages;
  std::optional<std::string> cgroup = {};  // the text of the file
  std::optional<std::string> maps = {};    // the same
  std::map<pid_t, FakePages> threads;      // beside those of the leader
  std::int64_t thread_count = 1;           // as stat tells
};

// A directory that looks like /proc.
class FakeProc {
 public:
  [[nodiscard]] const std::string& root() const { return root_; }

  // Lays out the files of a process, or changes them to this.
  void put(const FakeProcess& process) const;
  // Lays down the program that processes with this `exe` run.
  void put_program(std::string_view exe, std::string_view bytes) const;
  void remove(pid_t pid) const;
  // Leaves the process listed with none of its files, as one that ends between listing and reading.
  void empty(pid_t pid) const;
  // Makes reading a file of a process fail in a way that does not mean that the process is gone.
  void make_unreadable(pid_t pid, std::string_view file) const;

 private:
  [[nodiscard]] std::string path(pid_t pid, std::string_view file = "") const;

  TemporaryDirectory directory_;
  std::string root_ = make_root(directory_);

  static std::string make_root(const TemporaryDirectory& directory);
};

}  // namespace tidemark::testing

#include "tests/support/fake_proc.hpp"

#include <fmt/core.h>

#include <filesystem>

namespace tidemark::testing {
namespace {

std::string statm_text(const FakePages& pages) {
  return fmt::format("{} {} {} {} 0 {} 0\n", pages.size, pages.resident, pages.shared, pages.text,
                     pages.data);
}

// All 52 fields of proc(5); those that nobody reads are 0.
std::string stat_text(const FakeProcess& process) {
  std::string text = fmt::format("{} ({}) {} {}", process.pid, process.comm, process.state, process.ppid);
  for (int field = 5; field <= 52; ++field) {
    const std::uint64_t value = field == 9    ? process.flags
                                : field == 20 ? static_cast<std::uint64_t>(process.thread_count)
                                : field == 22 ? static_cast<std::uint64_t>(process.start_ticks)
                                : field == 28 ? process.start_stack
                                : field == 52 ? static_cast<std::uint64_t>(process.wait_status)
                                              : 0;
    text += fmt::format(" {}", value);
  }
  return text + "\n";
}

}  // namespace

std::string FakeProc::make_root(const TemporaryDirectory& directory) {
  std::filesystem::create_directory(directory.file("bin"));
  std::filesystem::create_directory(directory.file("proc"));
  write_bytes(directory.file("proc/meminfo"),
              "MemTotal:  8000000 kB\nMemAvailable:  4000000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n");
  return directory.file("proc");
}

std::string FakeProc::path(pid_t pid, std::string_view file) const {
  return file.empty() ? fmt::format("{}/{}", root_, pid) : fmt::format("{}/{}/{}", root_, pid, file);
}

void FakeProc::put(const FakeProcess& process) const {
  remove(process.pid);
  std::filesystem::create_directory(path(process.pid));
  write_bytes(path(process.pid, "stat"), stat_text(process));
  write_bytes(path(process.pid, "statm"), statm_text(process.pages));
  write_bytes(path(process.pid, "status"),
              fmt::format("Name:\t{0}\nUid:\t{1}\t{1}\t{1}\t{1}\n", "name", process.uid));
  write_bytes(path(process.pid, "cmdline"), process.command_line);
  if (process.cgroup) write_bytes(path(process.pid, "cgroup"), *process.cgroup);
  if (process.maps) write_bytes(path(process.pid, "maps"), *process.maps);
  auto threads = process.threads;
  threads.emplace(process.pid, process.pages);
  for (const auto& [thread, pages] : threads) {
    const std::string directory = path(process.pid, fmt::format("task/{}", thread));
    std::filesystem::create_directories(directory);
    write_bytes(directory + "/statm", statm_text(pages));
  }
  if (!process.exe) return;
  const std::string program = directory_.file("bin/" + *process.exe);
  if (!std::filesystem::exists(program)) write_bytes(program, "");
  std::filesystem::create_symlink(program, path(process.pid, "exe"));
}

void FakeProc::put_program(std::string_view exe, std::string_view bytes) const {
  write_bytes(directory_.file("bin/" + std::string(exe)), bytes);
}

void FakeProc::remove(pid_t pid) const { std::filesystem::remove_all(path(pid)); }

void FakeProc::empty(pid_t pid) const {
  remove(pid);
  std::filesystem::create_directory(path(pid));
}

// A directory opens like a file and then cannot be read, for root too.
void FakeProc::make_unreadable(pid_t pid, std::string_view file) const {
  std::filesystem::remove(path(pid, file));
  std::filesystem::create_directory(path(pid, file));
}

}  // namespace tidemark::testing

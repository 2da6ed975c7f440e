#include "recorder/procfs/mappings.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include "recorder/procfs/proc_text.hpp"
#include "recorder/procfs/process_tmp.hpp"

namespace tidemark {
namespace {

constexpr std::int64_t kMostCodeMapBytes = std::int64_t{256} << 20U;

bool take_number(std::string_view& line, std::string_view separator, int base, std::uint64_t& value) {
  const std::string_view word = take_until(line, separator);
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
  return error == std::errc() && end == word.data() + word.size();
}

std::optional<Mapping> parse_mapping(std::string_view line) {
  Mapping mapping;
  if (!take_number(line, "-", 16, mapping.start) || !take_number(line, " ", 16, mapping.end))
    return std::nullopt;
  const std::string_view rights = take_until(line, " ");
  if (rights.size() != 4 || mapping.end <= mapping.start) return std::nullopt;
  mapping.is_executable = rights[2] == 'x';
  mapping.is_shared = rights[3] == 's';
  if (!take_number(line, " ", 16, mapping.offset)) return std::nullopt;
  static_cast<void>(take_until(line, " "));  // device
  if (!take_number(line, " ", 10, mapping.inode)) return std::nullopt;
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  constexpr std::string_view kDeleted = " (deleted)";
  if (line.ends_with(kDeleted)) line.remove_suffix(kDeleted.size());
  mapping.path = line;
  return mapping;
}

bool is_file(const Descriptor& file, std::uint64_t inode) {
  struct stat status = {};
  return file.is_open() && fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode) &&
         status.st_ino == inode;
}

}  // namespace

std::vector<Mapping> parse_mappings(std::string_view maps) {
  std::vector<Mapping> mappings;
  while (!maps.empty()) {
    if (auto mapping = parse_mapping(take_until(maps, "\n"))) mappings.push_back(std::move(*mapping));
  }
  std::sort(mappings.begin(), mappings.end(),
            [](const Mapping& one, const Mapping& other) { return one.start < other.start; });
  return mappings;
}

const Mapping* find_mapping(std::span<const Mapping> mappings, std::uint64_t address) {
  const auto after =
      std::upper_bound(mappings.begin(), mappings.end(), address,
                       [](std::uint64_t wanted, const Mapping& mapping) { return wanted < mapping.start; });
  if (after == mappings.begin() || address >= std::prev(after)->end) return nullptr;
  return &*std::prev(after);
}

// The device is not compared: file systems with volumes of their own name another one in maps than to stat.
Descriptor open_mapped_file(const ProcFiles& files, pid_t pid, const Mapping& mapping) {
  Descriptor file = files.open_path_of(pid, mapping.path);
  if (is_file(file, mapping.inode)) return file;
  file = files.open_mapped(pid, mapping.start, mapping.end);
  if (is_file(file, mapping.inode)) return file;
  file = files.open_program(pid);
  return is_file(file, mapping.inode) ? std::move(file) : Descriptor();
}

Descriptor open_code_map(const ProcFiles& files, pid_t pid) {
  const auto user = find_tmp_user(files, pid);
  if (!user) return {};
  const Descriptor tmp = open_tmp(files, pid);
  if (!tmp.is_open()) return {};
  return open_owned_file(tmp, "perf-" + user->pid + ".map", user->user, kMostCodeMapBytes);
}

}  // namespace tidemark

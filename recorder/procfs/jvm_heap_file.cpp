#include "recorder/procfs/jvm_heap_file.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "recorder/procfs/jvm_heap.hpp"
#include "recorder/procfs/process_tmp.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kDirectoryPrefix = "hsperfdata_";
constexpr std::size_t kMostNames = 4096;
constexpr std::int64_t kMostFileBytes = 1 << 20;  // PerfDataMemorySize is 32 KiB, unless somebody sets it

// Opens the file of counters where it and its directory are what they have to be.
Descriptor open_counters(const Descriptor& tmp, const JvmHeapFile& file) {
  const Descriptor directory = open_owned_directory(tmp, file.directory, file.owner);
  return directory.is_open() ? open_owned_file(directory, file.name, file.owner, kMostFileBytes)
                             : Descriptor();
}

}  // namespace

std::optional<JvmHeapFile> find_jvm_heap_file(const ProcFiles& files, pid_t pid) {
  // A virtual machine names and owns it as the effective user.
  const auto user = find_tmp_user(files, pid);
  if (!user) return std::nullopt;
  JvmHeapFile file{{}, user->pid, user->user};
  const Descriptor tmp = open_tmp(files, pid);
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(tmp.is_open() ? fdopendir(dup(tmp.number())) : nullptr,
                                                    closedir);
  if (!listing) return std::nullopt;
  for (std::size_t i = 0; i < kMostNames; ++i) {
    const dirent* entry = readdir(listing.get());
    if (entry == nullptr) break;
    file.directory = &entry->d_name[0];
    if (file.directory.starts_with(kDirectoryPrefix) && open_counters(tmp, file).is_open()) return file;
  }
  return std::nullopt;
}

std::optional<JvmHeap> read_jvm_heap(const ProcFiles& files, pid_t pid, const JvmHeapFile& file) {
  const Descriptor tmp = open_tmp(files, pid);
  if (!tmp.is_open()) return std::nullopt;
  const Descriptor counters = open_counters(tmp, file);
  if (!counters.is_open()) return std::nullopt;
  struct stat status = {};
  if (fstat(counters.number(), &status) != 0) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(std::min<std::int64_t>(status.st_size, kMostFileBytes)), '\0');
  const ReadResult result = read_start(counters.number(), bytes);
  return result.failure ? std::nullopt : parse_jvm_heap(result.text);
}

}  // namespace tidemark

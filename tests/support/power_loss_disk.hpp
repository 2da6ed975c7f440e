#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::testing {

// A disk whose power may fail. Until it is detached it is SQLite's way to all files (its default VFS): it
// passes everything on to the real one and remembers each change, so that a test can lay out what a disk
// might hold after power has failed at any of them.
class PowerLossDisk {
 public:
  PowerLossDisk();
  ~PowerLossDisk();
  PowerLossDisk(const PowerLossDisk&) = delete;
  PowerLossDisk& operator=(const PowerLossDisk&) = delete;

  // Ends being SQLite's way to files that are opened from now on. All that were opened through it are closed.
  void detach();

  // How many changes and syncs there were.
  [[nodiscard]] std::size_t operations() const { return operations_.size(); }
  // The number of operations up to and including the last sync of a file among the first `count`; 0 without.
  [[nodiscard]] std::size_t last_sync(const std::string& path, std::size_t count) const;

  // Makes in `directory` a file of each one that the first `count` operations have touched. It holds what was
  // synced, and of the changes since then all, none, or some: in any order, torn between sectors.
  void lay_out(std::size_t count, std::mt19937& random, const std::string& directory) const;

 private:
  enum class Kind { kFind, kWrite, kTruncate, kSync, kRemove };
  struct Operation {
    Kind kind;
    std::string path;
    std::int64_t offset = 0;  // or the new size
    std::string bytes = {};
  };
  struct OpenFile;

  static OpenFile& of(sqlite3_file* file);
  static sqlite3_io_methods make_methods();
  static void apply(const Operation& operation, std::string& content);
  static void apply_some(std::vector<Operation> changes, std::mt19937& random, std::string& content);
  static int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags);
  void take_as_found(const std::string& path);
  static int remove_file(sqlite3_vfs* vfs, const char* name, int sync_directory);

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  std::vector<Operation> operations_;
};

}  // namespace tidemark::testing
